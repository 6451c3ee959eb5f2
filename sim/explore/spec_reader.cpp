#include "sim/explore/spec_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/config/table_reader.hpp"
#include "sim/explore/metric.hpp"
#include "sim/explore/sampler.hpp"

namespace quartet {

namespace {

constexpr std::int64_t kMostPoints = std::int64_t{1} << 40;
constexpr std::int64_t kMostSeeds = 1'000'000;
constexpr std::int64_t kMostCandidates = 100'000;  // of a generation or cohort

std::vector<std::string> metric_names() {
  std::vector<std::string> out;
  for (const Metric& metric : metrics()) out.push_back(metric.name);
  return out;
}

class SpecReader {
 public:
  SpecReader(const ConfigTable& table, const std::string& file) : root_(table, file) {}

  Result<SweepSpec> read() {
    if (root_.integer("schema_version", 1, 1) != 1) return finish();
    read_subject();
    read_sampling();
    read_search();
    read_settings();
    read_figures();
    each("axis", [this](const ConfigTable& t, const std::string& place) {
      std::vector<Problem> problems;
      spec_.axes.push_back(read_axis(t, place, spec_.axes, problems));
      for (Problem& problem : problems) root_.problem(problem.place, problem.cause, problem.remedy);
    });
    each("point", [this](const ConfigTable& t, const std::string&) { read_point(t); });
    each("objective", [this](const ConfigTable& t, const std::string& place) { read_objective(t, place); });
    each("constraint", [this](const ConfigTable& t, const std::string& place) { read_constraint(t, place); });
    if (spec_.sampler == "list") axes_of_points();
    check();
    return finish();
  }

 private:
  template <class F>
  void each(const std::string& key, F read) {
    const ConfigArray* list = root_.array(key);
    if (list == nullptr) return;
    for (const ConfigValue& value : *list) {
      if (value.table() == nullptr)
        root_.problem(value.place, "is " + type_name(value) + " where a table is needed", "write [[" + key + "]]");
      else
        read(*value.table(), value.place);
    }
  }
  void keep(TableReader& reader) {
    for (Problem& problem : reader.finish()) root_.problem(problem.place, problem.cause, problem.remedy);
  }

  void read_subject() {
    spec_.subject = root_.text_or("workload", "");
    const std::string model = root_.text_or("model", "");
    spec_.network_template = root_.text_or("template", "");
    spec_.accuracy_command = root_.text_or("accuracy_command", "");
    if (static_cast<int>(!spec_.subject.empty()) + static_cast<int>(!model.empty()) + static_cast<int>(!spec_.network_template.empty()) != 1)
      root_.problem(root_.place_of("workload"), "needs one of workload, model and template", "for example workload = \"kws\"");
    if (!spec_.accuracy_command.empty() && spec_.network_template.empty())
      root_.problem(root_.place_of("accuracy_command"), "belongs to a template: a workload or model has samples to be judged by",
                    "write samples = -1");
    if (spec_.subject.empty()) spec_.subject = model;
    spec_.variant = root_.text_or("variant", "");
    spec_.data = root_.text_or("data", "");
    spec_.inputs = root_.text_or("inputs", "");
    spec_.labels = root_.text_or("labels", "");
    spec_.platform = root_.text_or("platform", "");
    spec_.rounding = choice("rounding", "double", {"double", "single"});
    spec_.fidelity = choice("fidelity", "plan", {"plan", "simulate"});
    spec_.verify_pareto = choice("verify", "none", {"none", "pareto"}) == "pareto";
    spec_.samples = integer_or("samples", 0, -1, kMostPoints);
    spec_.seeds = integer_or("seeds", 1, 1, kMostSeeds);
    if (spec_.samples != 0 && !spec_.network_template.empty())
      root_.problem(root_.place_of("samples"), "a template's network is not trained: it has no accuracy to measure",
                    "take samples away, or give accuracy_command");
  }

  void read_sampling() {
    std::vector<std::string> names;
    for (const SamplerKind& kind : sampler_kinds()) names.push_back(kind.name);
    spec_.sampler = choice("sampler", "grid", names);
    spec_.seed = static_cast<std::uint64_t>(integer_or("seed", 1, 0, INT64_MAX));
    if (root_.any("budget") != nullptr) spec_.budget = root_.integer("budget", 1, kMostPoints);
    if (const auto timeout = root_.any("point_timeout_s") != nullptr ? root_.number("point_timeout_s") : std::nullopt) {
      spec_.point_timeout_s = *timeout;
      if (!(*timeout > 0.0)) root_.problem(root_.place_of("point_timeout_s"), "must be above 0 seconds");
    }
    const SamplerKind* kind = find_sampler(spec_.sampler);
    if (kind == nullptr) return;
    if (kind->open_ended && !spec_.budget)
      root_.problem(root_.place_of("sampler"), "sampler '" + kind->name + "' has no end of its own: a budget is missing",
                    "for example budget = 10000");
    if (kind->most_points > 0 && spec_.budget.value_or(0) > kind->most_points)
      root_.problem(root_.place_of("budget"), fmt::format("sampler '{}' takes at most {} points", kind->name, kind->most_points),
                    "nsga2, sobol and random have no such limit");
  }

