#include "sim/explore/spec.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/base/files.hpp"
#include "sim/config/table_reader.hpp"
#include "sim/explore/metric.hpp"
#include "sim/explore/sampler.hpp"

namespace quartet {

namespace {

constexpr std::int64_t kMostPoints = std::int64_t{1} << 40;
constexpr std::int64_t kMostSteps = 1'000'000;

std::optional<ParameterValue> scalar(const ConfigValue& value) {
  if (const auto* b = std::get_if<bool>(&value.value)) return *b;
  if (const auto* i = std::get_if<std::int64_t>(&value.value)) return *i;
  if (const auto* d = std::get_if<double>(&value.value); d != nullptr && std::isfinite(*d)) return *d;
  if (const auto* s = value.text()) return *s;
  return std::nullopt;
}

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
    read_settings();
    each("axis", [this](const ConfigTable& t, const std::string& place) { read_axis(t, place); });
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
    if (spec_.subject.empty() == model.empty())
      root_.problem(root_.place_of("workload"), "needs either workload or model", "for example workload = \"kws\"");
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
    spec_.seeds = integer_or("seeds", 1, 1, kMostSteps);
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
    for (const SamplerKind& kind : sampler_kinds()) {
      if (kind.name == spec_.sampler && kind.open_ended && !spec_.budget)
        root_.problem(root_.place_of("sampler"), "sampler '" + kind.name + "' has no end of its own: a budget is missing",
                      "for example budget = 10000");
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
        root_.problem(entry.value.place, "is not a number, text or truth value",
                      "write a dotted key in quotes: \"cnn.clock_hz\" = 50e6");
    }
  }

  void read_axis(const ConfigTable& table, const std::string& place) {
    TableReader reader(table, place);
    Axis axis;
    axis.place = place;
    axis.key = reader.text("key");
    if (const ConfigArray* values = reader.array("values")) {
      for (const ConfigValue& value : *values) {
        if (const auto read = scalar(value))
          axis.values.push_back(*read);
        else
          reader.problem(value.place, "is not a number, text or truth value");
      }
      if (values->empty()) reader.problem(reader.place_of("values"), "is empty: the design space has no point");
    } else {
      read_range(reader, axis);
    }
    if (const ConfigTable* when = reader.table("when")) read_condition(*when, reader.place_of("when"), axis);
    const bool twice = std::any_of(spec_.axes.begin(), spec_.axes.end(), [&](const Axis& a) { return a.key == axis.key; });
    if (twice) reader.problem(reader.place_of("key"), "axis '" + axis.key + "' stands twice", "join their values");
    keep(reader);
    spec_.axes.push_back(std::move(axis));
  }

  static void read_range(TableReader& reader, Axis& axis) {
    const auto min = reader.number("min"), max = reader.number("max");
    axis.min = min.value_or(0.0);
    axis.max = max.value_or(0.0);
    axis.log = reader.text_or("scale", "linear") == "log";
    if (const ConfigValue* integer = reader.any("integer")) {
      const bool* flag = std::get_if<bool>(&integer->value);
      axis.integer = flag != nullptr && *flag;
      if (flag == nullptr) reader.problem(integer->place, "is " + type_name(*integer) + " where true or false is needed");
    }
    axis.steps = reader.any("steps") != nullptr ? reader.integer("steps", 2, kMostSteps) : 0;
    if (!min || !max) return;
    if (!(axis.min < axis.max))
      reader.problem(reader.place_of("min"), fmt::format("min {} is not below max {}", axis.min, axis.max),
                     "exchange them, or give values = [...]");
    if (axis.log && axis.min <= 0.0)
      reader.problem(reader.place_of("scale"), "a logarithmic scale needs min above 0");
    if (axis.integer && (axis.min != std::floor(axis.min) || axis.max != std::floor(axis.max)))
      reader.problem(reader.place_of("min"), "an integer axis needs whole numbers as min and max");
  }

  void read_condition(const ConfigTable& table, const std::string& place, Axis& axis) {
    TableReader reader(table, place);
    Condition when;
    when.key = reader.text("key");
    if (const ConfigArray* values = reader.array("values")) {
      for (const ConfigValue& value : *values) {
        if (const auto read = scalar(value)) when.values.push_back(value_text(*read));
      }
    }
    if (when.values.empty()) reader.problem(place, "needs values = [...]");
    std::vector<std::string> earlier;
    for (const Axis& other : spec_.axes) earlier.push_back(other.key);
    if (std::find(earlier.begin(), earlier.end(), when.key) == earlier.end())
      reader.problem(reader.place_of("key"), "'" + when.key + "' is not an axis that stands before this one",
                     suggest_key(when.key, earlier));
    else
      axis.when = std::move(when);
    keep(reader);
  }

  void read_point(const ConfigTable& table) {
    std::map<std::string, ParameterValue>& point = spec_.points.emplace_back();
    for (const ConfigEntry& entry : table.entries) {
      if (const auto value = scalar(entry.value))
        point[entry.key] = *value;
      else
        root_.problem(entry.value.place, "is not a number, text or truth value");
    }
  }

  std::optional<std::size_t> metric(TableReader& reader) {
    const std::string name = reader.text("metric");
    const auto found = find_metric(name);
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
                                          metrics()[a.metric].name, *a.min, *b.max));
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

std::string SweepSpec::canonical() const {
  std::string out = fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n{} {} {}\n{} {}\n", subject, variant, data, inputs, labels,
                                platform, fidelity, rounding, samples, seeds, seed, sampler, budget.value_or(-1));
  for (const std::string& setting : settings) out += "set " + setting + "\n";
  for (const Axis& axis : axes) {
    out += fmt::format("axis {} {} {} {} {} {}", axis.key, axis.min, axis.max, axis.log, axis.integer, axis.steps);
    for (const ParameterValue& value : axis.values) out += " " + value_text(value);
    if (axis.when) {
      out += " when " + axis.when->key;
      for (const std::string& value : axis.when->values) out += " " + value;
    }
    out += '\n';
  }
  for (const auto& point : points) {
    out += "point";
    for (const auto& [key, value] : point) out += " " + key + "=" + value_text(value);
    out += '\n';
  }
  for (const Relation& r : relations) out += fmt::format("relation {} {} {}\n", r.left, r.factor, r.right);
  for (const Bound& b : bounds)
    out += fmt::format("bound {} {} {}\n", metrics()[b.metric].name, b.min ? fmt::format("{}", *b.min) : "-",
                       b.max ? fmt::format("{}", *b.max) : "-");
  return out;
}

Result<SweepSpec> parse_sweep_spec(const std::string& text, const std::string& file_name) {
  const auto config = parse_config(text, file_name);
  if (!config) return pass(config.error());
  return SpecReader(*config, file_name).read();
}

Result<SweepSpec> load_sweep_spec(const std::filesystem::path& file) {
  const auto config = load_config(file);
  if (!config) return pass(config.error());
  return SpecReader(*config, file.string()).read();
}

}  // namespace quartet
