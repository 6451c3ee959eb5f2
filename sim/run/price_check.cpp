#include "sim/run/price_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace quartet {

namespace {

constexpr double kRounding = 1e-12;  // relative: two ways to the same product

bool near(double a, double b) { return std::abs(a - b) <= kRounding * std::max(std::abs(a), std::abs(b)); }

tl::unexpected<Error> differs(const ITarget& target, const std::string& what, const std::string& before, const std::string& after) {
  return bad_input(target.name(), fmt::format("{} {} would become {}: the recorded activity does not hold there", what, before, after),
                   "run it again with these prices and clocks");
}

Result<void> same_cycles(const ITarget& target, const Schedule& before, const Schedule& after) {
  const auto compare = [&](const auto& a, const auto& b, const char* kind) -> Result<void> {
    if (a.size() != b.size()) return differs(target, fmt::format("the number of {}s,", kind), fmt::format("{}", a.size()), fmt::format("{}", b.size()));
    for (std::size_t i = 0; i < a.size(); ++i) {
      if (a[i].cycles != b[i].cycles)
        return differs(target, fmt::format("{} '{}' of", kind, a[i].name), fmt::format("{} cycles", a[i].cycles), fmt::format("{}", b[i].cycles));
    }
    return {};
  };
  if (const auto ok = compare(before.layers, after.layers, "layer"); !ok) return ok;
  if (const auto ok = compare(before.phases, after.phases, "phase"); !ok) return ok;
  if (before.cycles != after.cycles)
    return differs(target, "one inference of", fmt::format("{} cycles", before.cycles), fmt::format("{}", after.cycles));
  return {};
}

Result<void> same_counts(const ITarget& old, const ITarget& other, const Schedule& before, const Schedule& after) {
  const double time_ratio = before.clock_hz / after.clock_hz;
  const auto row_of = [](const ITarget& target, const ActivityEntry& entry) -> const CostRow& { return target.costs().row(entry.row); };
  for (std::size_t i = 0; i < std::max(before.activity.size(), after.activity.size()); ++i) {
    if (i >= before.activity.size() || i >= after.activity.size())
      return differs(other, "the number of counted rows,", fmt::format("{}", before.activity.size()), fmt::format("{}", after.activity.size()));
    const CostRow &a = row_of(old, before.activity[i]), &b = row_of(other, after.activity[i]);
    if (a.name != b.name) return differs(other, "row", "'" + a.name + "'", "'" + b.name + "'");
    const double expected = before.activity[i].count * (a.is_power ? time_ratio : 1.0);
    if (!near(expected, after.activity[i].count))
      return differs(other, "counts of row '" + a.name + "',", fmt::format("{:g}", expected), fmt::format("{:g}", after.activity[i].count));
  }
  return {};
}

// The one factor by which every counted price changed, if there is one and the clock stays.
bool one_factor(const ITarget& old, const ITarget& other, const Schedule& recorded, double old_clock_hz) {
  if (recorded.clock_hz != old_clock_hz) return false;
  std::optional<double> factor;
  for (const ActivityEntry& entry : recorded.activity) {
    const CostRow& now = other.costs().row(entry.row);
    const auto then = old.costs().find(now.name);
    if (entry.count == 0.0) continue;
    if (!then || !now.value || !old.costs().row(*then).value || *old.costs().row(*then).value == 0.0) return false;
    const double ratio = *now.value / *old.costs().row(*then).value;
    if (factor && !near(*factor, ratio)) return false;
    factor = ratio;
  }
  return factor.has_value();
}

class Figures {
 public:
  Figures(bool proportional, std::vector<std::string>& warnings) : proportional_(proportional), warnings_(warnings) {}

  // `stored`: those of the result; others than the plan's are among them and stay.
  void follow(const std::vector<Figure>& before, const std::vector<Figure>& after, std::vector<Figure>& stored) {
    for (const Figure& old : before) {
      const auto named = [&](const Figure& f) { return f.name == old.name; };
      const auto now = std::find_if(after.begin(), after.end(), named);
      const auto kept = std::find_if(stored.begin(), stored.end(), named);
      if (now == after.end() || kept == stored.end() || *now == old) continue;
      const auto value = kept->value;
      *kept = *now;
      if (value == old.value) continue;
      if (proportional_ && value && old.value && *old.value != 0.0 && now->value) {
        kept->value = *value * (*now->value / *old.value);
        continue;
      }
      kept->value.reset();
      warnings_.push_back(fmt::format("figure '{}' depends on prices in a way that the recorded activity does not tell: run it again for it", old.name));
    }
  }

 private:
  bool proportional_;
  std::vector<std::string>& warnings_;
};

void follow_warnings(const std::vector<std::string>& before, const std::vector<std::string>& after, std::vector<std::string>& stored) {
  for (std::size_t i = 0; i < before.size(); ++i) {
    const auto found = std::find(stored.begin(), stored.end(), before[i]);
    if (found == stored.end()) continue;
    if (before.size() == after.size())
      *found = after[i];
    else if (std::find(after.begin(), after.end(), before[i]) == after.end())
      stored.erase(found);
  }
  if (before.size() == after.size()) return;
  for (const std::string& warning : after) {
    if (std::find(stored.begin(), stored.end(), warning) == stored.end()) stored.push_back(warning);
  }
}

}  // namespace

Result<void> follow_plans(const Network& network, const ITarget& old, const ITarget& other, const Schedule& schedule, RunResult& result) {
  const auto before = old.plan(network);
  if (!before) return pass(before.error());
  const auto after = other.plan(network);
  if (!after) return pass(after.error());
  if (const auto ok = same_cycles(other, *before, *after); !ok) return ok;
  if (const auto ok = same_counts(old, other, *before, *after); !ok) return ok;
  follow_warnings(before->warnings, after->warnings, result.warnings);
  Figures figures(one_factor(old, other, schedule, before->clock_hz), result.warnings);
  figures.follow(before->figures, after->figures, result.figures);
  for (std::size_t i = 0; i < result.layers.size() && i < before->layers.size(); ++i)
    figures.follow(before->layers[i].figures, after->layers[i].figures, result.layers[i].figures);
  return {};
}

}  // namespace quartet
