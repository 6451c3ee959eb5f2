#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "frontends/model/golden/fields.hpp"
#include "frontends/model/network_json.hpp"

namespace quartet {
namespace {

using golden::Fields;

constexpr const char* kFormat = "quartet-network-1";
constexpr std::size_t kMostEntries = 65536;  // layers, tensors
constexpr std::size_t kMostNotes = 1000;
constexpr int kWidestType = 32;

/// "int8", "uint4", "bipolar".
std::optional<IntType> type_named(const std::string& name) {
  if (name == "bipolar") return IntType{1, true, true};
  for (int bits = 1; bits <= kWidestType; ++bits) {
    for (const bool is_signed : {true, false}) {
      if (const IntType type{bits, is_signed, false}; type.name() == name) return type;
    }
  }
  return std::nullopt;
}

/// Lists of numbers, with the bounds that keep a hostile file harmless.
class Lists {
 public:
  Lists(const nlohmann::json& object, Fields& fields) : object_(object), fields_(fields) {}

  [[nodiscard]] std::vector<std::int32_t> integers(const char* key, std::size_t most) {
    std::vector<std::int32_t> out;
    const nlohmann::json* list = find(key, most);
    for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
      const nlohmann::json& value = (*list)[i];
      const bool whole = value.is_number_integer() && std::abs(value.get<double>()) <= 0x1p31 && holds(value.get<std::int64_t>());
      if (!whole) return wrong(key, "whole numbers of 32 bit"), std::vector<std::int32_t>{};
      out.push_back(value.get<std::int32_t>());
    }
    return out;
  }
  [[nodiscard]] std::vector<double> reals(const char* key, std::size_t most) {
    std::vector<double> out;
    const nlohmann::json* list = find(key, most);
    for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
      if (!(*list)[i].is_number()) return wrong(key, "numbers"), std::vector<double>{};
      out.push_back((*list)[i].get<double>());
    }
    return out;
  }
  [[nodiscard]] std::vector<std::string> texts(const char* key, std::size_t most) {
    std::vector<std::string> out;
    const nlohmann::json* list = find(key, most);
    for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
      if (!(*list)[i].is_string()) return wrong(key, "texts"), std::vector<std::string>{};
      out.push_back((*list)[i].get<std::string>());
    }
    return out;
  }

 private:
  static bool holds(std::int64_t value) { return kInt32.holds(value); }
  /// nullptr when absent, or with a problem.
  const nlohmann::json* find(const char* key, std::size_t most) {
    if (!fields_.has(key)) return nullptr;
    const nlohmann::json& value = object_.at(key);
    if (value.is_array() && value.size() <= most) return &value;
    wrong(key, fmt::format("at most {} entries", most));
    return nullptr;
  }
  void wrong(const char* key, const std::string& wanted) { fields_.problem(fmt::format("'{}' must be a list of {}", key, wanted)); }

  const nlohmann::json& object_;
  Fields& fields_;
};

class Reader {
 public:
  explicit Reader(std::string place) : place_(std::move(place)) {}

  Result<Network> read(const nlohmann::json& root) {
    Fields f(root, place_, problems_);
    if (!f.has("format") || f.text("format") != kFormat) return bad_input(place_, fmt::format("is not of format {}", kFormat));
    Lists lists(root, f);
    network_.name = name_of(root, f);
    network_.notes = lists.texts("notes", kMostNotes);
    network_.inputs = lists.integers("inputs", kMostEntries);
    network_.outputs = lists.integers("outputs", kMostEntries);
    const auto tensors = f.entries("tensors", kMostEntries), layers = f.entries("layers", kMostEntries);
    for (std::size_t i = 0; i < tensors.size() && !too_many(); ++i) read_tensor(*tensors[i], i);
    for (std::size_t i = 0; i < layers.size() && !too_many(); ++i) read_layer(*layers[i], i);
    if (!problems_.empty()) return pass({ErrorCode::bad_input, std::move(problems_)});
    if (auto valid = infer_and_validate(network_); !valid) {
      for (Problem& p : valid.error().problems) p.place = place_ + ": " + p.place;
      return pass(std::move(valid.error()));
    }
    return std::move(network_);
  }

 private:
  [[nodiscard]] bool too_many() const { return problems_.size() >= 20; }

  // Longer than a recording's: exporters join the names of whole scopes.
  static std::string name_of(const nlohmann::json& object, Fields& f) {
    constexpr std::size_t kLongest = 65536;
    const bool good = f.has("name") && object.at("name").is_string() && object.at("name").get_ref<const std::string&>().size() <= kLongest;
    if (good) return object.at("name").get<std::string>();
    f.problem(fmt::format("lacks 'name', a text of at most {} bytes", kLongest));
    return "";
  }

  void read_tensor(const nlohmann::json& object, std::size_t index) {
    Fields f(object, fmt::format("{}: tensor {}", place_, index), problems_);
    Lists lists(object, f);
    Tensor tensor;
    tensor.name = name_of(object, f);
    const auto type = type_named(f.text("type"));
    if (!type) f.problem("its type is not known", "types are int1 to int32, uint1 to uint32 and bipolar");
    tensor.type = type.value_or(kInt8);
    tensor.shape = lists.integers("shape", kMaxRank);
    tensor.quantization.scales = lists.reals("scales", kMaxElements);
    tensor.quantization.zero_points = lists.integers("zero_points", kMaxElements);
    tensor.constant = lists.integers("values", kMaxElements);
    network_.add(std::move(tensor));
  }

