#include "frontends/model/tflite/stored_model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "tflite_reduced_generated.h"

namespace quartet::tfl {
namespace schema = tfl_schema;

namespace {

constexpr std::size_t kMaxNameLength = 256;

Element element_of(schema::TensorType type) {
  switch (type) {
    case schema::TensorType::INT8:
      return Element::int8;
    case schema::TensorType::UINT8:
      return Element::uint8;
    case schema::TensorType::INT16:
      return Element::int16;
    case schema::TensorType::INT32:
      return Element::int32;
    case schema::TensorType::INT64:
      return Element::int64;
    case schema::TensorType::FLOAT32:
      return Element::float32;
    default:
      return Element::other;
  }
}

/// 0 for types that quartet does not read.
std::uint64_t bytes_of(Element element) {
  constexpr std::uint64_t kBytes[] = {1, 1, 2, 4, 8, 4, 0};
  return kBytes[static_cast<std::size_t>(element)];
}

std::string printable(const flatbuffers::String* text) {
  std::string out;
  if (text == nullptr) return out;
  for (const char c : text->string_view().substr(0, kMaxNameLength)) out += c >= ' ' && c <= '~' ? c : '?';
  return out;
}

/// Elements may lie at any address: the verifier aligns the vector's length only.
template <class T>
std::vector<T> copied(const flatbuffers::Vector<T>* vector) {
  if (vector == nullptr) return {};
  std::vector<T> out(vector->size());
  if (!out.empty()) std::memcpy(out.data(), vector->Data(), out.size() * sizeof(T));
  return out;
}

template <class T>
flatbuffers::uoffset_t count(const flatbuffers::Vector<T>* vector) {
  return vector == nullptr ? 0 : vector->size();
}

class Reader {
 public:
  Reader(const schema::Model& model, std::string place) : model_(model), place_(std::move(place)) {}

  Result<StoredModel> read() {
    if (model_.version() != 3)
      return wrong(fmt::format("has schema version {}", model_.version()), "version 3 is read");
    if (count(model_.subgraphs()) != 1 || model_.subgraphs()->Get(0) == nullptr) {
      return wrong(fmt::format("has {} subgraphs", count(model_.subgraphs())),
                   "convert the model without control flow: one subgraph is read");
    }
    const schema::SubGraph& graph = *model_.subgraphs()->Get(0);
    StoredModel out;
    for (flatbuffers::uoffset_t i = 0; i < count(graph.tensors()); ++i) {
      auto tensor = read_tensor(*graph.tensors()->Get(i), i);
      if (!tensor) return pass(std::move(tensor.error()));
      out.tensors.push_back(std::move(*tensor));
    }
    for (flatbuffers::uoffset_t i = 0; i < count(graph.operators()); ++i) {
      auto op = read_operator(*graph.operators()->Get(i), i, out.tensors.size());
      if (!op) return pass(std::move(op.error()));
      out.operators.push_back(std::move(*op));
    }
    out.inputs = copied(graph.inputs());
    out.outputs = copied(graph.outputs());
    if (out.operators.empty() || out.inputs.empty() || out.outputs.empty()) {
      return wrong("has no operators, no inputs or no outputs");
    }
    if (!indices_exist(out.inputs, 0, out.tensors.size()) ||
        !indices_exist(out.outputs, 0, out.tensors.size())) {
      return wrong(
          fmt::format("names inputs or outputs that are not among its {} tensors", out.tensors.size()));
    }
    return out;
  }

 private:
  Result<StoredTensor> read_tensor(const schema::Tensor& tensor, flatbuffers::uoffset_t index) const {
    StoredTensor out;
    out.name = tensor.name() != nullptr && tensor.name()->size() > 0 ? printable(tensor.name())
                                                                     : fmt::format("tensor{}", index);
    out.element = element_of(tensor.type());
    if (tensor.buffer() >= count(model_.buffers())) {
      return wrong(fmt::format("tensor {} '{}' refers to buffer {} of {}", index, out.name, tensor.buffer(),
                               count(model_.buffers())));
    }
    const schema::Buffer& buffer = *model_.buffers()->Get(tensor.buffer());
    // Offsets 0 and 1 are the format's marks for "inside this buffer".
    if (buffer.offset() > 1 || buffer.size() > 1) {
      return wrong(fmt::format("tensor {} '{}' keeps its data outside the model's buffers", index, out.name),
                   "convert the model again with its constants inside (below 2 GiB they are)");
    }
    out.flaw = shape_flaw(tensor, out);
    if (out.flaw.empty()) out.flaw = quantization_flaw(tensor, out);
    if (out.flaw.empty() && tensor.sparsity() != nullptr) out.flaw = "is sparse";
    if (out.flaw.empty() && tensor.is_variable()) out.flaw = "is a variable";
    if (!out.flaw.empty()) return out;
    if (auto data = read_data(buffer, out, index); !data) return pass(std::move(data.error()));
    return out;
  }

