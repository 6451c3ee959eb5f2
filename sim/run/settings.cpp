#include "sim/run/settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>

#include "sim/base/files.hpp"
#include "sim/base/hash.hpp"
#include "sim/report/units.hpp"

namespace quartet {

namespace {

constexpr const char* kPlace = "--set";
constexpr const char* kPricePrefix = "tech.";

// The prices of a cost table as declared parameters, so that they are parsed and checked as every other key.
struct Prices {
  explicit Prices(const CostTable& table) {
    for (const CostRow& row : table.rows()) {
      values.push_back(row.value.value_or(0.0));
      set.real(kPricePrefix + row.name, values.back(), row.unit(), {.min = 0.0}, row.component, row.source);
    }
  }
  std::deque<double> values;  // fixed addresses
  ParameterSet set;
};

std::vector<std::string> names(const std::vector<const ParameterSet*>& sets) {
  std::vector<std::string> out;
  for (const ParameterSet* set : sets) {
    for (const Parameter& parameter : set->all()) out.push_back(parameter.name);
  }
  return out;
}

Problem unknown(const std::string& key, const std::vector<const ParameterSet*>& sets, const ITarget* target) {
  const std::string near = nearest(key, names(sets));
  const std::string where = target == nullptr ? "the reference has no parameters of its own"
                                              : "'quartet describe " + target->name() + "' lists every key";
  return {kPlace, "unknown key '" + key + "'", near.empty() ? where : "did you mean '" + near + "'?"};
}

}  // namespace

Result<void> apply_settings(const std::vector<std::string>& settings, ITarget* target, ParameterSet& duty) {
  std::vector<Problem> problems;
  std::optional<Prices> prices;
  if (target != nullptr) prices.emplace(target->costs());
  for (const std::string& setting : settings) {
    const std::size_t equals = setting.find('=');
    if (equals == std::string::npos || equals == 0) {
      problems.push_back(
          {kPlace, "'" + setting + "' is not of the form key=value", "for example --set duty.rate_hz=1"});
      continue;
    }
    const std::string key = setting.substr(0, equals);
    const std::string text = setting.substr(equals + 1);
    std::vector<ParameterSet*> sets{&duty};
    if (target != nullptr) sets.insert(sets.end(), {&target->parameters(), &prices->set});
    ParameterSet* owner = nullptr;
    for (ParameterSet* set : sets) {
      if (set->find(key) != nullptr) owner = set;
    }
    if (owner == nullptr) {
      problems.push_back(unknown(key, {sets.begin(), sets.end()}, target));
      continue;
    }
    auto done = owner->set(key, text, kPlace);
    if (done && target != nullptr && owner == &prices->set) {
      const std::string row = key.substr(std::string(kPricePrefix).size());
      done = target->costs().set(row, std::get<double>(owner->find(key)->get()), "command line");
    }
    if (!done) problems.insert(problems.end(), done.error().problems.begin(), done.error().problems.end());
  }
  if (problems.empty()) return {};
  return pass(Error{ErrorCode::usage, std::move(problems)});
}

std::string resolved_settings(ITarget* target, const ParameterSet& duty) {
  std::string out;
  if (target != nullptr) {
    out += target->parameters().resolved_toml();
    for (const CostRow& row : target->costs().rows()) {
      const std::string price = row.value ? shortest(*row.value) : "\"not modelled\"";
      out += fmt::format("{}{} = {}  # {}, {}: {}\n", kPricePrefix, row.name, price, row.unit(),
                         to_string(row.confidence), row.source);
    }
  }
  return out + duty.resolved_toml();
}

std::string config_hash(const std::string& platform, const std::string& resolved, const RunRequest& request) {
  std::string config = platform + "\n" + resolved + request.rounding + "\n" + request.fidelity;
  for (const auto& list : {request.rtl, request.rtl_offset}) {
    for (const std::string& text : list) config += "\n" + text;
  }
  return content_hash(config);
}

Result<std::string> cost_table_file(const std::string& name_or_path) {
  namespace fs = std::filesystem;
  if (name_or_path.empty() || fs::path(name_or_path).extension() == ".toml" || name_or_path.find('/') != std::string::npos)
    return name_or_path;
  std::vector<std::string> names;
  std::error_code ignored;
  for (fs::directory_iterator it(resource_root() / "sim" / "tech", ignored), end; !ignored && it != end; it.increment(ignored)) {
    if (it->path().extension() == ".toml") names.push_back(it->path().stem().string());
  }
  std::sort(names.begin(), names.end());
  if (std::find(names.begin(), names.end(), name_or_path) != names.end())
    return (resource_root() / "sim" / "tech" / (name_or_path + ".toml")).string();
  std::string known;
  for (const std::string& name : names) known += (known.empty() ? "" : ", ") + name;
  const std::string near = nearest(name_or_path, names);
  return fail(ErrorCode::usage, "--tech", "unknown cost table '" + name_or_path + "'",
              near.empty() ? "known: " + known + ", or the path of a .toml" : "did you mean '" + near + "'?");
}

}  // namespace quartet
