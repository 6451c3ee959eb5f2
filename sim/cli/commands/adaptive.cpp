// quartet adaptive: two networks and a margin between them, on one microcontroller.
#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <ostream>

#include "sim/base/files.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/commands/adaptive_report.hpp"
#include "sim/cli/interrupt.hpp"
#include "sim/cli/number_list.hpp"
#include "sim/cli/progress.hpp"
#include "sim/cli/run_options.hpp"

namespace quartet::cli {

namespace {

constexpr std::int64_t kMostPoints = 1000;

void declare(OptionTable& options) {
  options.positional("WORKLOAD", 1, 1);
  options.value("little", "V", "network that always runs: a variant of the workload, or a model file");
  options.value("big", "V", "network that runs where the little one is not sure");
  options.value("on", "PLATFORM", "a microcontroller, or a .toml file");
  options.value("margins", "M,M,…", "margins between the best two scores of the little network, in its stored integers (default: from the data)");
  options.value("points", "N", "how many margins are chosen from the data (default 40)");
  options.value("at", "M", "margin that is shown in detail (default: the cheapest that is right as often as the big network)");
  options.value("execute", "N|all", "samples that the core runs both ways; the others cost their mean (default 8)");
  options.repeated("inputs", "X.npy", "samples, with --labels, in the place of the workload's");
  options.value("labels", "Y.npy", "class of each sample");
  options.value("data", "NAME", "data set of the workload (default: its first)");
  options.value("samples", "N|all", "the first N samples (default all)");
  options.value("rounding", "double|single", "of requantization by multiplier (default double)");
  options.repeated("set", "KEY=VALUE", "a parameter or a price (tech.ROW)");
  options.value("jobs,j", "N", "threads (default: one a processor core)");
  options.value("csv", "FILE|-", "write the points as comma-separated values; '-': to standard output, and nothing else there");
  options.value("json", "FILE|-", "write the study as JSON; '-': to standard output, and nothing else there");
  options.value("svg", "FILE", "draw accuracy against energy");
  options.value("histogram", "FILE", "draw the latencies of all samples at the margin shown in detail");
  options.value("energy-histogram", "FILE", "draw their energies");
}

Result<std::string> needed(const Arguments& arguments, const char* option, const char* example) {
  const auto text = arguments.text(option);
  if (text) return *text;
  return fail(ErrorCode::usage, std::string("--") + option, "is missing", std::string("for example --") + option + " " + example);
}

Result<std::vector<std::uint32_t>> margins_of(const std::string& option, const std::string& text) {
  const auto numbers = number_list(option, text);
  if (!numbers) return pass(numbers.error());
  std::vector<std::uint32_t> margins;
  for (const double number : *numbers) {
    if (number != std::floor(number) || number < 0.0 || number > std::numeric_limits<std::uint32_t>::max())
      return fail(ErrorCode::usage, option, fmt::format("{} is no margin", number), "give whole numbers from 0 on: steps of the little network's scores");
    margins.push_back(static_cast<std::uint32_t>(number));
  }
  return margins;
}

Result<AdaptiveRequest> request_of(const Arguments& arguments) {
  AdaptiveRequest request;
  auto common = run_request(arguments);
  if (!common) return pass(common.error());
  request.common = std::move(*common);
  const auto platform = needed(arguments, "on", "pulpissimo"), little = needed(arguments, "little", "h2"), big = needed(arguments, "big", "h8");
  for (const auto* one : {&platform, &little, &big}) {
    if (!*one) return pass(one->error());
  }
  request.common.platform = *platform;
  request.little = *little;
  request.big = *big;
  if (const auto text = arguments.text("margins")) {
    auto margins = margins_of("--margins", *text);
    if (!margins) return pass(margins.error());
    request.margins = std::move(*margins);
  }
  const auto points = arguments.integer("points", 2);
  if (!points) return pass(points.error());
  request.points = std::min(points->value_or(request.points), kMostPoints);
  if (arguments.text_or("execute", "") == "all") {
    request.executed.reset();
    return request;
  }
  const auto executed = arguments.integer("execute", 1);
  if (!executed) return pass(executed.error());
  if (*executed) request.executed = **executed;
  return request;
}

// True when standard output is taken by a file format.
Result<bool> write_files(const AdaptiveStudy& study, const OperatingPoint& detailed, const Arguments& arguments, Session& session) {
  bool taken = false;
  const auto write = [&](const char* option, const std::string& text) -> Result<void> {
    const auto target = arguments.text(option);
    if (!target) return {};
    if (*target != "-") return write_text(*target, text);
    session.out << text;
    taken = true;
    return {};
  };
  const auto json = adaptive_json(study, detailed);
  if (!json) return pass(json.error());
  for (const auto& [option, text] : {std::pair("csv", adaptive_csv(study)), std::pair("json", *json), std::pair("svg", adaptive_pareto_svg(study)),
                                     std::pair("histogram", adaptive_histogram_svg(study, detailed, HistogramOf::latency)),
                                     std::pair("energy-histogram", adaptive_histogram_svg(study, detailed, HistogramOf::energy))}) {
    if (auto ok = write(option, text); !ok) return pass(ok.error());
  }
  return taken;
}

Result<int> adaptive(const Arguments& arguments, Session& session) {
  const auto request = request_of(arguments);
  if (!request) return pass(request.error());
  std::optional<std::uint32_t> at;
  if (const auto text = arguments.text("at")) {
    const auto margins = margins_of("--at", *text);
    if (!margins) return pass(margins.error());
    if (margins->size() != 1) return fail(ErrorCode::usage, "--at", "takes one margin");
    at = margins->front();
  }
  const auto jobs = worker_count(arguments);
  if (!jobs) return pass(jobs.error());
  const auto& stop = watch_interrupt();
  const auto study = [&] {
    Progress progress(session, "inferences");
    return study_adaptive(*request, {[&](std::int64_t done, std::int64_t total) { progress.update(done, total); }, &stop, *jobs});
  }();
  if (!study) return pass(study.error());
  const OperatingPoint detailed = detailed_point(*study, at);
  const auto taken = write_files(*study, detailed, arguments, session);
  if (!taken) return pass(taken.error());
  if (!session.quiet && !*taken) session.out << adaptive_text(*study, detailed);
  return study->interrupted ? static_cast<int>(ErrorCode::interrupted) : 0;
}

}  // namespace

Command adaptive_command() {
  return {"adaptive",
          "two networks and a score margin at run time: distributions of latency and energy, and their Pareto front",
          "WORKLOAD --little V --big V --on PLATFORM [options]",
          {"adaptive har --little little.json --big cim_plain --on pulpissimo --svg pareto.svg",
           "adaptive har --little little.json --big cim_plain --on pulpissimo --data test --margins 0,8,16,32 --csv -"},
          declare,
          adaptive};
}

}  // namespace quartet::cli
