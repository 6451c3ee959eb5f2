#include "accel/cim/mapping/map_network.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <string_view>

#include "accel/cim/mapping/pack.hpp"

namespace quartet::cim {

namespace {

/// More arrays than this are not tried when the message says what would fit.
constexpr int kMostArrays = 256;
/// More blocks than this are no design for one array; it bounds the time of packing.
constexpr std::size_t kMostBlocks = 4096;

constexpr std::array<std::string_view, 10> kInline = {
    "relu",     "relu6",        "requantize",          "multi_threshold", "identity",
    "max_pool", "average_pool", "global_average_pool", "global_max_pool", "reshape"};
constexpr std::array<std::string_view, 5> kPass = {"add", "sub", "concat", "pad", "softmax"};

class Mapper {
 public:
  Mapper(const Network& network, const Params& params) : network_(network), params_(params) {}

  Result<Mapping> run() {
    for (std::size_t i = 0; i < network_.layers.size(); ++i) add_layer(i);
    if (problems_.empty() && mapping_.layers.empty())
      problems_.push_back(
          {network_.name, "no layer has weights: nothing runs on the array", "run it on another platform"});
    if (!problems_.empty()) return pass({ErrorCode::bad_input, std::move(problems_)});
    if (auto placed = place_blocks(); !placed) return pass(std::move(placed.error()));
    mapping_.activations = place_activations(network_);
    const std::int64_t capacity = params_.periphery.activation_sram_bytes;
    if (const std::int64_t bytes = mapping_.activations.bytes; bytes > capacity)
      return fail(
          ErrorCode::does_not_fit, "activation SRAM",
          fmt::format("the activations take {} bytes, the SRAM has {}: {} too many", bytes, capacity,
                      bytes - capacity),
          fmt::format("set cim.activation_sram_bytes={} (its size is assumed, not published)", bytes));
    return std::move(mapping_);
  }

 private:
  void add_layer(std::size_t index) {
    const Layer& layer = network_.layers[index];
    const std::string place = fmt::format("layer '{}'", layer.name);
    if (is_analog(layer.op)) {
      AnalogFindings found = describe_analog_layer(
          network_, index, params_.array.weight_range == "type" ? WeightRange::type : WeightRange::largest);
      for (Problem& p : found.problems) problems_.push_back({place, std::move(p.cause), std::move(p.remedy)});
      if (found.problems.empty()) add_analog(index, found.layer);
      return;
    }
    const DigitalUse use = digital_use(layer.op);
    if (use == DigitalUse::none) {
      problems_.push_back(
          {place,
           fmt::format("operator '{}' has no mapping: neither the array nor the digital unit runs it",
                       layer.op),
           "the array runs convolutions and fully connected layers, the digital unit add, sub, concat, pad, "
           "pools, "
           "activations, requantization and softmax"});
      return;
    }
    const std::int64_t elements = use == DigitalUse::pass ? pass_elements(layer) : 0;
    if (mapping_.layers.empty()) {
      ahead_.push_back(index);
      ahead_elements_ += elements;
      return;
    }
    append(mapping_.layers.back(), index);
    mapping_.layers.back().digital_elements += elements;
  }

  [[nodiscard]] std::int64_t pass_elements(const Layer& layer) const {
    std::int64_t most = network_.tensor(layer.output).elements();
    for (const TensorId id : layer.inputs) most = std::max(most, network_.tensor(id).elements());
    return most;
  }

  void append(MappedLayer& to, std::size_t index) const {
    const Layer& layer = network_.layers[index];
    to.name += (to.name.empty() ? "" : "+") + layer.name;
    to.op += (to.op.empty() ? "" : "+") + layer.op;
    to.graph_layers.push_back(index);
  }

  void add_analog(std::size_t index, const AnalogLayer& analog) {
    MappedLayer& mapped = mapping_.layers.emplace_back();
    for (const std::size_t before : ahead_) append(mapped, before);
    mapped.digital_elements = std::exchange(ahead_elements_, 0);
    ahead_.clear();
    append(mapped, index);
    mapped.analog = analog;
    mapped.macs = layer_macs(network_, network_.layers[index]);
    if (blocks_ <= kMostBlocks) mapped.blocks = cut_layer(analog, params_.array, kMostBlocks + 1);
    blocks_ += mapped.blocks.size();
  }

  [[nodiscard]] Result<void> place_blocks() {
    const ArrayParams& array = params_.array;
    if (blocks_ > kMostBlocks)
      return fail(ErrorCode::does_not_fit, "array",
                  fmt::format("the layers take more than {} blocks of cells", kMostBlocks),
                  "the network is far too large for this machine, or cim.rows, cim.columns are too small");
    std::vector<Block*> blocks;
    for (MappedLayer& layer : mapping_.layers) {
      for (Block& block : layer.blocks) blocks.push_back(&block);
    }
    mapping_.arrays = pack_blocks(blocks, array, array.arrays);
    if (mapping_.arrays > 0) return {};
    const std::int64_t cells = mapping_.cells(), capacity = array.arrays * array.cells();
    const std::string excess = cells > capacity ? fmt::format("{} too many", cells - capacity)
                                                : "the rectangles do not lie side by side without gaps";
    const int needed = pack_blocks(blocks, array, kMostArrays);
    return fail(ErrorCode::does_not_fit, "array",
                fmt::format("the layers take {} cells in {} blocks, {} array(s) of {} x {} have {}: {}",
                            cells, blocks.size(), array.arrays, array.rows, array.columns, capacity, excess),
                (needed > 0 ? fmt::format("set cim.arrays={}; ", needed)
                            : std::string("more than 256 arrays are needed; ")) +
                    "reprogramming cells between layers is not modelled");
  }

  const Network& network_;
  const Params& params_;
  Mapping mapping_;
  std::vector<std::size_t> ahead_;  // digital layers before the first analog one
  std::int64_t ahead_elements_ = 0;
  std::size_t blocks_ = 0;
  std::vector<Problem> problems_;
};

template <class List, class Count>
[[nodiscard]] std::int64_t sum(const List& list, Count count) {
  return std::accumulate(list.begin(), list.end(), std::int64_t{0},
                         [&](std::int64_t s, const auto& item) { return s + count(item); });
}

}  // namespace

DigitalUse digital_use(const std::string& op) {
  if (std::find(kInline.begin(), kInline.end(), op) != kInline.end()) return DigitalUse::inline_;
  if (std::find(kPass.begin(), kPass.end(), op) != kPass.end()) return DigitalUse::pass;
  return DigitalUse::none;
}

std::int64_t MappedLayer::cells() const {
  return sum(blocks, [](const Block& b) { return b.cells(); });
}
std::int64_t MappedLayer::useful_cells() const {
  return sum(blocks, [](const Block& b) { return cim::useful_cells(b); });
}
std::int64_t Mapping::cells() const {
  return sum(layers, [](const MappedLayer& l) { return l.cells(); });
}
std::int64_t Mapping::useful_cells() const {
  return sum(layers, [](const MappedLayer& l) { return l.useful_cells(); });
}

Result<Mapping> map_network(const Network& network, const Params& params) {
  return Mapper(network, params).run();
}

}  // namespace quartet::cim
