// TensorFlow Lite int8 models become networks: structural checks, then one converter an operator; all that is
// wrong is reported at once.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstring>
#include <new>

#include "frontends/model/import.hpp"
#include "frontends/model/tflite/converters.hpp"

namespace quartet {
namespace {

constexpr std::size_t kMaxProblems = 50;
constexpr std::size_t kAlignment = 16;  // of the format's buffers

/// Whether an operator computes on float32; conversions at the network's borders do not count.
bool computes_in_float(const tfl::StoredModel& model, const tfl::StoredOperator& op) {
  const auto is_float = [&](int id) {
    return id >= 0 && model.tensors[static_cast<std::size_t>(id)].element == tfl::Element::float32;
  };
  if (op.kind == "QUANTIZE" || op.kind == "DEQUANTIZE") return false;
  for (const int id : op.inputs) {
    if (is_float(id)) return true;
  }
  for (const int id : op.outputs) {
    if (is_float(id)) return true;
  }
  return false;
}

/// Float models get one clear answer instead of a complaint an operator.
Result<void> refuse_float(const tfl::StoredModel& model, const std::string& name) {
  std::size_t in_float = 0;
  const tfl::StoredOperator* first = nullptr;
  for (const tfl::StoredOperator& op : model.operators) {
    if (!computes_in_float(model, op)) continue;
    if (in_float++ == 0) first = &op;
  }
  if (in_float == 0) return {};
  return bad_input(
      name,
      fmt::format("float model: {} of its {} operators compute in float32 (the first is operator {}, {})",
                  in_float, model.operators.size(), first->index, first->kind),
      "quartet runs quantized networks; use the int8 version of the model (full integer quantization)");
}

void append(std::vector<Problem>& problems, std::vector<Problem> more) {
  problems.insert(problems.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

Result<Network> convert(const tfl::StoredModel& model, const std::string& name, std::size_t file_bytes) {
  if (auto integer = refuse_float(model, name); !integer) return pass(std::move(integer.error()));
  tfl::NetworkBuilder builder(model, name, file_bytes);
  std::vector<Problem> problems;
  bool unsupported = false;
  for (const tfl::StoredOperator& op : model.operators) {
    const tfl::Convert converter = tfl::find_converter(op);
    if (converter == nullptr) {
      problems.push_back({builder.place(op), "is not supported", ""});
      unsupported = true;
    } else if (auto converted = converter(builder, op); !converted) {
      append(problems, std::move(converted.error().problems));
    }
  }
  if (problems.size() > kMaxProblems) {
    const std::size_t more = problems.size() - kMaxProblems;
    problems.resize(kMaxProblems);
    problems.push_back({name, fmt::format("has {} more problems like these", more), ""});
  }
  if (unsupported)
    problems.back().remedy +=
        fmt::format("supported operators: {}", fmt::join(tfl::supported_operators(), ", "));
  if (!problems.empty()) return pass({ErrorCode::bad_input, std::move(problems)});
  auto network = builder.finish();
  if (!network) return network;
  if (auto valid = infer_and_validate(*network); !valid) return pass(std::move(valid.error()));
  return network;
}

}  // namespace

Result<Network> import_tflite(std::span<const std::uint8_t> bytes, const std::string& name) {
  if (reinterpret_cast<std::uintptr_t>(bytes.data()) % kAlignment != 0) {
    const std::vector<std::uint8_t> aligned(bytes.begin(), bytes.end());  // operator new aligns to 16
    static_assert(__STDCPP_DEFAULT_NEW_ALIGNMENT__ >= kAlignment);
    return import_tflite(aligned, name);
  }
  const auto model = tfl::read_stored_model(bytes, name);
  if (!model) return pass(model.error());
  return convert(*model, name, bytes.size());
}

}  // namespace quartet
