#include "frontends/model/tflite/network_builder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace quartet::tfl {
namespace {

// Tensors may share a buffer, so a small file can ask for many copies of its constants. Real models share
// little.
constexpr std::uint64_t kMaxSharing = 8;
constexpr std::int32_t kUint8Offset = 128;

template <class T>
Result<Values> widen(std::span<const std::uint8_t> data, const std::string& place) {
  Values out(data.size() / sizeof(T));
  for (std::size_t i = 0; i < out.size(); ++i) {
    T value;
    std::memcpy(&value, data.data() + i * sizeof(T), sizeof(T));
    out[i] = static_cast<std::int32_t>(value);
    if (out[i] != value) return bad_input(place, fmt::format("a constant of {} does not fit 32 bits", value));
  }
  return out;
}

}  // namespace

NetworkBuilder::NetworkBuilder(const StoredModel& stored, std::string name, std::size_t file_bytes)
    : stored_(stored),
      activations_(stored.tensors.size(), kNoTensor),
      names_(readable_names(stored.tensors)),
      constant_budget_(kMaxSharing * file_bytes) {
  network_.name = std::move(name);
}

int NetworkBuilder::operand(const StoredOperator& op, std::size_t i) {
  return i < op.inputs.size() ? op.inputs[i] : -1;
}

bool NetworkBuilder::is_graph_input(int id) const {
  return std::find(stored_.inputs.begin(), stored_.inputs.end(), id) != stored_.inputs.end();
}
bool NetworkBuilder::is_graph_output(int id) const {
  return std::find(stored_.outputs.begin(), stored_.outputs.end(), id) != stored_.outputs.end();
}

std::string NetworkBuilder::place(const StoredOperator& op) const {
  const std::string name =
      op.outputs.empty() ? std::string() : names_.at(static_cast<std::size_t>(op.outputs[0]));
  return fmt::format("{}: operator {} {} '{}'", network_.name, op.index, op.kind, name);
}

tl::unexpected<Error> NetworkBuilder::wrong(const StoredOperator& op, std::string cause,
                                            std::string remedy) const {
  return bad_input(place(op), std::move(cause), std::move(remedy));
}

Result<TensorId> NetworkBuilder::activation(int id, const std::string& place) {
  const auto index = static_cast<std::size_t>(id);
  if (activations_[index] != kNoTensor) return activations_[index];
  const StoredTensor& t = stored(id);
  const std::string what = "tensor '" + t.name + "'";
  if (!t.flaw.empty()) return bad_input(place, what + " " + t.flaw);
  if (t.is_constant())
    return bad_input(place, what + " is a constant where an activation is needed",
                     "fold constants when the model is converted");
  if (t.element != Element::int8 && t.element != Element::uint8) {
    return bad_input(place, what + " is neither int8 nor uint8",
                     "convert the model with full int8 quantization");
  }
  if (t.scales.size() != 1 || t.zero_points.size() > 1) {
    return bad_input(
        place, fmt::format("{} needs one scale and zero point, it has {} scales", what, t.scales.size()));
  }
  if (t.shape.empty() || (t.shape.size() > 1 && t.shape[0] != 1)) {
    return bad_input(
        place,
        fmt::format("{} has shape '{}'; its first axis must be a batch of 1", what, to_string(t.shape)),
        "convert the model with a batch of 1");
  }
  const std::int64_t shift = t.element == Element::uint8 ? kUint8Offset : 0;
  const std::int64_t zero_point = (t.zero_points.empty() ? 0 : t.zero_points[0]);
  if (zero_point < -kUint8Offset + shift || zero_point > kUint8Offset - 1 + shift) {
    return bad_input(place, fmt::format("{} has a zero point of {}, outside its type", what, zero_point));
  }
  if (shift != 0) note("uint8 tensors are held as int8: value - 128");
  const auto first = t.shape.begin() + (t.shape.size() > 1 ? 1 : 0);
  const Quantization quantization{{static_cast<double>(t.scales[0])},
                                  {static_cast<std::int32_t>(zero_point - shift)}};
  return activations_[index] =
             network_.add({names_[index], Shape(first, t.shape.end()), kInt8, quantization, {}});
}

Result<TensorId> NetworkBuilder::input(const StoredOperator& op, std::size_t i) {
  const int id = operand(op, i);
  if (id < 0) return wrong(op, fmt::format("has no input {}", i));
  return activation(id, place(op));
}

