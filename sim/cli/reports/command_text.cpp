#include "sim/cli/reports/command_text.hpp"

#include <algorithm>

#include "sim/explore/spec.hpp"

namespace quartet::cli {

std::string shell_quoted(const std::string& word) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || std::string("_-./,=+:@%").find(c) != std::string::npos;
  };
  if (!word.empty() && std::all_of(word.begin(), word.end(), plain)) return word;
  std::string out = "'";
  for (const char c : word) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c;
    }
  }
  return out + "'";
}

std::string run_command_text(const RunRequest& request) {
  std::string out = "quartet run " + shell_quoted(request.subject);
  const auto option = [&](const std::string& name, const std::string& value) {
    if (!value.empty()) out += " --" + name + " " + shell_quoted(value);
  };
  const RunRequest usual;
  option("on", request.platform);
  option("variant", request.variant);
  option("data", request.data);
  for (const std::string& file : request.inputs) option("inputs", file);
  option("labels", request.labels);
  if (request.samples) option("samples", std::to_string(*request.samples));
  option("seed", std::to_string(request.seed));
  if (request.seeds != usual.seeds) option("seeds", std::to_string(request.seeds));
  if (request.rounding != usual.rounding) option("rounding", request.rounding);
  if (request.fidelity != usual.fidelity) option("fidelity", request.fidelity);
  for (const std::string& block : request.rtl) option("rtl", block);
  for (const std::string& offset : request.rtl_offset) option("rtl-offset", offset);
  for (const std::string& setting : request.settings) option("set", setting);
  return out;
}

std::string plot_command_text(const std::string& report, const std::string& plot) {
  return report + " --plot " + shell_quoted(plot) + " --svg " + shell_quoted(plot + ".svg") + " --csv " + shell_quoted(plot + ".csv");
}

RowCommand point_command(const SweepSpec& spec, const std::vector<std::string>& axes) {
  RowCommand out;
  if (!spec.network_template.empty()) return out;  // a candidate network is no file that 'run' could read
  const auto is_axis = [&](const char* key) { return std::find(axes.begin(), axes.end(), key) != axes.end(); };
  RunRequest request;
  request.subject = spec.subject;
  if (!is_axis("platform")) request.platform = spec.platform;
  if (!is_axis("variant")) request.variant = spec.variant;
  request.data = spec.data;
  if (!spec.inputs.empty()) request.inputs = {spec.inputs};
  request.labels = spec.labels;
  request.samples = spec.samples >= 0 ? std::optional(std::max<std::int64_t>(spec.samples, 1)) : std::nullopt;
  request.seed = spec.seed;
  request.seeds = spec.seeds;
  request.rounding = spec.rounding;
  request.fidelity = spec.fidelity;
  request.settings = spec.settings;
  out.base = run_command_text(request);
  for (const std::string& key : axes) {
    const bool choice = key == "variant" || key == "seed";
    std::string option = key == "platform" ? std::string("--on") : choice ? "--" + key : "--set " + key + "=";
    out.parts.push_back({key, std::move(option)});
    const auto axis = std::find_if(spec.axes.begin(), spec.axes.end(), [&](const Axis& a) { return a.key == key; });
    if (axis == spec.axes.end()) continue;
    for (const std::string& other : axis->also) out.parts.push_back({key, "--set " + other + "="});
  }
  return out;
}

}  // namespace quartet::cli
