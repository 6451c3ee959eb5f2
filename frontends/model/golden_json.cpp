#include "frontends/model/golden_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "frontends/model/golden/arrays.hpp"
#include "frontends/model/golden/fields.hpp"
#include "frontends/model/golden/steps.hpp"
#include "sim/base/files.hpp"

namespace quartet {
namespace {

using golden::Arrays;
using golden::Fields;
using golden::MapSize;
using golden::Recorded;

constexpr std::size_t kMaxLayers = 256;
constexpr std::size_t kMaxSteps = 16;
constexpr std::int64_t kMaxCount = std::int64_t{1} << 53;
constexpr int kMaxSize = 1 << 24;
constexpr const char* kFormat = "quartet-golden-1";
constexpr const char* kPrevious = "previous layer output";

CycleModelInputs read_cycle_inputs(const nlohmann::json& object, const std::string& place,
                                   std::vector<Problem>& problems) {
  Fields f(object, place + " cycle_model_inputs", problems);
  CycleModelInputs c;
  c.input_chan = f.small("input_chan", 1, kMaxSize);
  c.input_dim = f.size("input_dim", 1, 1);
  c.pool = f.size("pool", 1, 1);
  c.pool_stride = f.size("pool_stride", 1, 1);
  c.pooled_dim = f.size("pooled_dim", 1, 1);
  c.multipass = f.small("multipass", 1, kMaxSize);
  c.output_chan = f.small("output_chan", 1, kMaxSize);
  c.output_dim = f.size("output_dim", 1, 1);
  c.kernel_size = f.size("kernel_size", 1, 1);
  c.padding = f.size("padding", 0, 0);
  c.num_elements = f.small("num_elements", 1, kMaxSize);
  c.pool_first = f.flag("pool_first");
  c.passthrough = f.flag("passthrough");
  c.pass_out_chan = f.small("pass_out_chan", 0, kMaxSize);
  c.flatten = f.flag("flatten");
  c.streaming = f.flag("streaming");
  c.kern_offs = f.small("kern_offs", 0, kMaxSize);
  return c;
}

/// Reads layer after layer; problems of all of them are gathered.
class Reader {
 public:
  Reader(const ArrayLoader& load, std::string place) : arrays_(load), place_(std::move(place)) {}

  Result<GoldenNetwork> read(const nlohmann::json& root) {
    Fields f(root, place_, problems_);
    if (!f.has("format") || f.text("format") != kFormat)
      return bad_input(place_, fmt::format("is not of format {}", kFormat));
    out_.network.name = f.text("name");
    out_.device = f.text("device");
    out_.cycles = static_cast<std::uint64_t>(f.integer("total_cycles_estimate", 0, kMaxCount));
    out_.startup_cycles = static_cast<std::uint64_t>(f.integer("startup_cycles", 0, kMaxCount));
    out_.macs = f.integer("total_macs", 0, kMaxCount);
    out_.weight_bytes = f.integer("weight_bytes", 0, kMaxCount);
    out_.bias_bytes = f.integer("bias_bytes", 0, kMaxCount);
    out_.silicon = f.text_or("silicon", "");
    const std::vector<const nlohmann::json*> layers = f.entries("layers", kMaxLayers);
    for (std::size_t i = 0; problems_.empty() && i < layers.size(); ++i) read_layer(*layers[i], i);
    if (!problems_.empty()) return pass({ErrorCode::bad_input, std::move(problems_)});
    return finish();
  }

 private:
  void read_layer(const nlohmann::json& object, std::size_t index) {
    const std::string number = fmt::format("L{:02}", index);
    Fields f(object, place_ + ": layer " + number, problems_);
    GoldenLayer layer;
    layer.name = f.text_or("name", number);
    layer.index = f.small("index", static_cast<int>(index), static_cast<int>(index));
    layer.macs = f.integer("macs", 0, kMaxCount);
    layer.cycles = static_cast<std::uint64_t>(f.integer("cycles_estimate", 0, kMaxCount));
    layer.cycle_inputs = read_cycle_inputs(f.object("cycle_model_inputs"), f.place(), problems_);
    golden::Stage stage{out_.network, arrays_, number, placement(f, layer), weight_bits(f), {}};
    const std::vector<const nlohmann::json*> steps = f.entries("steps", kMaxSteps);
    if (!problems_.empty()) return;
    layer.first = out_.network.layers.size();
    stage.operands = read_inputs(f, *steps[0], number);
    if (!problems_.empty()) return;
    const bool joined = out_.network.layers.size() > layer.first;  // by a concat of several producers
    layer.inputs = joined ? out_.network.layers.back().inputs : stage.operands;
    for (std::size_t s = 0; problems_.empty() && s < steps.size(); ++s) {
      Fields step(*steps[s], fmt::format("{} step {}", f.place(), s), problems_);
      golden::add_step(stage, step);
    }
    if (problems_.empty() && stage.operands.size() != 1) f.problem("leaves several operands");
    if (!problems_.empty()) return;
    layer.count = out_.network.layers.size() - layer.first;
    layer.output = stage.operands[0];
    read_expected(f, layer);
    out_.layers.push_back(std::move(layer));
  }