Result<TensorId> NetworkBuilder::output(const StoredOperator& op) {
  if (op.outputs.size() != 1)
    return wrong(op, fmt::format("has {} outputs where one is read", op.outputs.size()));
  return activation(op.outputs[0], place(op));
}

Result<const StoredTensor*> NetworkBuilder::weights(const StoredOperator& op, std::size_t i,
                                                    std::size_t rank) {
  const int id = operand(op, i);
  if (id < 0) return wrong(op, "has no weights");
  const StoredTensor& t = stored(id);
  const std::string what = "weights '" + t.name + "'";
  if (!t.flaw.empty()) return wrong(op, what + " " + t.flaw);
  if (!t.is_constant()) return wrong(op, what + " are not constant");
  if (t.element != Element::int8)
    return wrong(op, what + " are not int8", "convert the model with full int8 quantization");
  if (t.shape.size() != rank)
    return wrong(op, fmt::format("{} have shape '{}', {} axes are needed", what, to_string(t.shape), rank));
  if (t.scales.empty()) return wrong(op, what + " have no quantization scale");
  if (std::any_of(t.zero_points.begin(), t.zero_points.end(), [](std::int64_t z) { return z != 0; })) {
    return wrong(op, what + " have a zero point other than 0", "only symmetric weights are read");
  }
  return &t;
}

Result<TensorId> NetworkBuilder::bias(const StoredOperator& op, std::size_t i, int channels) {
  const int id = operand(op, i);
  if (id < 0) return kNoTensor;
  const StoredTensor& t = stored(id);
  if (!t.flaw.empty()) return wrong(op, "bias '" + t.name + "' " + t.flaw);
  if (!t.is_constant() || t.element != Element::int32 || t.shape != Shape{channels}) {
    return wrong(op, fmt::format("bias '{}' of shape '{}' is not {} constant int32 values", t.name,
                                 to_string(t.shape), channels));
  }
  auto values = integers(op, t);
  if (!values) return pass(std::move(values.error()));
  return network_.add({names_[static_cast<std::size_t>(id)], {channels}, kInt32, {}, std::move(*values)});
}

Result<Values> NetworkBuilder::integers(const StoredOperator& op, const StoredTensor& tensor) {
  const auto elements = static_cast<std::uint64_t>(element_count(tensor.shape));
  if (elements > constant_budget_)
    return wrong(op, "uses the file's constants so often that they would fill memory",
                 "is the file damaged?");
  constant_budget_ -= elements;
  switch (tensor.element) {
    case Element::int8:
      return widen<std::int8_t>(tensor.data, place(op));
    case Element::int32:
      return widen<std::int32_t>(tensor.data, place(op));
    case Element::int64:
      return widen<std::int64_t>(tensor.data, place(op));
    default:
      return wrong(op, "constant '" + tensor.name + "' is not int8, int32 or int64");
  }
}

void NetworkBuilder::add(Layer layer) {
  if (layer.name.empty()) layer.name = network_.tensor(layer.output).name;
  network_.layers.push_back(std::move(layer));
}

void NetworkBuilder::note(std::string text) {
  auto& notes = network_.notes;
  if (std::find(notes.begin(), notes.end(), text) == notes.end()) notes.push_back(std::move(text));
}

Result<Network> NetworkBuilder::finish() {
  const auto resolve = [&](const std::vector<int>& ids, const std::map<int, TensorId>& replaced,
                           std::vector<TensorId>& out) -> Result<void> {
    for (const int id : ids) {
      const auto other = replaced.find(id);
      const auto tensor =
          other != replaced.end() ? Result<TensorId>(other->second) : activation(id, network_.name);
      if (!tensor) return pass(tensor.error());
      if (std::find(out.begin(), out.end(), *tensor) == out.end()) out.push_back(*tensor);
    }
    return {};
  };
  if (auto inputs = resolve(stored_.inputs, replaced_inputs_, network_.inputs); !inputs)
    return pass(std::move(inputs.error()));
  if (auto outputs = resolve(stored_.outputs, replaced_outputs_, network_.outputs); !outputs)
    return pass(std::move(outputs.error()));
  return std::move(network_);
}

}  // namespace quartet::tfl
