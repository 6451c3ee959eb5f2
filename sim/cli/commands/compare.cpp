// quartet compare: one workload on several platforms, side by side.
#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "accel/platform.hpp"
#include "sim/base/files.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/interrupt.hpp"
#include "sim/cli/progress.hpp"
#include "sim/cli/run_options.hpp"
#include "sim/cli/screens/compare_screen.hpp"
#include "sim/cli/word_list.hpp"
#include "sim/run/comparison.hpp"

namespace quartet::cli {

namespace {

void declare(OptionTable& options) {
  options.positional("WORKLOAD or MODEL", 1, 1);
  options.value("on", "A,B,…", "platforms, separated by commas (default: all that ship)");
  declare_run_options(options);
  options.value("jobs,j", "N", "platforms at the same time (default: one a processor core)");
  options.value("json", "FILE|-",
                "write every result as JSON; '-': to standard output, and nothing else there");
}

std::vector<std::string> all_platforms() {
  std::vector<std::string> out;
  for (const PlatformInfo& platform : list_platforms()) out.push_back(platform.name);
  return out;
}

// 0 when a platform ran, or the code of the first refusal among platforms that were named; an error that is
// not a platform's refusal, or a refusal by all, ends the comparison.
Result<int> verdict(const std::vector<Compared>& compared, bool named) {
  bool any = false;
  int refusal = 0;
  for (const Compared& one : compared) {
    any = any || one.result.has_value();
    if (one.result) continue;
    const ErrorCode code = one.result.error().code;
    if (code == ErrorCode::internal || code == ErrorCode::usage) return pass(one.result.error());
    if (refusal == 0) refusal = static_cast<int>(code);
  }
  if (!any) return pass(compared.front().result.error());
  return named ? refusal : 0;
}

Result<int> compare_all(const Arguments& arguments, Session& session) {
  const auto request = run_request(arguments);
  if (!request) return pass(request.error());
  const auto named = arguments.text("on");
  const std::vector<std::string> platforms = named ? split_list(*named) : all_platforms();
  if (platforms.empty())
    return fail(ErrorCode::usage, "--on", "no platform is given", "for example --on max78000,cnn-int8");
  const auto jobs = worker_count(arguments);
  if (!jobs) return pass(jobs.error());
  const auto& stop = watch_interrupt();
  const auto compared = [&] {
    Progress progress(session, "platforms");
    const RunHooks hooks{[&](std::int64_t done, std::int64_t total) { progress.update(done, total); }, &stop};
    return compare(*request, platforms, *jobs, hooks);
  }();
  const auto code = verdict(compared, named.has_value());
  if (!code) return pass(code.error());
  if (const auto target = arguments.text("json")) {
    const auto json = comparison_json(compared);
    if (!json) return pass(json.error());
    if (*target == "-") {
      session.out << *json;
      return stop.load() ? static_cast<int>(ErrorCode::interrupted) : *code;
    }
    if (const auto ok = write_text(*target, *json); !ok) return pass(ok.error());
  }
  if (!session.quiet) session.out << compare_screen(compared, session.paint);
  return stop.load() ? static_cast<int>(ErrorCode::interrupted) : *code;
}

}  // namespace

Command compare_command() {
  return {"compare",
          "one workload on several platforms, side by side, with the reasons",
          "WORKLOAD|MODEL [--on A,B,…] [options]",
          {"compare kws", "compare kws --on max78000,cnn-int8 --fidelity plan"},
          declare,
          compare_all};
}

}  // namespace quartet::cli
