#include "workloads/golden/kernels.hpp"

#include <algorithm>
#include <array>

namespace quartet::golden {
namespace {

struct Entry {
  std::string_view op;
  KernelFactory factory;
};

// One line an operator.
constexpr std::array kKernels{
    Entry{"conv1d", make_convolution},
    Entry{"conv2d", make_convolution},
    Entry{"depthwise_conv2d", make_convolution},
    Entry{"conv_transpose2d", make_transposed_convolution},
    Entry{"fully_connected", make_fully_connected},
    Entry{"max_pool", make_max_pool},
    Entry{"average_pool", make_average_pool},
    Entry{"global_max_pool", make_global_max_pool},
    Entry{"global_average_pool", make_global_average_pool},
    Entry{"add", make_add},
    Entry{"sub", make_sub},
    Entry{"or", make_or},
    Entry{"xor", make_xor},
    Entry{"concat", make_concat},
    Entry{"pad", make_pad},
    Entry{"reshape", make_reshape},
    Entry{"identity", make_identity},
    Entry{"relu", make_relu},
    Entry{"relu6", make_relu6},
    Entry{"abs", make_abs},
    Entry{"sign", make_sign},
    Entry{"requantize", make_requantize},
    Entry{"multi_threshold", make_multi_threshold},
    Entry{"softmax", make_softmax},
};

}  // namespace

KernelFactory find_kernel(std::string_view op) {
  const auto* found =
      std::find_if(kKernels.begin(), kKernels.end(), [&](const Entry& e) { return e.op == op; });
  return found == kKernels.end() ? nullptr : found->factory;
}

bool KernelContext::all_fit_bytes() const {
  return output().type.fits_int8() &&
         std::all_of(layer.inputs.begin(), layer.inputs.end(),
                     [this](TensorId id) { return network.tensor(id).type.fits_int8(); });
}

tl::unexpected<Error> KernelContext::refuse(std::string cause, std::string remedy) const {
  return bad_input("layer " + layer.name + " (" + layer.op + ")", std::move(cause), std::move(remedy));
}

}  // namespace quartet::golden
