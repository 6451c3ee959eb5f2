// quartet table: workloads × platforms, one row each: what a comparison of machines begins with.
#include <fmt/format.h>

#include <ostream>

#include "accel/platform.hpp"
#include "sim/base/files.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/interrupt.hpp"
#include "sim/cli/progress.hpp"
#include "sim/cli/run_options.hpp"
#include "sim/cli/screens/workload_table.hpp"
#include "sim/cli/word_list.hpp"
#include "workloads/zoo/workload.hpp"

namespace quartet::cli {

namespace {

void declare(OptionTable& options) {
  options.positional("WORKLOAD", 0, 64);
  options.value("on", "A,B,…", "platforms, separated by commas (default: all that ship)");
  options.value("data", "NAME|recorded", "data set; 'recorded': recordings, where there are some (default recorded)");
  options.value("samples", "N|all", "the first N samples (default all)");
  options.value("fidelity", "plan|simulate", "closed form, or SystemC model (default simulate)");
  options.repeated("set", "KEY=VALUE", "a parameter, a price (tech.ROW) or the duty cycle (duty.*)");
  options.value("jobs,j", "N", "platforms at the same time (default: one a processor core)");
  options.value("output,o", "FILE.md|FILE.csv", "write the table as Markdown or CSV as well");
}

std::vector<std::string> chosen_platforms(const Arguments& arguments) {
  if (const auto named = arguments.text("on")) return split_list(*named);
  std::vector<std::string> out;
  for (const PlatformInfo& platform : list_platforms()) out.push_back(platform.name);
  return out;
}

std::string command_text(const Arguments& arguments) {
  std::string out = "quartet table";
  for (const std::string& workload : arguments.positional) out += " " + workload;
  for (const char* option : {"on", "data", "samples", "fidelity"})
    if (const auto value = arguments.text(option)) out += fmt::format(" --{} {}", option, *value);
  for (const std::string& set : arguments.all("set")) out += " --set " + set;
  return out;
}

Result<int> table(const Arguments& arguments, Session& session) {
  const std::vector<std::string> workloads = arguments.positional.empty() ? workload_names() : arguments.positional;
  const std::vector<std::string> platforms = chosen_platforms(arguments);
  const auto jobs = worker_count(arguments);
  if (!jobs) return pass(jobs.error());
  const auto& stop = watch_interrupt();
  std::vector<WorkloadRows> all;
  {
    Progress progress(session, "runs");
    const auto each = static_cast<std::int64_t>(platforms.size()), total = each * static_cast<std::int64_t>(workloads.size());
    for (const std::string& workload : workloads) {
      const std::int64_t before = each * static_cast<std::int64_t>(all.size());
      Arguments one = arguments;
      one.positional = {workload};
      auto request = run_request(one);
      if (!request) return pass(request.error());
      request->data = arguments.text_or("data", kRecordedData);
      const RunHooks hooks{[&](std::int64_t done, std::int64_t) { progress.update(before + done, total); }, &stop};
      all.push_back({workload, compare(*request, platforms, *jobs, hooks)});
      if (stop.load()) break;
      for (const Compared& run : all.back().platforms)
        if (!run.result && (run.result.error().code == ErrorCode::internal || run.result.error().code == ErrorCode::usage))
          return pass(run.result.error());
    }
  }
  if (const auto file = arguments.text("output")) {
    const bool csv = file->size() > 4 && file->compare(file->size() - 4, 4, ".csv") == 0;
    const std::string text = csv ? workload_table_csv(all) : workload_table_markdown(all, command_text(arguments));
    if (const auto ok = write_text(*file, text); !ok) return pass(ok.error());
  }
  if (!session.quiet) session.out << workload_table_text(all);
  return stop.load() ? static_cast<int>(ErrorCode::interrupted) : 0;
}

}  // namespace

Command table_command() {
  return {"table",
          "workloads x platforms: accuracy, latency and energy, a row each",
          "[WORKLOAD…] [--on A,B,…] [-o FILE.md|FILE.csv] [options]",
          {"table kws har --on max78000,aon-cim,pynq-z2,stm32l4r5", "table -o table.md"},
          declare,
          table};
}

}  // namespace quartet::cli
