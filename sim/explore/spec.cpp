#include "sim/explore/spec.hpp"

#include <fmt/format.h>

#include "sim/base/files.hpp"
#include "sim/config/document.hpp"
#include "sim/explore/metric.hpp"
#include "sim/explore/sampler.hpp"
#include "sim/explore/spec_reader.hpp"

namespace quartet {

std::size_t SweepSpec::metric_count() const { return metrics().size() + figures.size(); }

std::string SweepSpec::metric_name(std::size_t metric) const {
  return metric < metrics().size() ? metrics()[metric].name : kFigurePrefix + figures.at(metric - metrics().size());
}

std::string SweepSpec::canonical_space() const {
  std::string out = fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n{} {} {}\n", subject, variant, data, inputs, labels, platform,
                                fidelity, rounding, samples, seeds, seed);
  if (!network_template.empty()) out += fmt::format("template {}\naccuracy {}\n", network_template, accuracy_command);
  for (const std::string& figure : figures) out += "figure " + figure + "\n";
  for (const std::string& setting : settings) out += "set " + setting + "\n";
  for (const Axis& axis : axes) {
    out += fmt::format("axis {} {} {} {} {} {}", axis.key, axis.min, axis.max, axis.log, axis.integer, axis.steps);
    for (const std::string& key : axis.also) out += " also " + key;
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
    out += fmt::format("bound {} {} {}\n", metric_name(b.metric), b.min ? fmt::format("{}", *b.min) : "-",
                       b.max ? fmt::format("{}", *b.max) : "-");
  return out;
}

std::string SweepSpec::canonical() const {
  std::string out = canonical_space() + fmt::format("sampler {} {}\n", sampler, budget.value_or(-1));
  const SamplerKind* kind = find_sampler(sampler);
  if (kind == nullptr || kind->objectives == 0) return out;
  // What a search goes by decides its points.
  out += fmt::format("search {} {} {} {}\n", search.population, search.cohort, search.tournament, search.initial);
  for (const Objective& o : objectives)
    out += fmt::format("objective {} {}\n", o.goal == Goal::maximum ? "max" : "min", metric_name(o.metric));
  return out;
}

Result<SweepSpec> parse_sweep_spec(const std::string& text, const std::string& file_name) {
  const auto config = parse_config(text, file_name);
  if (!config) return pass(config.error());
  auto spec = read_spec(*config, file_name);
  if (spec) spec->source = text;
  return spec;
}

Result<SweepSpec> load_sweep_spec(const std::filesystem::path& file) {
  const auto text = read_text(file);
  if (!text) return pass(text.error());
  return parse_sweep_spec(*text, file.string());
}

}  // namespace quartet
