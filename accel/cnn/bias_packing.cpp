#include "accel/cnn/bias_packing.hpp"

namespace quartet::cnn {

namespace {

constexpr std::int32_t kBiasUnit = 128;  ///< accumulator units of a stored int8 bias

void put32(std::vector<std::uint8_t>& bytes, std::size_t at, std::int32_t value) {
  for (std::size_t b = 0; b < 4; ++b)
    bytes[at + b] = static_cast<std::uint8_t>(static_cast<std::uint32_t>(value) >> (8 * b));
}

}  // namespace

std::vector<std::uint8_t> pack_biases(const Network& network, const HwLayer& layer, const Params& params,
                                      Rounding rounding) {
  const Layer& core = network.layers[layer.core_member];
  const auto size = static_cast<std::size_t>(params.bias_bytes_per_channel());
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(layer.result.count) * size, 0);
  const Values* biases = core.bias == kNoTensor ? nullptr : &network.tensor(core.bias).constant;
  const std::vector<double>& scales = core.requantization.scales;
  for (std::size_t c = 0; c < static_cast<std::size_t>(layer.result.count); ++c) {
    const std::int32_t bias = biases == nullptr ? 0 : (*biases)[c];
    if (size == 1) {
      bytes[c] = static_cast<std::uint8_t>(bias / kBiasUnit);
      continue;
    }
    put32(bytes, c * size, bias);
    if (scales.empty()) continue;
    const QuantizedMultiplier m = quantize_multiplier(scales[scales.size() == 1 ? 0 : c], rounding);
    put32(bytes, c * size + 4, m.q);
    bytes[c * size + 8] = static_cast<std::uint8_t>(m.shift);
  }
  return bytes;
}

std::int32_t unpack_bias(const std::uint8_t* bytes, const Params& params) {
  if (params.bias_bytes_per_channel() == 1) return static_cast<std::int8_t>(bytes[0]) * kBiasUnit;
  std::uint32_t value = 0;
  for (int b = 0; b < 4; ++b) value |= static_cast<std::uint32_t>(bytes[b]) << (8 * b);
  return static_cast<std::int32_t>(value);
}

}  // namespace quartet::cnn
