// A kernel runs one layer. Each operator has one file in kernels/ and one line in the table of kernels.cpp.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/base/error.hpp"
#include "workloads/golden/interpreter.hpp"

namespace quartet::golden {

/// How a tensor lies in memory: int8 elements (only types that fit int8) or int32 elements.
enum class Storage { bytes, words };

/// Byte buffers have this many writable bytes behind their last element: vector stores may run over the end.
inline constexpr std::size_t kSlackBytes = 64;

/// Exactly one pointer is set, the one that the kernel's storage asks for.
struct ConstView {
  const std::int8_t* bytes = nullptr;
  const std::int32_t* words = nullptr;
};
struct View {
  std::int8_t* bytes = nullptr;
  std::int32_t* words = nullptr;
};

/// One layer with its constants packed. Inputs and output never overlap.
class Kernel {
 public:
  Kernel(Storage input, Storage output) : input_storage_(input), output_storage_(output) {}
  virtual ~Kernel() = default;
  Kernel(const Kernel&) = delete;
  Kernel& operator=(const Kernel&) = delete;

  [[nodiscard]] Storage input_storage() const { return input_storage_; }
  [[nodiscard]] Storage output_storage() const { return output_storage_; }
  virtual void run(std::span<const ConstView> inputs, View output) = 0;

 private:
  Storage input_storage_;
  Storage output_storage_;
};

/// What a kernel is made from. The network outlives the factory call only.
struct KernelContext {
  const Network& network;
  const Layer& layer;
  Rounding rounding;
  Interpreter::Isa isa;  ///< what this machine has, never `automatic`

  [[nodiscard]] const Tensor& input(std::size_t i = 0) const { return network.tensor(layer.inputs.at(i)); }
  [[nodiscard]] const Tensor& output() const { return network.tensor(layer.output); }
  [[nodiscard]] bool all_fit_bytes() const;
  [[nodiscard]] Storage output_storage() const {
    return output().type.fits_int8() ? Storage::bytes : Storage::words;
  }
  /// bad_input with the layer as its place.
  [[nodiscard]] tl::unexpected<Error> refuse(std::string cause, std::string remedy = "") const;
};

using KernelResult = Result<std::unique_ptr<Kernel>>;
using KernelFactory = KernelResult (*)(const KernelContext&);

/// nullptr for an operator without a kernel.
[[nodiscard]] KernelFactory find_kernel(std::string_view op);

/// A kernel whose inputs and output have the same element type T (int8_t or int32_t).
template <class T>
class ElementKernel : public Kernel {
 public:
  ElementKernel() : Kernel(kStorage, kStorage) {}
  void run(std::span<const ConstView> inputs, View output) final {
    pointers_.clear();
    for (const ConstView& view : inputs) pointers_.push_back(pointer(view));
    if constexpr (kStorage == Storage::bytes) {
      compute(pointers_, output.bytes);
    } else {
      compute(pointers_, output.words);
    }
  }

 protected:
  virtual void compute(const std::vector<const T*>& inputs, T* output) = 0;

 private:
  static constexpr Storage kStorage = sizeof(T) == 1 ? Storage::bytes : Storage::words;
  static const T* pointer(const ConstView& view) {
    if constexpr (kStorage == Storage::bytes) {
      return view.bytes;
    } else {
      return view.words;
    }
  }
  std::vector<const T*> pointers_;
};

/// K<int8_t> when every activation of the layer fits int8, else K<int32_t>.
template <template <class> class K, class... Args>
[[nodiscard]] KernelResult make_element_kernel(const KernelContext& context, Args&&... args) {
  if (context.all_fit_bytes()) return std::make_unique<K<std::int8_t>>(std::forward<Args>(args)...);
  return std::make_unique<K<std::int32_t>>(std::forward<Args>(args)...);
}

}  // namespace quartet::golden
