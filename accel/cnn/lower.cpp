#include "accel/cnn/lower.hpp"

#include <algorithm>
#include <optional>

#include "accel/cnn/build_layer.hpp"
#include "accel/cnn/check_layer.hpp"
#include "accel/cnn/grouping.hpp"

namespace quartet::cnn {

namespace {

/// Why a layer cannot stream, or "". Source: ai8x-synthesis README, streaming constraints.
[[nodiscard]] std::string not_streamable(const HwLayer& layer, std::size_t number, const Params& params) {
  constexpr std::int64_t kMaxFrame = std::int64_t{1} << 21;
  if (static_cast<int>(number) >= params.max_stream_layers)
    return "only the first " + std::to_string(params.max_stream_layers) + " layers can stream";
  if (number == 0 && layer.input.count > params.max_fifo_channels)
    return "the FIFOs deliver at most " + std::to_string(params.max_fifo_channels) + " channels";
  if (layer.core != Core::convolution) return "only convolutions can stream";
  if (layer.operand_count() > 1) return "element-wise operands cannot stream";
  if (std::int64_t{layer.rows} * layer.columns * layer.input.passes >= kMaxFrame)
    return "the frame is too large to stream";
  return "";
}

/// The array replaces a streaming 1x1 kernel by a padded 3x3 one.
void widen_pointwise(HwLayer& layer) {
  if (layer.one_dimensional || layer.y.kernel != 1 || layer.x.kernel != 1) return;
  layer.y.kernel = layer.x.kernel = 3;
  layer.y.before = layer.y.after = layer.x.before = layer.x.after = 1;
}

/// Marks the first `count` layers as streaming; problems of the recorded wish are errors.
[[nodiscard]] std::vector<Problem> stream_first(std::vector<HwLayer>& layers, std::size_t count,
                                                const Params& params) {
  std::vector<Problem> problems;
  for (std::size_t l = 0; l < layers.size(); ++l) {
    layers[l].streaming = l < count;
    // A pointwise layer behind the last streaming one is widened too. Source: ai8x-synthesis, emulation of
    // 1x1 streaming.
    if (l == count && l > 0 && problems.empty() && !params.any_kernel() &&
        layers[l].core == Core::convolution)
      widen_pointwise(layers[l]);
    if (l >= count) continue;
    if (std::string why = not_streamable(layers[l], l, params); !why.empty())
      problems.push_back({layers[l].name, "cannot stream: " + why, "cnn.fifo=off"});
    if (l > 0 && layers[l].operands[0] != layers[l - 1].output)
      problems.push_back(
          {layers[l].name, "cannot stream: it does not read the layer before it", "cnn.fifo=off"});
    if (l + 1 == count &&
        (layers[l].y.before == 0 || (!layers[l].one_dimensional && layers[l].x.before == 0)) &&
        layers[l].y.kernel > 1) {
      problems.push_back({layers[l].name, "cannot stream: the last streaming layer needs padding",
                          "pad it, or cnn.fifo=off"});
    }
    if (problems.empty() && !params.any_kernel()) widen_pointwise(layers[l]);
  }
  return problems;
}

/// Only network inputs and results of earlier hardware layers lie in data memory.
void check_order(const Network& network, const std::vector<HwLayer>& layers, std::vector<Problem>& illegal) {
  std::vector<bool> there(network.tensors.size(), false);
  for (const TensorId id : network.inputs) there[static_cast<std::size_t>(id)] = true;
  for (const HwLayer& layer : layers) {
    for (const TensorId id : layer.operands) {
      if (there[static_cast<std::size_t>(id)]) continue;
      illegal.push_back({layer.name,
                         "reads '" + network.tensor(id).name + "', which no earlier hardware layer writes",
                         "record the layers that share a result as layers of their own"});
    }
    there[static_cast<std::size_t>(layer.output)] = true;
  }
}

struct Lowered {
  std::vector<HwLayer> layers;
  MemoryMap memory;
};

/// Tries without streaming, then with the first 1, 2, … layers streaming.
[[nodiscard]] Result<Lowered> place(const Network& network, const std::vector<HwLayer>& layers,
                                    const Params& params, std::vector<std::string>& notes) {
  const auto asked = static_cast<std::size_t>(
      std::count_if(layers.begin(), layers.end(), [](const HwLayer& l) { return l.streaming; }));
  const std::size_t least = params.fifo == "off"  ? 0
                            : params.fifo == "on" ? std::max<std::size_t>(asked, 1)
                                                  : asked;
  std::optional<Error> first_error;
  const std::size_t most =
      params.fifo == "auto" && asked == 0
          ? std::min<std::size_t>(layers.size(), static_cast<std::size_t>(params.max_stream_layers))
          : least;
  for (std::size_t count = least; count <= most; ++count) {
    Lowered lowered{layers, {}};
    std::vector<Problem> problems = stream_first(lowered.layers, count, params);
    if (!problems.empty()) {
      if (!first_error) first_error = Error{ErrorCode::bad_input, std::move(problems)};
      continue;
    }
    Result<MemoryMap> memory = map_memories(network, lowered.layers, params);
    if (!memory) {
      if (!first_error) first_error = std::move(memory.error());
      continue;
    }
    lowered.memory = std::move(*memory);
    if (count > least)
      notes.push_back("the input does not fit the data memory: the first " + std::to_string(count) +
                      " layers stream through the FIFOs");
    return lowered;
  }
  return pass(std::move(*first_error));
}

[[nodiscard]] std::int64_t words_of(const DataRegion& r) {
  if (r.channels_first) return (r.pixels() + 3) / 4 * r.channels.count;
  if (r.bytes_per_value == 4) return r.values();
  return r.pixels() * r.channels.passes * std::popcount(r.instance_mask());
}

}  // namespace

std::int64_t Program::input_words(const Network& network) const {
  std::int64_t words = 0;
  for (const TensorId id : network.inputs) {
    if (memory.index_of[static_cast<std::size_t>(id)] >= 0) words += words_of(memory.region(id));
  }
  return words;
}

std::int64_t Program::output_words(const Network&) const {
  return words_of(memory.region(result));
}

Result<Program> lower(const Network& network, const Params& params) {
  Result<Grouping> grouping = group_layers(network);
  if (!grouping) return pass(std::move(grouping.error()));
  Error illegal{ErrorCode::bad_input, {}};
  Error too_large{ErrorCode::does_not_fit, {}};
  std::vector<HwLayer> layers;
  for (std::size_t i = 0; i < grouping->groups.size(); ++i) {
    layers.push_back(build_layer(network, grouping->groups[i], params, illegal.problems));
    check_layer(network, layers.back(), i + 1 == grouping->groups.size(), params, illegal.problems,
                too_large.problems);
  }
  check_order(network, layers, illegal.problems);
  if (!illegal.problems.empty()) return pass(std::move(illegal));
  if (static_cast<int>(layers.size()) > params.max_layers) {
    too_large.problems.push_back({network.name,
                                  std::to_string(layers.size()) + " hardware layers, the array has " +
                                      std::to_string(params.max_layers),
                                  "fewer layers"});
  }
  if (!too_large.problems.empty()) return pass(std::move(too_large));
  Program program;
  program.notes = std::move(grouping->notes);
  program.host_layers = std::move(grouping->host);
  Result<Lowered> lowered = place(network, layers, params, program.notes);
  if (!lowered) return pass(std::move(lowered.error()));
  program.layers = std::move(lowered->layers);
  program.memory = std::move(lowered->memory);
  program.result = program.layers.back().output;
  const TensorId logits = network.logits();
  if (logits >= 0 && program.memory.index_of[static_cast<std::size_t>(logits)] >= 0) program.result = logits;
  program.notes.insert(program.notes.end(), program.memory.notes.begin(), program.memory.notes.end());
  return program;
}

}  // namespace quartet::cnn