  void read_search() {
    const ConfigTable* table = root_.table("search");
    if (table == nullptr) return;
    TableReader reader(*table, root_.place_of("search"));
    const auto read = [&](const char* key, std::int64_t& field, std::int64_t min) {
      if (reader.any(key) != nullptr) field = reader.integer(key, min, kMostCandidates);
    };
    read("population", spec_.search.population, 4);
    read("cohort", spec_.search.cohort, 1);
    read("tournament", spec_.search.tournament, 1);
    read("initial", spec_.search.initial, 2);
    keep(reader);
  }

  void read_figures() {
    const ConfigArray* list = root_.array("metrics");
    if (list == nullptr) return;
    for (const ConfigValue& value : *list) {
      const std::string name = value.text() != nullptr ? *value.text() : "";
      if (!metric_of(name))
        root_.problem(value.place, "'" + name + "' is not a metric", suggest_key(name, metric_names()));
    }
  }

  std::int64_t integer_or(const std::string& key, std::int64_t fallback, std::int64_t min, std::int64_t max) {
    return root_.any(key) != nullptr ? root_.integer(key, min, max) : fallback;
  }
  std::string choice(const std::string& key, const std::string& fallback, const std::vector<std::string>& choices) {
    std::string text = root_.text_or(key, fallback);
    if (std::find(choices.begin(), choices.end(), text) != choices.end()) return text;
    root_.problem(root_.place_of(key), "'" + text + "' is not one of its choices", suggest_key(text, choices));
    return fallback;
  }

  void read_settings() {
    const ConfigTable* table = root_.table("settings");
    if (table == nullptr) return;
    for (const ConfigEntry& entry : table->entries) {
      if (const auto value = scalar(entry.value))
        spec_.settings.push_back(entry.key + "=" + value_text(*value));
      else
        root_.problem(entry.value.place, "is not a number, a truth value or a text without control characters",
                      "write a dotted key in quotes: \"cnn.clock_hz\" = 50e6");
    }
  }

  void read_point(const ConfigTable& table) {
    std::map<std::string, ParameterValue>& point = spec_.points.emplace_back();
    for (const ConfigEntry& entry : table.entries) {
      if (const auto value = scalar(entry.value))
        point[entry.key] = *value;
      else
        root_.problem(entry.value.place, "is not a number, a truth value or a text without control characters");
    }
  }

  // A figure of the machine becomes a metric by being named.
  std::optional<std::size_t> metric_of(const std::string& name) {
    if (const auto found = find_metric(name)) return found;
    const std::string prefix = kFigurePrefix;
    const bool plain = std::none_of(name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
    if (name.rfind(prefix, 0) != 0 || name.size() == prefix.size() || !plain) return std::nullopt;
    const std::string figure = name.substr(prefix.size());
    const auto at = std::find(spec_.figures.begin(), spec_.figures.end(), figure);
    const auto index = static_cast<std::size_t>(at - spec_.figures.begin());
    if (at == spec_.figures.end()) spec_.figures.push_back(figure);
    return metrics().size() + index;
  }

  std::optional<std::size_t> metric(TableReader& reader) {
    const std::string name = reader.text("metric");
    const auto found = metric_of(name);
    if (!found && !name.empty())
      reader.problem(reader.place_of("metric"), "'" + name + "' is not a metric", suggest_key(name, metric_names()));
    return found;
  }

  void read_objective(const ConfigTable& table, const std::string& place) {
    TableReader reader(table, place);
    const auto which = metric(reader);
    const std::string goal = reader.text_or("goal", "min");
    if (goal != "min" && goal != "max")
      reader.problem(reader.place_of("goal"), "'" + goal + "' is neither min nor max");
    if (which) spec_.objectives.push_back({*which, goal == "max" ? Goal::maximum : Goal::minimum});
    keep(reader);
  }

  void read_constraint(const ConfigTable& table, const std::string& place) {
    TableReader reader(table, place);
    if (reader.any("metric") == nullptr) {
      Relation relation{reader.text("left"), reader.text("right"), 1.0};
      if (reader.any("factor") != nullptr) relation.factor = reader.number("factor").value_or(1.0);
      spec_.relations.push_back(relation);
      keep(reader);
      return;
    }
    Bound bound;
    const auto which = metric(reader);
    if (reader.any("min") != nullptr) bound.min = reader.number("min");
    if (reader.any("max") != nullptr) bound.max = reader.number("max");
    if (!bound.min && !bound.max) reader.problem(place, "needs min, max or both");
    if (bound.min && bound.max && *bound.min > *bound.max)
      reader.problem(place, fmt::format("contradicts itself: min {} is above max {}", *bound.min, *bound.max));
    if (which) {
      bound.metric = *which;
      spec_.bounds.push_back(bound);
    }
    keep(reader);
  }

  // The keys of the points, sorted, are the axes of a list.
  void axes_of_points() {
    if (!spec_.axes.empty())
      root_.problem(spec_.axes.front().place, "sampler \"list\" takes its values from [[point]], not from [[axis]]");
    std::map<std::string, std::vector<ParameterValue>> keys;
    for (const auto& point : spec_.points) {
      for (const auto& [key, value] : point) {
        std::vector<ParameterValue>& known = keys[key];
        if (std::find(known.begin(), known.end(), value) == known.end()) known.push_back(value);
      }
    }
    for (auto& [key, values] : keys) {
      Axis& axis = spec_.axes.emplace_back();
      axis.key = key;
      axis.values = std::move(values);
      axis.place = root_.place_of("point");
    }
  }

  void check_objectives(const std::string& file) {
    const SamplerKind* kind = find_sampler(spec_.sampler);
    if (kind != nullptr && spec_.objectives.size() < kind->objectives)
      root_.problem(file, fmt::format("sampler '{}' needs {} [[objective]] or more, {} given", kind->name, kind->objectives, spec_.objectives.size()),
                    spec_.objectives.size() == 1 ? "sampler = \"bayes\" and \"evolution\" take a single one" : "write [[objective]] tables");
    if (kind != nullptr && spec_.search.population % kind->population_multiple != 0)
      root_.problem(file, fmt::format("population {} is not a multiple of {}, which {} needs", spec_.search.population,
                                      kind->population_multiple, kind->name));
    for (std::size_t i = 0; i < spec_.objectives.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (spec_.objectives[i].metric == spec_.objectives[j].metric)
          root_.problem(file, "objective " + spec_.metric_name(spec_.objectives[i].metric) + " stands twice");
      }
    }
  }