  static std::string shape_flaw(const schema::Tensor& tensor, StoredTensor& out) {
    constexpr std::size_t kMaxStoredRank = kMaxRank + 1;  // and the batch
    if (count(tensor.shape()) > kMaxStoredRank)
      return fmt::format("has {} axes, at most {} are read", count(tensor.shape()), kMaxStoredRank);
    out.shape = copied(tensor.shape());
    std::int64_t elements = 1;
    for (const int d : out.shape) {
      if (d < 1) return fmt::format("has an axis of {}", d);
      if (d > kMaxElements / elements) return fmt::format("has more than {} elements", kMaxElements);
      elements *= d;
    }
    return "";
  }

  static std::string quantization_flaw(const schema::Tensor& tensor, StoredTensor& out) {
    const schema::QuantizationParameters* q = tensor.quantization();
    if (q == nullptr) return "";
    if (q->details_type() != schema::QuantizationDetails::NONE) return "has a custom quantization";
    const std::size_t scales = count(q->scale());
    const std::size_t zero_points = count(q->zero_point());
    if (zero_points != 0 && zero_points != 1 && zero_points != scales) {
      return fmt::format("has {} zero points for {} scales", zero_points, scales);
    }
    out.quantized_axis = q->quantized_dimension();
    if (scales > 1) {
      const bool exists =
          out.quantized_axis >= 0 && static_cast<std::size_t>(out.quantized_axis) < out.shape.size();
      if (!exists ||
          static_cast<std::size_t>(out.shape[static_cast<std::size_t>(out.quantized_axis)]) != scales) {
        return fmt::format("has {} scales, which do not fit axis {} of shape {}", scales, out.quantized_axis,
                           to_string(out.shape));
      }
    }
    out.scales = copied(q->scale());
    out.zero_points = copied(q->zero_point());
    const auto bad = std::find_if(out.scales.begin(), out.scales.end(),
                                  [](float s) { return !std::isfinite(s) || s <= 0.0F; });
    return bad == out.scales.end() ? "" : fmt::format("has a scale of {}", *bad);
  }

  Result<void> read_data(const schema::Buffer& buffer, StoredTensor& out,
                         flatbuffers::uoffset_t index) const {
    if (count(buffer.data()) == 0 || bytes_of(out.element) == 0) return {};
    const auto need = static_cast<std::uint64_t>(element_count(out.shape)) * bytes_of(out.element);
    if (buffer.data()->size() != need) {
      return wrong(fmt::format("tensor {} '{}' of shape {} needs {} bytes, its buffer has {}", index,
                               out.name, to_string(out.shape), need, buffer.data()->size()));
    }
    out.data = {buffer.data()->Data(), buffer.data()->size()};
    return {};
  }

  Result<StoredOperator> read_operator(const schema::Operator& op, flatbuffers::uoffset_t index,
                                       std::size_t tensors) const {
    if (op.opcode_index() >= count(model_.operator_codes())) {
      return wrong(fmt::format("operator {} has code {} of {}", index, op.opcode_index(),
                               count(model_.operator_codes())));
    }
    const schema::OperatorCode& code = *model_.operator_codes()->Get(op.opcode_index());
    StoredOperator out;
    out.index = index;
    // Old files have the number in the byte only, new ones in both; the larger counts.
    out.code = std::max<int>(code.builtin_code(), code.deprecated_builtin_code());
    out.kind = operator_name(out.code);
    if (out.kind == "CUSTOM") out.kind += " '" + printable(code.custom_code()) + "'";
    out.inputs = copied(op.inputs());
    out.outputs = copied(op.outputs());
    out.table = &op;
    if (!indices_exist(out.inputs, -1, tensors) || !indices_exist(out.outputs, 0, tensors)) {
      return wrong(fmt::format("operator {} {} refers to tensors that do not exist ({} exist)", index,
                               out.kind, tensors));
    }
    return out;
  }

  static bool indices_exist(const std::vector<int>& ids, int least, std::size_t size) {
    return std::all_of(ids.begin(), ids.end(), [&](int id) {
      return id >= least && (id < 0 || static_cast<std::size_t>(id) < size);
    });
  }

  tl::unexpected<Error> wrong(std::string cause, std::string remedy = "") const {
    return bad_input(place_, std::move(cause), std::move(remedy));
  }

  const schema::Model& model_;
  std::string place_;
};

}  // namespace

Result<StoredModel> read_stored_model(std::span<const std::uint8_t> bytes, const std::string& place) {
  flatbuffers::Verifier verifier(bytes.data(), bytes.size());
  if (bytes.size() < 8 || !schema::VerifyModelBuffer(verifier)) {
    return bad_input(place, "is not an intact TensorFlow Lite model (its flatbuffer does not verify)",
                     "is the file truncated or damaged?");
  }
  return Reader(*schema::GetModel(bytes.data()), place).read();
}

}  // namespace quartet::tfl
