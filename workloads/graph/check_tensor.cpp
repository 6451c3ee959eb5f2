#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "workloads/graph/checks.hpp"

namespace quartet {

namespace {

bool is_known_type(const IntType& type) {
  if (type.bipolar) return type.bits == 1 && type.is_signed;
  if (type.bits == 32) return type.is_signed;  // stored values are int32
  return type.bits >= 1 && type.bits <= 16;
}

// One entry for the tensor or one a channel.
bool fits_channels(std::size_t count, const Tensor& tensor) {
  if (count <= 1) return true;
  const auto is = [&](int size) { return static_cast<std::size_t>(size) == count; };
  return is(tensor.shape.back()) || (tensor.is_constant() && is(tensor.shape.front()));
}

}  // namespace

bool is_valid_id(const Network& network, TensorId id) {
  return id >= 0 && static_cast<std::size_t>(id) < network.tensors.size();
}

std::string quoted(const std::string& name) {
  constexpr std::size_t kLongest = 64;
  std::string text = "'";
  for (const char c : name.substr(0, kLongest)) text += c >= ' ' && c <= '~' ? c : '?';
  return text + (name.size() > kLongest ? "…'" : "'");
}

void check_tensor(const Tensor& tensor, Findings& findings) {
  if (!is_known_type(tensor.type)) {
    findings.add(
        fmt::format("a type of {} bit{}{} is not supported", tensor.type.bits,
                    tensor.type.is_signed ? "" : ", unsigned", tensor.type.bipolar ? ", bipolar" : ""),
        "use 1 to 16 bit or int32; bipolar is 1 bit and signed");
    return;
  }
  if (tensor.shape.empty() && !tensor.is_constant()) return;  // to be inferred
  const auto count = checked_element_count(tensor.shape);
  if (!count) {
    findings.add(fmt::format("the shape must have 1 to {} axes of at least 1 and at most {} elements",
                             kMaxRank, kMaxElements));
    return;
  }
  check_quantization(tensor, findings);
  if (!tensor.is_constant()) return;
  if (static_cast<std::int64_t>(tensor.constant.size()) != *count) {
    findings.add(fmt::format("{} values for the {} elements of {}", tensor.constant.size(), *count,
                             to_string(tensor.shape)));
  }
  const auto wrong = std::find_if(tensor.constant.begin(), tensor.constant.end(), [&](std::int32_t v) {
    return !tensor.type.holds(v) || (tensor.type.bipolar && v == 0);
  });
  if (wrong != tensor.constant.end()) {
    findings.add(fmt::format("value {} at index {} is outside {}", *wrong, wrong - tensor.constant.begin(),
                             tensor.type.name()));
  }
}

void check_quantization(const Tensor& tensor, Findings& findings) {
  const Quantization& q = tensor.quantization;
  if (!fits_channels(q.scales.size(), tensor)) {
    findings.add(fmt::format("{} scales for shape {}", q.scales.size(), to_string(tensor.shape)),
                 "give one, or one a channel");
  }
  if (!fits_channels(q.zero_points.size(), tensor)) {
    findings.add(fmt::format("{} zero points for shape {}", q.zero_points.size(), to_string(tensor.shape)),
                 "give one, or one a channel");
  }
  const auto bad_scale =
      std::find_if(q.scales.begin(), q.scales.end(), [](double s) { return !std::isfinite(s) || s <= 0.0; });
  if (bad_scale != q.scales.end())
    findings.add(fmt::format("scale {:g} must be finite and positive", *bad_scale));
  const auto bad_zero = std::find_if(q.zero_points.begin(), q.zero_points.end(),
                                     [&](std::int32_t z) { return z != 0 && !tensor.type.holds(z); });
  if (bad_zero != q.zero_points.end()) {
    findings.add(fmt::format("zero point {} is outside {}", *bad_zero, tensor.type.name()));
  }
}

}  // namespace quartet
