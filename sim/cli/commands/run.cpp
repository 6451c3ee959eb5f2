// quartet run: one network on one platform.
#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <ctime>
#include <ostream>

#include "sim/base/files.hpp"
#include "sim/cli/build_info.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/interrupt.hpp"
#include "sim/cli/progress.hpp"
#include "sim/cli/reports/run_trace.hpp"
#include "sim/cli/run_options.hpp"
#include "sim/cli/screens/run_screen.hpp"
#include "sim/run/experiment.hpp"
#include "sim/run/results_directory.hpp"
#include "sim/run/version.hpp"
#include "workloads/data/npy.hpp"

namespace quartet::cli {

namespace {

using SteadyClock = std::chrono::steady_clock;

void declare(OptionTable& options) {
  options.positional("WORKLOAD or MODEL", 1, 1);
  options.value("on", "PLATFORM",
                "a name from 'list platforms', a .toml file, or 'reference'");
  options.value("tech", "TABLE", "a cost table in the place of the platform's own: a name or a .toml file");
  declare_run_options(options);
  options.value("outputs", "OUT.npy", "write the integer outputs before softmax, first axis = sample");
  options.value("json", "FILE|-",
                "the result as JSON; '-': to standard output, nothing else there");
  options.value("trace", "FILE.json", "one inference as a trace that Perfetto opens");
  options.value("jobs,j", "N", "threads that compute values (default: one a processor core)");
  options.value("out,o", "DIR", "keep the results in DIR/<name>-<hash>/");
  options.flag("force", "replace a results folder that exists");
  options.flag("dry-run", "check and plan only: say what would run");
}

std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

Manifest manifest(const Session& session, const std::string& started, SteadyClock::time_point start) {
  char host[256] = "";
  gethostname(host, sizeof host - 1);
  return {std::string(version()),
          git_revision(),
          compiler(),
          host,
          started,
          std::chrono::duration<double>(SteadyClock::now() - start).count(),
          session.command_line};
}

Result<void> write_outputs(const std::string& file, const RunOutcome& outcome) {
  const NpyType type = outcome.output_type.fits_int8() ? NpyType::i8 : NpyType::i32;
  const std::int64_t width =
      outcome.samples > 0 ? static_cast<std::int64_t>(outcome.outputs.size()) / outcome.samples : 0;
  const auto array = make_npy(type, {outcome.samples, width}, outcome.outputs);
  if (!array) return pass(array.error());
  return write_npy(file, *array);
}

Result<void> show(const RunResult& result, const Arguments& arguments, Session& session) {
  const auto target = arguments.text("json");
  if (target) {
    const auto json = to_json(result);
    if (!json) return pass(json.error());
    if (*target == "-") {
      session.out << *json;
      return {};
    }
    if (const auto ok = write_text(*target, *json); !ok) return pass(ok.error());
  }
  if (!session.quiet) session.out << run_screen(result, session.paint);
  return {};
}

Result<void> keep(const Experiment& experiment, const RunOutcome& outcome, const Manifest& manifest,
                  const Arguments& arguments, Session& session) {
  if (const auto file = arguments.text("outputs")) {
    if (const auto ok = write_outputs(*file, outcome); !ok) return pass(ok.error());
  }
  if (const auto file = arguments.text("trace")) {
    if (const auto ok = write_trace(*file, experiment.request(), outcome.result); !ok) return pass(ok.error());
  }
  if (const auto out = arguments.text("out")) {
    const auto folder =
        write_results(*out, experiment.name(), outcome.result, manifest, arguments.has("force"));
    if (!folder) return pass(folder.error());
    if (!session.quiet) session.err << "results in " << folder->string() << '\n';
  }
  return {};
}

// A results folder that exists is refused before the work, not after it.
Result<void> check_folder(const Experiment& experiment, const Arguments& arguments) {
  const auto out = arguments.text("out");
  if (!out || arguments.has("force")) return {};
  const auto planned = experiment.planned();
  if (!planned) return pass(planned.error());
  const auto folder = std::filesystem::path(*out) / results_folder_name(experiment.name(), *planned);
  std::error_code ec;
  if (!std::filesystem::exists(folder, ec)) return {};
  return fail(ErrorCode::usage, folder.string(), "exists already: the same run has been kept",
              "give --force to replace it");
}

Result<int> run(const Arguments& arguments, Session& session) {
  const auto start = SteadyClock::now();
  const std::string started = utc_now();
  auto request = run_request(arguments);
  if (!request) return pass(request.error());
  const auto platform = arguments.text("on");
  if (!platform)
    return fail(ErrorCode::usage, "--on", "the platform is missing",
                "for example --on max78000; 'quartet list platforms' lists them");
  request->platform = *platform;
  request->tech = arguments.text_or("tech", "");
  const auto jobs = worker_count(arguments);
  if (!jobs) return pass(jobs.error());
  const std::atomic<bool>& stop = watch_interrupt();
  const auto experiment = Experiment::prepare(std::move(*request));
  if (!experiment) return pass(experiment.error());
  if (arguments.has("dry-run")) {
    auto planned = experiment->planned();
    if (!planned) return pass(planned.error());
    planned->notes.push_back(fmt::format("would run {} sample(s)", experiment->samples()));
    if (const auto ok = show(*planned, arguments, session); !ok) return pass(ok.error());
    return 0;
  }
  if (const auto ok = check_folder(*experiment, arguments); !ok) return pass(ok.error());
  const auto outcome = [&] {
    Progress progress(session, "samples");
    return experiment->run(
        {[&](std::int64_t done, std::int64_t total) { progress.update(done, total); }, &stop, *jobs});
  }();
  if (!outcome) return pass(outcome.error());
  if (const auto ok = keep(*experiment, *outcome, manifest(session, started, start), arguments, session); !ok)
    return pass(ok.error());
  if (const auto ok = show(outcome->result, arguments, session); !ok) return pass(ok.error());
  return outcome->interrupted ? static_cast<int>(ErrorCode::interrupted) : 0;
}

}  // namespace

Command run_command() {
  return {"run",
          "accuracy, latency and energy of a network on one platform",
          "WORKLOAD|MODEL --on PLATFORM [options]",
          {"run kws --on max78000", "run kws --on max78000 --set duty.rate_hz=1 --json result.json",
           "run model.tflite --on reference --inputs x.npy --labels y.npy --outputs out.npy"},
          declare,
          run};
}

}  // namespace quartet::cli
