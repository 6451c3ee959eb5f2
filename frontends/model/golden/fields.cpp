#include "frontends/model/golden/fields.hpp"

#include <fmt/format.h>

#include <charconv>

namespace quartet::golden {
namespace {

constexpr int kLargest = 65535;  // of a kernel, stride, dilation or padding

bool is_within(const nlohmann::json& value, std::int64_t least, std::int64_t most) {
  if (!value.is_number_integer()) return false;
  if (value.is_number_unsigned() &&
      value.get<std::uint64_t>() > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
    return false;
  const auto number = value.get<std::int64_t>();
  return number >= least && number <= most;
}

}  // namespace

Fields::Fields(const nlohmann::json& object, std::string place, std::vector<Problem>& problems)
    : object_(object), place_(std::move(place)), problems_(problems) {}

const nlohmann::json* Fields::find(const char* key) {
  if (has(key)) return &object_.at(key);
  problem(fmt::format("lacks '{}'", key));
  return nullptr;
}

std::int64_t Fields::integer(const char* key, std::int64_t least, std::int64_t most) {
  const nlohmann::json* value = find(key);
  if (value == nullptr) return least;
  if (is_within(*value, least, most)) return value->get<std::int64_t>();
  problem(fmt::format("'{}' must be a whole number from {} to {}", key, least, most));
  return least;
}

bool Fields::flag(const char* key) {
  const nlohmann::json* value = find(key);
  if (value == nullptr) return false;
  if (value->is_boolean()) return value->get<bool>();
  problem(fmt::format("'{}' must be true or false", key));
  return false;
}

std::string Fields::text(const char* key) {
  constexpr std::size_t kLongest = 256;
  const nlohmann::json* value = find(key);
  if (value == nullptr) return "";
  if (value->is_string() && value->get_ref<const std::string&>().size() <= kLongest)
    return value->get<std::string>();
  problem(fmt::format("'{}' must be a text of at most {} bytes", key, kLongest));
  return "";
}

Size2 Fields::size(const char* key, int least, int width) {
  const nlohmann::json* value = find(key);
  if (value == nullptr) return {};
  if (is_within(*value, least, kLargest)) return {value->get<int>(), width};
  if (value->is_array() && value->size() == 2 && is_within((*value)[0], least, kLargest) &&
      is_within((*value)[1], least, kLargest)) {
    return {(*value)[0].get<int>(), (*value)[1].get<int>()};
  }
  problem(fmt::format("'{}' must be a number or a pair of numbers from {} to {}", key, least, kLargest));
  return {};
}

Shape Fields::shape(const char* key, std::size_t least, std::size_t most) {
  const nlohmann::json* value = find(key);
  if (value == nullptr) return {};
  Shape shape;
  bool good = value->is_array() && value->size() >= least && value->size() <= most;
  std::int64_t elements = 1;
  for (std::size_t i = 0; good && i < value->size(); ++i) {
    good = is_within((*value)[i], 1, kMaxElements / elements);
    if (!good) break;
    shape.push_back((*value)[i].get<int>());
    elements *= shape.back();
  }
  if (good) return shape;
  problem(fmt::format("'{}' must be {} to {} sizes of at least 1 and {} elements at most", key, least, most,
                      kMaxElements));
  return {};
}

std::vector<std::string> Fields::names(const char* key) {
  const nlohmann::json* value = find(key);
  std::vector<std::string> out;
  if (value == nullptr) return out;
  const auto add = [&](const nlohmann::json& one) {
    if (one.is_string()) {
      out.push_back(one.get<std::string>());
    } else if (one.is_number_integer()) {
      out.push_back(one.dump());
    } else {
      problem(fmt::format("'{}' must name layers", key));
    }
  };
  if (value->is_array()) {
    for (const nlohmann::json& one : *value) add(one);
  } else {
    add(*value);
  }
  return out;
}

std::uint64_t Fields::mask(const char* key) {
  const std::string digits = text(key);
  std::uint64_t value = 0;
  const bool prefixed = digits.size() > 2 && digits[0] == '0' && digits[1] == 'x';
  const auto [end, status] =
      std::from_chars(digits.data() + (prefixed ? 2 : 0), digits.data() + digits.size(), value, 16);
  if (!prefixed || status != std::errc{} || end != digits.data() + digits.size())
    problem(fmt::format("'{}' must be a mask such as \"0xff\"", key));
  return value;
}

std::vector<const nlohmann::json*> Fields::entries(const char* key, std::size_t most) {
  const nlohmann::json* value = find(key);
  if (value == nullptr) return {};
  if (!value->is_array() || value->empty() || value->size() > most) {
    problem(fmt::format("'{}' must be a list of 1 to {} entries", key, most));
    return {};
  }
  std::vector<const nlohmann::json*> out;
  for (const nlohmann::json& entry : *value) out.push_back(&entry);
  return out;
}

const nlohmann::json& Fields::object(const char* key) {
  static const nlohmann::json empty = nlohmann::json::object();
  const nlohmann::json* value = find(key);
  return value == nullptr ? empty : *value;
}

}  // namespace quartet::golden