  static Placement placement(Fields& f, const GoldenLayer& layer) {
    Placement p;
    p.hardware_layer = layer.index;
    p.processors = f.mask("processors");
    if (f.has("output_processors")) p.output_processors = f.mask("output_processors");
    const std::string format = f.text_or("data_format", "HWC");
    if (format != "HWC" && format != "CHW") f.problem(fmt::format("data format '{}' is unknown", format));
    p.channels_first_input = format == "CHW";
    p.streaming = layer.cycle_inputs.streaming;
    p.kernel_offset = layer.cycle_inputs.kern_offs;
    return p;
  }

  /// Layers without weights record 0.
  static int weight_bits(Fields& f) {
    const int bits = f.small("weight_bits", 0, 8);
    if (bits != 0 && bits != 1 && bits != 2 && bits != 4 && bits != 8)
      f.problem(fmt::format("weights of {} bit are not supported", bits));
    return std::max(bits, 1);
  }

  std::vector<TensorId> read_inputs(Fields& f, const nlohmann::json& first_step, const std::string& number) {
    Fields step(first_step, f.place() + " step 0", problems_);
    const auto operands = static_cast<std::size_t>(golden::operand_count(first_step));
    const std::string input = f.text("input");
    if (input != kPrevious) return read_input_file(f, input, operands, number);
    if (out_.layers.empty()) {
      f.problem("the first layer has no previous output");
      return {};
    }
    if (operands == 1) return {out_.layers.back().output};
    return cut_previous(f, golden::operand_size(step), operands, number);
  }

  /// Several operands from one previous output: its channel-first elements in equal parts. No operator of the
  /// network reads a tensor so, hence each part is an input of its own with the recorded values.
  std::vector<TensorId> cut_previous(Fields& f, MapSize size, std::size_t operands,
                                     const std::string& number) {
    const GoldenLayer& previous = out_.layers.back();
    const Shape& shape = out_.network.tensor(previous.output).shape;
    if (element_count(shape) != size.elements() * static_cast<std::int64_t>(operands)) {
      f.problem(fmt::format("takes {} operands of {} elements from {}", operands, size.elements(),
                            element_count(shape)));
      return {};
    }
    const Values chw = golden::to_chw(previous.expected, {shape[2], shape[0], shape[1]});
    std::vector<TensorId> inputs;
    for (std::size_t i = 0; i < operands; ++i) {
      inputs.push_back(add_input(fmt::format("{}_operand{}", number, i), size,
                                 golden::to_hwc(chw, i * static_cast<std::size_t>(size.elements()), size)));
    }
    out_.network.notes.push_back(fmt::format(
        "{}: its operands are parts of the previous output; they are inputs with recorded values", number));
    return inputs;
  }

  std::vector<TensorId> read_input_file(Fields& f, const std::string& file, std::size_t operands,
                                        const std::string& number) {
    const auto array = arrays_.read(file, f.place());
    if (!array) {
      f.problem(array.error().text());
      return {};
    }
    const Shape& s = array->shape;
    if (s.size() < 3 || s.size() > 4 || static_cast<std::size_t>(s[0]) != operands) {
      f.problem(fmt::format("input {} of shape {} does not hold {} operand(s) of C,H,W or C,L", file,
                            to_string(s), operands));
      return {};
    }
    const MapSize size = golden::map_size({s.begin() + 1, s.end()});
    std::vector<Values> values;
    for (std::size_t i = 0; i < operands; ++i)
      values.push_back(golden::to_hwc(array->values, i * static_cast<std::size_t>(size.elements()), size));
    if (std::vector<TensorId> known = producers(f, values, size, number); !known.empty()) return known;
    std::vector<TensorId> inputs;
    for (std::size_t i = 0; i < operands; ++i) {
      const std::string name =
          operands == 1 ? fmt::format("{}_in", number) : fmt::format("{}_in{}", number, i);
      inputs.push_back(
          add_input(out_.layers.empty() && operands == 1 ? "input" : name, size, std::move(values[i])));
    }
    return inputs;
  }

  /// The earlier outputs that in_sequences names, where they hold just the recorded input; else nothing.
  std::vector<TensorId> producers(Fields& f, const std::vector<Values>& values, MapSize size,
                                  const std::string& number) {
    if (!f.has("in_sequences")) return {};
    std::vector<const GoldenLayer*> named;
    for (const std::string& name : f.names("in_sequences")) {
      const auto found = std::find_if(out_.layers.begin(), out_.layers.end(), [&](const GoldenLayer& l) {
        return l.name == name || std::to_string(l.index) == name;
      });
      if (found == out_.layers.end()) return {};
      named.push_back(&*found);
    }
    if (named.size() == values.size()) return equal_outputs(named, values, size);
    return values.size() == 1 ? joined_outputs(named, values[0], size, number) : std::vector<TensorId>{};
  }

