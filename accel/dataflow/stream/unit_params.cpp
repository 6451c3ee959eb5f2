#include "accel/dataflow/stream/unit_params.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace quartet::dataflow {

UnitParams::UnitParams(const UnitSpec& spec, const std::vector<std::string>& styles) : spec_(spec) {
  error_.code = ErrorCode::bad_input;
  style_ = spec.style.empty() && !styles.empty() ? styles.front() : spec.style;
  if (styles.empty() ? !spec.style.empty() : std::find(styles.begin(), styles.end(), style_) == styles.end()) {
    fail(fmt::format("kind '{}' has no style '{}'", spec.kind, spec.style),
         styles.empty() ? std::string("leave the style empty") : fmt::format("one of: {}", fmt::join(styles, ", ")));
    style_ = styles.empty() ? "" : styles.front();
  }
}

void UnitParams::fail(std::string cause, std::string remedy) { error_.problems.push_back({spec_.name, std::move(cause), std::move(remedy)}); }

std::int64_t UnitParams::get(const std::string& name, std::int64_t fallback, std::int64_t min, std::int64_t max) {
  known_.insert(name);
  const auto found = spec_.params.find(name);
  if (found == spec_.params.end()) return fallback;
  if (found->second >= min && found->second <= max) return found->second;
  fail(fmt::format("{} = {} is outside {} … {}", name, found->second, min, max),
       fmt::format("the nearest legal value is {}", std::clamp(found->second, min, max)));
  return min;
}

std::int64_t UnitParams::need(const std::string& name, std::int64_t min, std::int64_t max) {
  if (!spec_.params.contains(name)) {
    known_.insert(name);
    fail(fmt::format("parameter '{}' of kind '{}' is missing", name, spec_.kind));
    return min;
  }
  return get(name, min, min, max);
}

std::int64_t UnitParams::fold(const std::string& name, std::int64_t of, const std::string& of_name) {
  const std::int64_t value = need(name);
  if (of % value == 0) return value;
  fail(fmt::format("{} = {} does not divide {} = {}", name, value, of_name, of),
       fmt::format("the nearest that do: {}", nearest_legal_folds(value, of)));
  return 1;
}

std::shared_ptr<const Lanes> UnitParams::table(const std::string& name, std::int64_t size) {
  known_tables_.insert(name);
  const auto found = spec_.tables.find(name);
  if (found == spec_.tables.end() || !found->second) return nullptr;
  if (static_cast<std::int64_t>(found->second->size()) == size) return found->second;
  fail(fmt::format("table '{}' has {} values", name, found->second->size()), fmt::format("{} are needed", size));
  return nullptr;
}

Result<void> UnitParams::finish() {
  const std::vector<std::string> names(known_.begin(), known_.end());
  for (const auto& [name, value] : spec_.params) {
    if (known_.contains(name)) continue;
    const std::string near = nearest(name, names);
    fail(fmt::format("kind '{}' has no parameter '{}'", spec_.kind, name),
         near.empty() ? fmt::format("it has: {}", fmt::join(names, ", ")) : fmt::format("did you mean '{}'?", near));
  }
  for (const auto& [name, values] : spec_.tables) {
    if (!known_tables_.contains(name)) fail(fmt::format("kind '{}' has no table '{}'", spec_.kind, name));
  }
  if (failed()) return pass(error_);
  return {};
}

std::string nearest_legal_folds(std::int64_t value, std::int64_t of) {
  std::int64_t below = 1;
  std::int64_t above = of;
  for (std::int64_t d = 1; d <= of; ++d) {
    if (of % d != 0) continue;
    if (d < value) below = std::max(below, d);
    if (d > value) {
      above = d;
      break;
    }
  }
  if (value >= of) return fmt::format("{}", of);
  return fmt::format("{} or {}", below, above);
}

}  // namespace quartet::dataflow
