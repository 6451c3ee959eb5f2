// The values of one tensor while the interpreter runs.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "workloads/golden/kernel.hpp"

namespace quartet::golden {

/// Memory of tensors that are never alive at the same time; grows to the largest of them.
struct TensorBuffer {
  std::vector<std::int8_t> bytes;
  std::vector<std::int32_t> words;
};

/// Values in the storage that was written and, once somebody asked for it, in the other one too.
class TensorSlot {
 public:
  TensorSlot(const Tensor& tensor, std::shared_ptr<TensorBuffer> buffer);

  /// Takes values from outside; fails when their count or one of them does not fit the tensor.
  [[nodiscard]] Result<void> assign(const Values& values);
  /// Where a kernel writes; the values from before are void.
  [[nodiscard]] View write(Storage storage);
  [[nodiscard]] ConstView read(Storage storage);
  [[nodiscard]] Values values() const;
  [[nodiscard]] bool is_constant() const { return constant_; }

 private:
  [[nodiscard]] bool copy_in(const Values& values);
  std::int8_t* reserve_bytes();
  std::int32_t* reserve_words();

  std::string name_;
  IntType type_;
  std::size_t elements_;
  bool constant_;
  bool has_bytes_ = false, has_words_ = false;
  std::shared_ptr<TensorBuffer> buffer_;
};

/// One slot a tensor. With `keep_all`, every tensor has a buffer of its own; else inner tensors share
/// buffers, and only the network's outputs and logits keep their values to the end of a run.
[[nodiscard]] std::vector<TensorSlot> make_slots(const Network& network, bool keep_all);

/// Whether a tensor's values are there after a run without keep_all.
[[nodiscard]] bool survives_run(const Network& network, TensorId id);

}  // namespace quartet::golden
