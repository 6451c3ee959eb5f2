#include "accel/ultratrail/tc_resnet.hpp"

#include <fmt/format.h>

#include <cmath>

#include "sim/config/table_reader.hpp"

namespace quartet {
namespace {

constexpr std::int64_t kMaxSize = 1 << 16;     // of any field of a description
constexpr std::int64_t kMaxWeights = 1 << 24;  // of a network: 500 times the largest published

void append(std::vector<Problem>& problems, std::vector<Problem> more) {
  for (Problem& p : more) problems.push_back(std::move(p));
}

bool read_flag(TableReader& reader, const std::string& key) {
  const ConfigValue* value = reader.any(key);
  if (value == nullptr) return false;
  if (const auto* flag = std::get_if<bool>(&value->value)) return *flag;
  reader.problem(value->place, "'" + key + "' must be true or false, got " + type_name(*value));
  return false;
}

TcConv read_conv(const ConfigTable& table, const std::string& place, std::vector<Problem>& problems) {
  TableReader reader(table, place);
  TcConv conv;
  conv.kernel = static_cast<int>(reader.integer("k", 1, kMaxSize));
  conv.out_channels = static_cast<int>(reader.integer("out", 1, kMaxSize));
  conv.relu = read_flag(reader, "act");
  append(problems, reader.finish());
  return conv;
}

TcBlock read_block(const ConfigTable& table, const std::string& place, std::vector<Problem>& problems) {
  TableReader reader(table, place);
  TcBlock block;
  const std::string target = reader.text("target");
  if (target != "forward" && target != "residual") {
    reader.problem(reader.place_of("target"), "unknown target '" + target + "'", "one of: forward, residual");
  }
  block.residual = target == "residual";
  block.stride = static_cast<int>(reader.integer("stride", 1, kMaxSize));
  const ConfigArray* convs = reader.array("convs");
  if (convs == nullptr || convs->empty()) reader.problem(place, "has no convs");
  for (const ConfigValue& item : convs != nullptr ? *convs : ConfigArray{}) {
    if (item.table() != nullptr) {
      block.convs.push_back(read_conv(*item.table(), item.place, problems));
    } else {
      problems.push_back({item.place, "a conv must be a table, got " + type_name(item), ""});
    }
  }
  append(problems, reader.finish());
  return block;
}

bool within_size(int size) { return size >= 1 && size <= kMaxSize; }

bool has_good_sizes(const TcResNet& d) {
  bool good = within_size(d.coefficients) && within_size(d.frames) && within_size(d.classes);
  for (const TcBlock& block : d.blocks) {
    good = good && within_size(block.stride) && !block.convs.empty();
    for (const TcConv& conv : block.convs) good = good && within_size(conv.kernel) && within_size(conv.out_channels);
  }
  return good;
}

// Stops beyond kMaxWeights: no sum leaves 64 bit.
std::int64_t count_weights(const TcResNet& d) {
  std::int64_t channels = d.coefficients;
  std::int64_t weights = 0;
  for (const TcBlock& block : d.blocks) {
    const std::int64_t block_inputs = channels;
    for (const TcConv& conv : block.convs) {
      weights += channels * conv.kernel * conv.out_channels;
      channels = conv.out_channels;
      if (weights > kMaxWeights) return weights;
    }
    weights += block.residual ? block_inputs * channels : 0;
  }
  return weights + channels * d.classes;
}

class Builder {
 public:
  explicit Builder(const TcResNet& d) : d_(d) {
    network_.name = "tc_resnet";
    position_ = feature("input", {d.frames, 1, d.coefficients});
    network_.inputs = {position_};
  }

  Network build() {
    for (std::size_t i = 0; i < d_.blocks.size(); ++i) block(d_.blocks[i], fmt::format("block{}", i + 1));
    const int channels = network_.tensor(position_).shape[2];
    Layer& pool = layer("pool", "global_average_pool", {position_}, {1, 1, channels});
    pool.requantization.clamp_min = static_cast<std::int32_t>(feature_type().min());
    pool.requantization.clamp_max = static_cast<std::int32_t>(feature_type().max());
    layer("flatten", "reshape", {position_}, {channels}).attributes.new_shape = {channels};
    Layer& dense = layer("linear", "fully_connected", {position_}, {d_.classes});
    requantize(dense, false);
    dense.weights = weights("linear", {d_.classes, channels});
    network_.outputs = {position_};
    return std::move(network_);
  }

