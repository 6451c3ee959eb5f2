#include "accel/cnn/memory_problems.hpp"

#include <algorithm>

namespace quartet::cnn {

namespace {

/// Words that the kernels of `processor` would take with weights of at most `bits`.
[[nodiscard]] std::int64_t words_at(const std::vector<HwLayer>& layers, int bits, int processor,
                                    const Params& params) {
  std::int64_t words = 0;
  for (HwLayer layer : layers) {
    if (std::find(layer.processors.begin(), layer.processors.end(), processor) == layer.processors.end())
      continue;
    layer.weight_bits = std::min(layer.weight_bits, bits);
    words +=
        (kernel_region(layer, params).words + kKernelAlignment - 1) / kKernelAlignment * kKernelAlignment;
  }
  return words;
}

}  // namespace

Problem data_does_not_fit(const Network& network, const DataRegion& r, const Params& params) {
  const std::string name =
      r.tensor == kNoTensor ? "the next input" : "'" + network.tensor(r.tensor).name + "'";
  const std::int64_t needed = (r.base + r.words) * 4;
  const std::string shape =
      std::to_string(r.rows) + "x" + std::to_string(r.columns) + "x" + std::to_string(r.channels.count);
  std::string fit =
      "about " + std::to_string(100 * params.data_bytes_per_instance / needed) + " % of the rows and columns";
  if (params.overlap_load) fit += ", or cnn.overlap_load=false";
  if (params.max_stream_layers > 0) fit += ", or streaming the first layers (cnn.fifo=on)";
  return {network.name,
          "data memory: an instance needs " + std::to_string(needed) + " B when " + name + " (" + shape +
              ") is kept, it has " + std::to_string(params.data_bytes_per_instance) + " B",
          "would fit: " + fit};
}

Problem weights_do_not_fit(const Network& network, const std::vector<HwLayer>& layers, const MemoryMap& map,
                           int processor, std::int64_t needed, const Params& params) {
  const int available = params.weight_words_of(processor);
  std::string fit = "about " + std::to_string(100 * available / needed) + " % of the weights";
  for (const int bits : {4, 2, 1}) {
    if (bits < params.min_weight_bits || words_at(layers, bits, processor, params) > available) continue;
    fit = std::to_string(bits) + "-bit weights, or " + fit;
    break;
  }
  return {network.name,
          "weight memory: processor " + std::to_string(processor) + " needs " + std::to_string(needed) +
              " words of 72 bit, it has " + std::to_string(available) + " (all kernels together " +
              std::to_string(map.weight_bytes) + " B, the array has " +
              std::to_string(params.weight_bytes()) + " B)",
          "would fit: " + fit};
}

}  // namespace quartet::cnn