  void check_size() {
    double points = 1.0;
    for (const Axis& axis : spec_.axes) points *= static_cast<double>(std::max<std::int64_t>(axis.grid_size(), 1));
    if (spec_.sampler == "grid" && points > static_cast<double>(kMostPoints))
      root_.problem(root_.place_of("sampler"), fmt::format("the grid has {:.3g} points; at most {} can be numbered", points, kMostPoints),
                    "take fewer steps, or sampler = \"sobol\" with a budget");
  }

  // Bounds of one metric that exclude each other, relations of axes that are none, and what each sampler needs.
  void check() {
    const auto file = root_.place_of("schema_version");
    for (const Bound& a : spec_.bounds) {
      for (const Bound& b : spec_.bounds) {
        if (a.metric == b.metric && a.min && b.max && *a.min > *b.max && &a != &b)
          root_.problem(file, fmt::format("constraints on {} contradict each other: at least {} and at most {}",
                                          spec_.metric_name(a.metric), *a.min, *b.max));
      }
    }
    std::vector<std::string> keys;
    for (const Axis& axis : spec_.axes) keys.push_back(axis.key);
    for (const Relation& relation : spec_.relations) {
      for (const std::string& key : {relation.left, relation.right}) {
        if (std::find(keys.begin(), keys.end(), key) == keys.end())
          root_.problem(file, "constraint names '" + key + "', which is not an axis", suggest_key(key, keys));
      }
    }
    if (spec_.sampler == "list" ? spec_.points.empty() : spec_.axes.empty())
      root_.problem(file, "has no points", spec_.sampler == "list" ? "write [[point]] tables" : "write [[axis]] tables");
    for (const Axis& axis : spec_.axes) {
      if (spec_.sampler == "grid" && axis.is_range() && axis.steps == 0)
        root_.problem(axis.place, "a grid needs steps, or values = [...]", "for example steps = 10");
    }
    check_size();
    check_objectives(file);
    const bool platform_axis = std::find(keys.begin(), keys.end(), "platform") != keys.end();
    const bool in_points = std::all_of(spec_.points.begin(), spec_.points.end(), [](const auto& p) { return p.contains("platform"); });
    if (spec_.platform.empty() && !platform_axis && !(spec_.sampler == "list" && in_points))
      root_.problem(file, "names no platform", "write platform = \"max78000\", or an axis with key = \"platform\"");
  }

  Result<SweepSpec> finish() {
    std::vector<Problem> problems = root_.finish();
    if (!problems.empty()) return pass(Error{ErrorCode::bad_input, std::move(problems)});
    return std::move(spec_);
  }

  TableReader root_;
  SweepSpec spec_;
};

}  // namespace

Result<SweepSpec> read_spec(const ConfigTable& table, const std::string& file) { return SpecReader(table, file).read(); }

}  // namespace quartet