  void read_layer(const nlohmann::json& object, std::size_t index) {
    constexpr int kMostTensors = std::numeric_limits<int>::max();
    Fields f(object, fmt::format("{}: layer {}", place_, index), problems_);
    Layer layer;
    layer.name = name_of(object, f);
    layer.op = f.text("op");
    layer.inputs = Lists(object, f).integers("inputs", kMostEntries);
    if (f.has("weights")) layer.weights = f.small("weights", 0, kMostTensors);
    if (f.has("bias")) layer.bias = f.small("bias", 0, kMostTensors);
    layer.output = f.small("output", 0, kMostTensors);
    if (f.has("attributes")) read_attributes(f.object("attributes"), f.place(), layer.attributes);
    read_requantization(f.object("requantization"), f.place(), layer.requantization);
    if (f.has("placement")) read_placement(f.object("placement"), f.place(), layer.placement);
    network_.layers.push_back(std::move(layer));
  }

  void read_attributes(const nlohmann::json& object, const std::string& place, Attributes& a) {
    Fields f(object, place + " attributes", problems_);
    Lists lists(object, f);
    if (f.has("kernel")) a.kernel = f.size("kernel", 1, 1);
    if (f.has("stride")) a.stride = f.size("stride", 1, 1);
    if (f.has("dilation")) a.dilation = f.size("dilation", 1, 1);
    if (f.has("output_padding")) a.output_padding = f.size("output_padding", 0, 0);
    if (f.has("padding")) {
      const auto p = lists.integers("padding", 4);
      if (p.size() == 4)
        a.padding = {p[0], p[1], p[2], p[3]};
      else
        f.problem("'padding' must be top, left, bottom, right");
    }
    if (f.has("groups")) a.groups = f.small("groups", 1, 65535);
    if (f.has("axis")) a.axis = f.small("axis", -1, static_cast<int>(kMaxRank) - 1);
    if (f.has("average_rounding") && choice(f, "average_rounding", {"half_away_from_zero", "truncate"}) == 1)
      a.average_rounding = AverageRounding::truncate;
    if (f.has("flatten_order") && choice(f, "flatten_order", {"hwc", "chw"}) == 1) a.flatten_order = FlattenOrder::chw;
    a.new_shape = lists.integers("new_shape", kMaxRank);
    a.input_scales = lists.reals("input_scales", kMostEntries);
    a.beta = real(object, f, "beta", a.beta);
    a.output_scale = real(object, f, "output_scale", a.output_scale);
  }

  void read_requantization(const nlohmann::json& object, const std::string& place, Requantization& r) {
    Fields f(object, place + " requantization", problems_);
    Lists lists(object, f);
    r.rule = static_cast<Requantization::Rule>(choice(f, "rule", {"none", "multiplier", "shift", "thresholds"}));
    r.scales = lists.reals("scales", kMaxElements);
    if (f.has("shift")) r.shift = f.small("shift", -15, 15);
    if (f.has("thresholds")) r.thresholds = f.small("thresholds", 0, std::numeric_limits<int>::max());
    const auto clamp = lists.integers("clamp", 2);
    if (clamp.size() == 2)
      r.clamp_min = clamp[0], r.clamp_max = clamp[1];
    else
      f.problem("'clamp' must be [low, high]");
  }

  void read_placement(const nlohmann::json& object, const std::string& place, Placement& p) {
    Fields f(object, place + " placement", problems_);
    if (f.has("hardware_layer")) p.hardware_layer = f.small("hardware_layer", -1, 65535);
    if (f.has("processors")) p.processors = f.mask("processors");
    if (f.has("output_processors")) p.output_processors = f.mask("output_processors");
    if (f.has("streaming")) p.streaming = f.flag("streaming");
    if (f.has("channels_first_input")) p.channels_first_input = f.flag("channels_first_input");
    if (f.has("kernel_offset")) p.kernel_offset = f.small("kernel_offset", -1, std::numeric_limits<int>::max());
  }

  /// Index of the word; 0 with a problem.
  static std::size_t choice(Fields& f, const char* key, const std::vector<std::string>& words) {
    const auto found = std::find(words.begin(), words.end(), f.text(key));
    if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
    f.problem(fmt::format("'{}' must be one of {}", key, fmt::join(words, ", ")));
    return 0;
  }

  static double real(const nlohmann::json& object, Fields& f, const char* key, double otherwise) {
    if (!f.has(key)) return otherwise;
    if (object.at(key).is_number() && std::isfinite(object.at(key).get<double>())) return object.at(key).get<double>();
    f.problem(fmt::format("'{}' must be a number", key));
    return otherwise;
  }

  std::string place_;
  std::vector<Problem> problems_;
  Network network_;
};

}  // namespace

bool is_network_json(std::string_view json) {
  constexpr std::size_t kLookedAt = 4096;
  return json.substr(0, kLookedAt).find(kFormat) != std::string_view::npos;
}

Result<Network> parse_network_json(const std::string& json, const std::string& place) {
  const nlohmann::json root = nlohmann::json::parse(json, nullptr, false);
  if (root.is_discarded() || !root.is_object()) return bad_input(place, "is not a JSON object", "is the file truncated or damaged?");
  return Reader(place).read(root);
}

}  // namespace quartet
