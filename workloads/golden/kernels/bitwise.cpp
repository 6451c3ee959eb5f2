// or and xor on the bits of the stored integers (two's complement).
#include <algorithm>
#include <functional>

#include "workloads/golden/kernels.hpp"

namespace quartet::golden {
namespace {

template <class T, class Operation>
class Bitwise : public ElementKernel<T> {
 public:
  explicit Bitwise(std::size_t elements) : elements_(elements) {}

 private:
  void compute(const std::vector<const T*>& inputs, T* output) override {
    std::copy_n(inputs[0], elements_, output);
    for (std::size_t k = 1; k < inputs.size(); ++k) {
      const T* x = inputs[k];
      for (std::size_t i = 0; i < elements_; ++i) output[i] = static_cast<T>(Operation{}(output[i], x[i]));
    }
  }
  std::size_t elements_;
};

template <class T>
using Or = Bitwise<T, std::bit_or<>>;
template <class T>
using Xor = Bitwise<T, std::bit_xor<>>;

}  // namespace

KernelResult make_or(const KernelContext& context) {
  return make_element_kernel<Or>(context, static_cast<std::size_t>(context.output().elements()));
}
KernelResult make_xor(const KernelContext& context) {
  return make_element_kernel<Xor>(context, static_cast<std::size_t>(context.output().elements()));
}

}  // namespace quartet::golden