 private:
  IntType feature_type() const { return {d_.feature_bits, true, false}; }

  TensorId feature(const std::string& name, Shape shape) {
    return network_.add({name, std::move(shape), feature_type(), {{std::ldexp(1.0, 1 - d_.feature_bits)}, {0}}, {}});
  }

  TensorId weights(const std::string& name, Shape shape) {
    Values zeros(static_cast<std::size_t>(element_count(shape)), 0);
    return network_.add({name + "_w", std::move(shape), IntType{d_.weight_bits, true, false},
                         {{std::ldexp(1.0, 1 - d_.weight_bits)}, {0}}, std::move(zeros)});
  }

  Layer& layer(const std::string& name, const std::string& op, std::vector<TensorId> inputs, Shape shape) {
    Layer l;
    l.name = name;
    l.op = op;
    l.inputs = std::move(inputs);
    l.output = position_ = feature(name, std::move(shape));
    return network_.layers.emplace_back(std::move(l));
  }

  // Accumulator scale ÷ output scale is the weight scale.
  void requantize(Layer& l, bool relu) const {
    l.requantization.rule = Requantization::Rule::multiplier;
    l.requantization.scales = {std::ldexp(1.0, 1 - d_.weight_bits)};
    l.requantization.clamp_min = relu ? 0 : static_cast<std::int32_t>(feature_type().min());
    l.requantization.clamp_max = static_cast<std::int32_t>(feature_type().max());
  }

  void convolution(const std::string& name, TensorId input, const TcConv& conv, int stride) {
    const Shape in = network_.tensor(input).shape;
    const int half = conv.kernel / 2;
    const int out = (in[0] + 2 * half - conv.kernel) / stride + 1;
    Layer& l = layer(name, "conv1d", {input}, {out, 1, conv.out_channels});
    l.attributes.kernel = {conv.kernel, 1};
    l.attributes.stride = {stride, 1};
    l.attributes.padding = {half, 0, half, 0};
    requantize(l, conv.relu);
    l.weights = weights(name, {conv.out_channels, conv.kernel, 1, in[2]});
  }

  void block(const TcBlock& b, const std::string& name) {
    const TensorId input = position_;
    for (std::size_t i = 0; i < b.convs.size(); ++i) {
      convolution(fmt::format("{}_conv{}", name, i + 1), position_, b.convs[i], i == 0 ? b.stride : 1);
    }
    if (!b.residual || b.stride == 1) return;
    const TensorId main = position_;
    const Shape shape = network_.tensor(main).shape;
    convolution(name + "_project", input, {1, shape[2], false}, b.stride);
    Layer& add = layer(name + "_add", "add", {main, position_}, shape);
    requantize(add, b.convs.back().relu);
    add.requantization.rule = Requantization::Rule::none;
    add.requantization.scales.clear();
  }

  const TcResNet& d_;
  Network network_;
  TensorId position_ = kNoTensor;
};

}  // namespace

Result<std::vector<TcBlock>> parse_tc_blocks(const std::string& json, const std::string& place) {
  std::string document = "{\"net\": ";
  document.append(json).append("}");
  const auto config = parse_config(document, place);
  if (!config) return pass(config.error());
  TableReader reader(*config, place);
  std::vector<TcBlock> blocks;
  std::vector<Problem> problems;
  const ConfigArray* items = reader.array("net");
  for (const ConfigValue& item : items != nullptr ? *items : ConfigArray{}) {
    if (item.table() != nullptr) {
      blocks.push_back(read_block(*item.table(), item.place, problems));
    } else {
      problems.push_back({item.place, "a block must be a table, got " + type_name(item), ""});
    }
  }
  append(problems, reader.finish());
  if (!problems.empty()) return pass({ErrorCode::bad_input, std::move(problems)});
  return blocks;
}

Result<Network> make_tc_resnet(const TcResNet& description) {
  if (!has_good_sizes(description)) {
    return bad_input("tc_resnet", fmt::format("every size must lie between 1 and {}, and every block have convs", kMaxSize));
  }
  if (count_weights(description) > kMaxWeights) return bad_input("tc_resnet", fmt::format("has more than {} weights", kMaxWeights));
  Network network = Builder(description).build();
  if (const auto valid = infer_and_validate(network); !valid) return pass(valid.error());
  return network;
}

}  // namespace quartet
