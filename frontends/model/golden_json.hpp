// Recorded golden networks (format quartet-golden-1): network.json and its .npy files become a Network with
// what the vendor's simulator or the board computed for it, layer by layer.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "sim/base/error.hpp"
#include "workloads/data/npy.hpp"
#include "workloads/graph/network.hpp"

namespace quartet {

/// Inputs of the recorded cycle formula, as the recording names them. One-dimensional layers carry the
/// two-dimensional sizes that the hardware uses for them.
struct CycleModelInputs {
  int input_chan = 0;
  Size2 input_dim;  ///< before pooling
  Size2 pool, pool_stride;
  Size2 pooled_dim;
  int multipass = 1;  ///< passes of up to 64 channels
  int output_chan = 0;
  Size2 output_dim;
  Size2 kernel_size;
  Size2 padding{0, 0};
  int num_elements = 1;  ///< operands of the element-wise unit
  bool pool_first = true;
  bool passthrough = false;
  int pass_out_chan = 1;
  bool flatten = false;
  bool streaming = false;
  int kern_offs = 0;  ///< weight-memory word where the kernels start
};

/// One recorded hardware layer; it is one or more successive graph layers that share
/// placement.hardware_layer.
struct GoldenLayer {
  std::string name;                  ///< of the recording, or "L07"
  int index = 0;                     ///< of the recording = placement.hardware_layer
  std::size_t first = 0, count = 0;  ///< graph layers network.layers[first … first+count)
  std::vector<TensorId> inputs;      ///< activations that enter the hardware layer, operands in order
  TensorId output = kNoTensor;
  Values expected;  ///< recorded output in the order of the output tensor (H, W, C)
  std::int64_t macs = 0;
  std::uint64_t cycles = 0;  ///< recorded estimate of the formula, start-up excluded
  CycleModelInputs cycle_inputs;
};

struct GoldenNetwork {
  Network network;     ///< infer_and_validate done; outputs.front() is the recorded final output
  std::string device;  ///< "MAX78000"
  std::vector<GoldenLayer> layers;
  std::vector<Values> inputs;  ///< recorded values, one a network input
  Values output;               ///< recorded final output, equal to layers.back().expected
  std::uint64_t cycles = 0;    ///< recorded estimate, start-up included
  std::uint64_t startup_cycles = 0;
  std::int64_t macs = 0;
  std::int64_t weight_bytes = 0;
  std::int64_t bias_bytes = 0;
  std::string silicon;  ///< what was compared with a board; empty: the vendor's simulator only
};

/// `folder` holds network.json and the arrays it names.
[[nodiscard]] Result<GoldenNetwork> read_golden_network(const std::filesystem::path& folder);

/// Gives the array of a file name that the JSON text mentions.
using ArrayLoader = std::function<Result<NpyArray>(const std::string& file_name)>;

/// The reader on text: what read_golden_network calls and the fuzzer drives. `place` names the text in
/// errors.
[[nodiscard]] Result<GoldenNetwork> parse_golden_network(const std::string& json, const ArrayLoader& load,
                                                         const std::string& place);

}  // namespace quartet
