// From network to image: each operator by its own lowering, every refusal at once.
#include <algorithm>

#include "accel/mcu/image/builder.hpp"

namespace quartet::mcu {

namespace {

constexpr Lowering kLowerings[] = {
    {"conv1d", lower_window},
    {"conv2d", lower_window},
    {"depthwise_conv2d", lower_window},
    {"fully_connected", lower_fully_connected},
    {"max_pool", lower_pool},
    {"average_pool", lower_pool},
    {"global_max_pool", lower_pool},
    {"global_average_pool", lower_pool},
    {"add", lower_sum},
    {"sub", lower_sum},
    {"relu", lower_table},
    {"relu6", lower_table},
    {"abs", lower_table},
    {"sign", lower_table},
    {"requantize", lower_table},
    {"multi_threshold", lower_table},
    {"softmax", lower_softmax},
    {"concat", lower_concat},
    {"pad", lower_pad},
    {"reshape", lower_reshape},
    {"identity", lower_identity},
};

Result<void> lower(ImageBuilder& builder, int index) {
  const Layer& layer = builder.network().layers[static_cast<std::size_t>(index)];
  for (const Lowering& lowering : kLowerings) {
    if (lowering.op == layer.op) return lowering.lower(builder, index);
  }
  return refuse(builder, index, "the firmware has no kernel for it",
                "rewrite the layer, or run the network on the reference");
}

}  // namespace

Result<NetworkImage> compile_image(const Network& network, const KernelSet& kernels, const ImageOptions& options) {
  ImageBuilder builder(network, kernels, options);
  std::vector<Problem> problems;
  for (const TensorId id : network.inputs) {
    const Tensor& input = network.tensor(id);
    if (!input.type.fits_int8())
      problems.push_back({"input '" + input.name + "'", "its type " + input.type.name() + " does not fit a byte",
                          "the firmware takes int8 and narrower"});
  }
  for (int i = 0; i < static_cast<int>(network.layers.size()); ++i) {
    if (auto ok = lower(builder, i); !ok)
      problems.insert(problems.end(), ok.error().problems.begin(), ok.error().problems.end());
    if (!options.exit || options.exit->layer != i) continue;
    if (auto ok = lower_exit(builder, *options.exit); !ok)
      problems.insert(problems.end(), ok.error().problems.begin(), ok.error().problems.end());
  }
  if (!problems.empty()) return pass(Error{ErrorCode::bad_input, std::move(problems)});
  return builder.finish();
}

}  // namespace quartet::mcu
