// quartet frontend-energy: energy by phase of one event, with several front ends side by side.
#include <fmt/format.h>

#include <filesystem>
#include <ostream>

#include "sim/base/files.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/run_options.hpp"
#include "sim/cli/screens/sensor_screen.hpp"
#include "sim/report/json_writer.hpp"
#include "sim/run/experiment.hpp"

namespace quartet::cli {

namespace {

void declare(OptionTable& options) {
  options.positional("WORKLOAD or MODEL", 1, 1);
  options.value("on", "PLATFORM", "what the network runs on");
  options.repeated("profile", "FILE.toml", "a sensor chain; two or more are compared");
  declare_run_options(options);
  options.value("json", "FILE|-", "every result as JSON; '-': to standard output, and nothing else there");
}

Result<std::string> json_of(const std::vector<RunResult>& results) {
  JsonWriter out;
  out.begin_array("");
  for (const RunResult& result : results) write_json(out, "", result);
  out.end_array();
  return out.finish();
}

Result<int> frontend_energy(const Arguments& arguments, Session& session) {
  auto request = run_request(arguments);
  if (!request) return pass(request.error());
  request->platform = arguments.text_or("on", "");
  const std::vector<std::string> profiles = arguments.all("profile");
  if (request->platform.empty())
    return fail(ErrorCode::usage, "--on", "the platform is missing", "for example --on pulpissimo");
  if (request->platform == kReference)
    return fail(ErrorCode::usage, "--on", "the reference has no time and no energy",
                "for example --on pulpissimo");
  if (profiles.empty())
    return fail(ErrorCode::usage, "--profile", "is missing", "docs/examples/sensor_*.toml are some");
  std::vector<RunResult> results;
  std::vector<std::string> names;
  for (const std::string& profile : profiles) {
    RunRequest one = *request;
    one.settings.push_back("sensor.profile=" + profile);
    const auto experiment = Experiment::prepare(std::move(one));
    if (!experiment) return pass(experiment.error());
    auto result = experiment->planned();
    if (!result) return pass(result.error());
    results.push_back(std::move(*result));
    names.push_back(std::filesystem::path(profile).stem().string());
  }
  if (const auto target = arguments.text("json")) {
    const auto json = json_of(results);
    if (!json) return pass(json.error());
    if (*target == "-") {
      session.out << *json;
      return 0;
    }
    if (const auto ok = write_text(*target, *json); !ok) return pass(ok.error());
  }
  if (session.quiet) return 0;
  const RunResult& first = results.front();
  session.out << fmt::format("{}{} on {}\n\n", first.network,
                             first.model.variant.empty() ? "" : " (" + first.model.variant + ")",
                             first.platform)
              << sensor_comparison(names, results, session.paint);
  for (std::size_t i = 0; i < results.size(); ++i)
    session.out << "\n" << names[i] << sensor_lines(*results[i].sensor, session.paint);
  return 0;
}

}  // namespace

Command frontend_energy_command() {
  return {"frontend-energy",
          "energy by phase of one event: acquisition, front end, inference, idle",
          "WORKLOAD|MODEL --on PLATFORM --profile A.toml [--profile B.toml …]",
          {"frontend-energy kws --on pulpissimo --profile docs/examples/sensor_paper_digital.toml --profile "
           "docs/examples/sensor_paper_analog.toml",
           "frontend-energy kws --on stm32l4r5 --profile docs/examples/sensor_kws_mfcc.toml"},
          declare,
          frontend_energy};
}

}  // namespace quartet::cli
