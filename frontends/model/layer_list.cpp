#include "frontends/model/layer_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>

#include "frontends/model/golden/arrays.hpp"
#include "frontends/model/golden/fields.hpp"

namespace quartet {
namespace {

using golden::Arrays;
using golden::Fields;
using golden::Recorded;

constexpr std::size_t kMaxLayers = 256;
constexpr int kMaxWidth = 1 << 20;  // inputs or outputs of a layer
constexpr int kMaxBits = 16;
constexpr const char* kActivated = "MVAU";
constexpr const char* kPlain = "MVAU no activation";

struct InputText {
  int elements = 0;
  IntType type = kInt8;
};

/// "490 int8 values…" or "784 uint4 …".
std::optional<InputText> parse_input(std::string_view text) {
  InputText out;
  const auto take_number = [&](int& value) {
    const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (status != std::errc{}) return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return true;
  };
  if (!take_number(out.elements) || out.elements < 1) return std::nullopt;
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  out.type.is_signed = text.substr(0, 1) != "u";
  if (!out.type.is_signed) text.remove_prefix(1);
  if (text.substr(0, 3) != "int") return std::nullopt;
  text.remove_prefix(3);
  if (!take_number(out.type.bits) || out.type.bits < 1 || out.type.bits > kMaxBits) return std::nullopt;
  return out;
}

/// Reads layer after layer; problems of all fields of a layer are gathered.
class Reader {
 public:
  Reader(const ArrayLoader& load, std::string place) : arrays_(load), place_(std::move(place)) {}

  Result<Network> read(const nlohmann::json& root) {
    Fields f(root, place_, problems_);
    const std::vector<const nlohmann::json*> layers = f.entries("layers", kMaxLayers);
    if (problems_.empty()) read_input(f, *layers.front());
    for (std::size_t i = 0; problems_.empty() && i < layers.size(); ++i) read_layer(*layers[i], i, i + 1 == layers.size());
    if (!problems_.empty()) return pass({ErrorCode::bad_input, std::move(problems_)});
    network_.name = place_;
    network_.outputs = {last_};
    if (auto valid = infer_and_validate(network_); !valid) {
      for (Problem& p : valid.error().problems) p.place = place_ + ": " + p.place;
      return pass(std::move(valid.error()));
    }
    return std::move(network_);
  }

 private:
  void read_input(Fields& f, const nlohmann::json& first) {
    const auto input = parse_input(f.text("input"));
    if (!input) return f.problem("'input' must begin with the count and the type of the values", "such as \"490 int8 values\"");
    Fields layer(first, place_ + ": layer 0", problems_);
    const int width = layer.small("MW", 1, kMaxWidth);
    if (!problems_.empty()) return;
    if (width != input->elements) return f.problem(fmt::format("the input has {} values, layer 0 takes {}", input->elements, width));
    last_ = network_.add({"input", {width}, input->type, {}, {}});
    network_.inputs = {last_};
  }

  void read_layer(const nlohmann::json& object, std::size_t index, bool is_last) {
    Fields f(object, fmt::format("{}: layer {}", place_, index), problems_);
    const std::string kind = f.text("kind");
    if (kind != kActivated && kind != kPlain)
      return f.problem(fmt::format("kind '{}' is unknown", kind.substr(0, 40)), fmt::format("known are '{}' and '{}'", kActivated, kPlain));
    if (kind == kPlain && !is_last) return f.problem("has no activation, but is not the last layer");
    Layer layer;
    layer.name = fmt::format("layer{}", index);
    layer.op = "fully_connected";
    layer.inputs = {last_};
    const int inputs = f.small("MW", 1, kMaxWidth);
    const int outputs = f.small("MH", 1, kMaxWidth);
    if (!problems_.empty()) return;
    if (const std::int64_t before = network_.tensor(last_).elements(); before != inputs)
      return f.problem(fmt::format("takes {} inputs (MW), the layer before it gives {}", inputs, before));
    layer.weights = read_weights(f, layer.name, {outputs, inputs});
    Tensor output{layer.name, {outputs}, kInt32, {}, {}};
    if (kind == kActivated) read_thresholds(f, layer, output, outputs);
    if (kind == kPlain) {
      layer.requantization.clamp_min = std::numeric_limits<std::int32_t>::min();
      layer.requantization.clamp_max = std::numeric_limits<std::int32_t>::max();
    }
    if (!problems_.empty()) return;
    layer.output = last_ = network_.add(std::move(output));
    network_.layers.push_back(std::move(layer));
  }

  TensorId read_weights(Fields& f, const std::string& layer, const Shape& shape) {
    const int bits = f.small("weight_bits", 1, kMaxBits);
    const IntType type{bits, true, bits == 1};
    Values values = read_array(f, "weights", shape);
    const auto outside = [&](std::int32_t v) { return type.bipolar ? v != -1 && v != 1 : !type.holds(v); };
    if (const auto bad = std::find_if(values.begin(), values.end(), outside); bad != values.end())
      f.problem(fmt::format("the weight {} is no {}", *bad, type.name()), "give the weights or weight_bits anew");
    return network_.add({layer + "_weights", shape, type, {}, std::move(values)});
  }

  void read_thresholds(Fields& f, Layer& layer, Tensor& output, int outputs) {
    const int bits = f.small("act_out_bits", 1, kMaxBits);
    const int steps = (1 << bits) - 1;
    if (std::int64_t{outputs} * steps > kMaxElements) return f.problem("has more thresholds than a tensor may have elements");
    Values values = read_array(f, "thresholds", {outputs, steps});
    if (!problems_.empty()) return;
    for (auto row = values.begin(); row != values.end(); row += steps) std::sort(row, row + steps);
    output.type = {bits, false};
    layer.requantization.rule = Requantization::Rule::thresholds;
    layer.requantization.clamp_min = 0;
    layer.requantization.clamp_max = steps;
    layer.requantization.thresholds = network_.add({layer.name + "_thresholds", {outputs, steps}, kInt32, {}, std::move(values)});
  }

  /// Empty after a problem.
  Values read_array(Fields& f, const char* key, const Shape& shape) {
    const std::string file = f.text(key);
    if (!problems_.empty()) return {};
    auto array = arrays_.read(file, f.place());
    if (!array) {
      problems_.insert(problems_.end(), array.error().problems.begin(), array.error().problems.end());
      return {};
    }
    if (array->shape == shape) return std::move(array->values);
    f.problem(fmt::format("'{}' is of shape {}, must be {}", key, to_string(array->shape), to_string(shape)));
    return {};
  }

  Arrays arrays_;
  std::string place_;
  std::vector<Problem> problems_;
  Network network_;
  TensorId last_ = kNoTensor;
};

}  // namespace

bool is_layer_list(std::string_view json) {
  return json.find("quartet-golden-1") == std::string_view::npos && json.find("\"MVAU") != std::string_view::npos;
}

Result<Network> parse_layer_list(const std::string& json, const ArrayLoader& load, const std::string& place) {
  const nlohmann::json root = nlohmann::json::parse(json, nullptr, false);
  if (root.is_discarded() || !root.is_object()) return bad_input(place, "is not a JSON object", "is the file truncated or damaged?");
  return Reader(load, place).read(root);
}

}  // namespace quartet
