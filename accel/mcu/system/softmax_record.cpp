#include "accel/mcu/system/softmax_record.hpp"

#include <cstring>

#include "accel/mcu/image/image.hpp"

namespace quartet::soc {

namespace {

/// How the vendor's examples read results without a scale of their own (ai8x-synthesis README): 8 bits as
/// Q0.7, 32 bits as Q17.14.
constexpr double kByteScale = 0x1p-7, kWordScale = 0x1p-14;

const Layer* own_softmax(const Network& network, const cnn::Program& program) {
  for (const std::size_t i : program.host_layers) {
    if (network.layers[i].op == "softmax") return &network.layers[i];
  }
  return nullptr;
}

double scale_of(const Tensor& logits) {
  if (!logits.type.fits_int8()) return kWordScale;
  return logits.quantization.scales.empty() ? kByteScale : logits.quantization.scale();
}

}  // namespace

Result<std::optional<SoftmaxRecord>> softmax_record(const Network& network, const cnn::Program& program,
                                                    const SystemParams& system, Rounding rounding) {
  const Layer* const own = own_softmax(network, program);
  const Tensor& logits = network.tensor(program.result);
  const bool vector =
      !logits.shape.empty() && logits.shape.back() == logits.elements() && logits.elements() > 1;
  if (own == nullptr && (system.softmax == "network" || !vector)) return std::optional<SoftmaxRecord>{};
  // A network of the softmax alone goes through the runtime's image compiler: its record is the runtime's
  // own.
  Network alone;
  alone.name = network.name;
  Tensor input;
  input.name = logits.name;
  input.shape = logits.shape;
  input.quantization = {{scale_of(logits)}, {0}};
  Tensor output;
  output.name = "probabilities";
  output.quantization = {{0x1p-8}, {-128}};
  alone.inputs = {alone.add(std::move(input))};
  alone.outputs = {alone.add(std::move(output))};
  Layer layer;
  layer.name = own != nullptr ? own->name : "softmax";
  layer.op = "softmax";
  layer.inputs = alone.inputs;
  layer.output = alone.outputs[0];
  if (own != nullptr) layer.attributes = own->attributes;
  alone.layers = {std::move(layer)};
  if (auto valid = infer_and_validate(alone); !valid) return pass(valid.error());
  const auto kernels = mcu::find_kernel_set("smlad");
  if (!kernels) return pass(kernels.error());
  const auto image = mcu::compile_image(alone, *kernels, {.rounding = rounding});
  if (!image) return pass(image.error());
  q_header header;
  SoftmaxRecord softmax;
  std::memcpy(&header, image->bytes.data(), sizeof header);
  std::memcpy(&softmax.record, image->bytes.data() + header.layers, sizeof softmax.record);
  softmax.scale = scale_of(logits);
  return std::optional<SoftmaxRecord>{softmax};
}

}  // namespace quartet::soc