  std::vector<TensorId> equal_outputs(const std::vector<const GoldenLayer*>& named,
                                      const std::vector<Values>& values, MapSize size) const {
    std::vector<TensorId> ids;
    for (std::size_t i = 0; i < named.size(); ++i) {
      if (out_.network.tensor(named[i]->output).shape != size.hwc() || named[i]->expected != values[i])
        return {};
      ids.push_back(named[i]->output);
    }
    return ids;
  }

  /// Several sequences for one operand lie one after the other along the channels.
  std::vector<TensorId> joined_outputs(const std::vector<const GoldenLayer*>& named, const Values& value,
                                       MapSize size, const std::string& number) {
    Layer concat;
    const auto width = static_cast<std::size_t>(size.c);
    std::size_t first = 0;
    for (const GoldenLayer* layer : named) {
      const Shape& shape = out_.network.tensor(layer->output).shape;
      const auto channels = static_cast<std::size_t>(shape[2]);
      if (shape[0] != size.h || shape[1] != size.w || first + channels > width) return {};
      for (std::size_t i = 0; i < layer->expected.size(); ++i) {
        if (layer->expected[i] != value[i / channels * width + first + i % channels]) return {};
      }
      first += channels;
      concat.inputs.push_back(layer->output);
    }
    if (first != width) return {};
    concat.name = number + "_concat";
    concat.op = "concat";
    concat.attributes.axis = 2;
    concat.placement.hardware_layer = static_cast<int>(out_.layers.size());
    concat.output = out_.network.add({concat.name, size.hwc(), kInt8, {}, {}});
    out_.network.layers.push_back(std::move(concat));
    return {out_.network.layers.back().output};
  }

  TensorId add_input(const std::string& name, MapSize size, Values values) {
    const TensorId id = out_.network.add({name, size.hwc(), kInt8, {}, {}});
    out_.network.inputs.push_back(id);
    out_.inputs.push_back(std::move(values));
    return id;
  }

  void read_expected(Fields& f, GoldenLayer& layer) {
    const auto array = arrays_.read(f.text("output"), f.place());
    if (!array) return f.problem(array.error().text());
    const Shape& shape = out_.network.tensor(layer.output).shape;
    const MapSize size{shape[2], shape[0], shape[1]};
    if (array->shape.size() < 2 || array->shape.size() > 3 || golden::map_size(array->shape) != size) {
      return f.problem(fmt::format("recorded output of shape {} where {}x{}x{} is computed",
                                   to_string(array->shape), size.c, size.h, size.w));
    }
    layer.expected = golden::to_hwc(array->values, 0, size);
  }

  Result<GoldenNetwork> finish() {
    Network& network = out_.network;
    network.outputs = {out_.layers.back().output};
    std::vector<bool> read(network.tensors.size(), false);
    for (const Layer& layer : network.layers) {
      for (const TensorId id : layer.inputs) read[static_cast<std::size_t>(id)] = true;
    }
    for (const GoldenLayer& layer : out_.layers) {
      const bool last = layer.output == network.outputs.front();
      if (!last && !read[static_cast<std::size_t>(layer.output)]) network.outputs.push_back(layer.output);
    }
    std::vector<Shape> recorded;
    for (const Layer& layer : network.layers) recorded.push_back(network.tensor(layer.output).shape);
    if (auto valid = infer_and_validate(network); !valid) {
      for (Problem& p : valid.error().problems) p.place = place_ + ": " + p.place;
      return pass(std::move(valid.error()));
    }
    for (std::size_t i = 0; i < recorded.size(); ++i) {
      const Layer& layer = network.layers[i];
      if (network.tensor(layer.output).shape == recorded[i]) continue;
      return bad_input(place_ + ": " + layer.name,
                       fmt::format("computes {}, recorded as {} (H,W,C)",
                                   to_string(network.tensor(layer.output).shape), to_string(recorded[i])));
    }
    out_.output = out_.layers.back().expected;
    return std::move(out_);
  }

  Arrays arrays_;
  std::string place_;
  std::vector<Problem> problems_;
  GoldenNetwork out_;
};

}  // namespace

Result<GoldenNetwork> parse_golden_network(const std::string& json, const ArrayLoader& load,
                                           const std::string& place) {
  const nlohmann::json root = nlohmann::json::parse(json, nullptr, false);
  if (root.is_discarded() || !root.is_object())
    return bad_input(place, "is not a JSON object", "is the file truncated or damaged?");
  return Reader(load, place).read(root);
}

Result<GoldenNetwork> read_golden_network(const std::filesystem::path& folder) {
  const std::filesystem::path file = folder / "network.json";
  const auto text = read_text(file);
  if (!text) return pass(text.error());
  return parse_golden_network(
      *text, [&](const std::string& name) { return read_npy(folder / name); }, file.string());
}

}  // namespace quartet
