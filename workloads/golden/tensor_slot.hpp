// The values of one tensor while the interpreter runs.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "workloads/golden/kernel.hpp"

namespace quartet::golden {

/// Values in the storage that was written and, once somebody asked for it, in the other one too.
class TensorSlot {
 public:
  TensorSlot(const Tensor& tensor);

  /// Takes values from outside; fails when their count or one of them does not fit the tensor.
  [[nodiscard]] Result<void> assign(const Values& values);
  /// Where a kernel writes; the values from before are void.
  [[nodiscard]] View write(Storage storage);
  [[nodiscard]] ConstView read(Storage storage);
  [[nodiscard]] Values values() const;
  [[nodiscard]] bool is_constant() const { return constant_; }

 private:
  [[nodiscard]] bool copy_in(const Values& values);

  std::string name_;
  IntType type_;
  std::size_t elements_;
  bool constant_;
  bool has_bytes_ = false, has_words_ = false;
  std::vector<std::int8_t> bytes_;  // kSlackBytes longer than the tensor
  Values words_;
};

}  // namespace quartet::golden
