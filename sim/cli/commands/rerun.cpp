// quartet rerun: repeats a recorded run and says whether the bytes are the same; with other prices, voltage or clock it makes
// the result anew from the recorded activity and runs nothing.
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <ostream>

#include "sim/base/files.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/interrupt.hpp"
#include "sim/cli/progress.hpp"
#include "sim/cli/screens/reprice_screen.hpp"
#include "sim/config/parameter_set.hpp"
#include "sim/run/experiment.hpp"
#include "sim/run/reprice.hpp"

namespace quartet::cli {

namespace {

constexpr std::size_t kMostShown = 10;

void declare(OptionTable& options) {
  options.positional("RESULT.json", 1, 1);
  options.value("tech", "TABLE", "price the recorded activity by another cost table (a name or a .toml file); runs nothing");
  options.repeated("set", "KEY=VALUE", "the same with another price (tech.ROW), duty cycle (duty.*) or clock of the machine");
  options.value("clock", "HZ", "the same at another clock of the machine: cycles stay");
  options.value("voltage", "V", "the same at another supply voltage, where the table says at which one its prices hold");
  options.value("json", "FILE|-", "with these: the repriced result as JSON; '-': to standard output, nothing else there");
  options.value("csv", "FILE|-", "with these: before, after and difference of each component");
}

// "/energy/total_j: 1.0 became 2.0", a line each.
std::string differences(const std::string& recorded, const std::string& repeated) {
  const auto before = nlohmann::json::parse(recorded);
  const auto after = nlohmann::json::parse(repeated);
  const auto patch = nlohmann::json::diff(before, after);
  if (patch.empty()) return "  the values are equal, the files are formatted differently\n";
  std::string out;
  for (std::size_t i = 0; i < patch.size() && i < kMostShown; ++i) {
    const auto path = patch[i].at("path").get<std::string>();
    const nlohmann::json::json_pointer pointer(path);
    const auto text = [&](const nlohmann::json& document) {
      return document.contains(pointer) ? document.at(pointer).dump() : "absent";
    };
    out += fmt::format("  {}: {} became {}\n", path, text(before), text(after));
  }
  if (patch.size() > kMostShown) out += fmt::format("  and {} more\n", patch.size() - kMostShown);
  return out;
}

// A quantity as --set reads it: "100MHz".
Result<std::optional<double>> number_of(const Arguments& arguments, const std::string& option, const std::string& unit) {
  const auto text = arguments.text(option);
  if (!text) return std::nullopt;
  double number = 1.0;
  ParameterSet set;
  constexpr double kLeast = 1e-9, kMost = 1e15;
  set.real(option, number, unit, {kLeast, kMost}, "");
  if (const auto ok = set.set(option, *text, "--" + option); !ok) return pass(ok.error());
  return number;
}

Result<Repricing> repricing(const Arguments& arguments) {
  Repricing out;
  out.tech = arguments.text_or("tech", "");
  out.settings = arguments.all("set");
  const auto clock = number_of(arguments, "clock", "Hz"), voltage = number_of(arguments, "voltage", "V");
  if (!clock) return pass(clock.error());
  if (!voltage) return pass(voltage.error());
  out.clock_hz = *clock;
  out.voltage_v = *voltage;
  return out;
}

// '-' is standard output, where then nothing else may stand.
Result<bool> write_to(const std::optional<std::string>& target, const std::string& text, Session& session) {
  if (!target) return false;
  if (*target == "-") {
    session.out << text;
    return true;
  }
  if (const auto ok = write_text(*target, text); !ok) return pass(ok.error());
  return false;
}

Result<int> show_repriced(const RunResult& stored, const Arguments& arguments, Session& session) {
  const auto change = repricing(arguments);
  if (!change) return pass(change.error());
  if (arguments.text_or("json", "") == "-" && arguments.text_or("csv", "") == "-")
    return fail(ErrorCode::usage, "--csv", "and --json cannot both go to standard output", "give one of them a file");
  const auto repriced = reprice(stored, *change);
  if (!repriced) return pass(repriced.error());
  const auto json = to_json(repriced->result);
  if (!json) return pass(json.error());
  const auto json_shown = write_to(arguments.text("json"), *json, session);
  if (!json_shown) return pass(json_shown.error());
  const auto csv_shown = write_to(arguments.text("csv"), reprice_csv(stored, repriced->result), session);
  if (!csv_shown) return pass(csv_shown.error());
  if (!*json_shown && !*csv_shown && !session.quiet) session.out << reprice_screen(stored, repriced->result, repriced->rules, session.paint);
  return 0;
}

Result<void> check_options(const Arguments& arguments) {
  for (const char* option : {"json", "csv"}) {
    if (arguments.has(option))
      return fail(ErrorCode::usage, std::string("--") + option, "needs --tech, --set, --clock or --voltage: a repeated run is only compared",
                  "quartet run with --json writes a result");
  }
  return {};
}

Result<int> rerun(const Arguments& arguments, Session& session) {
  const std::string& file = arguments.positional[0];
  const auto recorded = read_text(file);
  if (!recorded) return pass(recorded.error());
  const auto result = result_from_json(*recorded, file);
  if (!result) return pass(result.error());
  for (const char* option : {"tech", "set", "clock", "voltage"}) {
    if (arguments.has(option)) return show_repriced(*result, arguments, session);
  }
  if (const auto ok = check_options(arguments); !ok) return pass(ok.error());
  const auto& stop = watch_interrupt();
  const auto experiment = Experiment::prepare(result->request);
  if (!experiment) return pass(experiment.error());
  const auto outcome = [&] {
    Progress progress(session, "samples");
    return experiment->run(
        {[&](std::int64_t done, std::int64_t total) { progress.update(done, total); }, &stop});
  }();
  if (!outcome) return pass(outcome.error());
  if (outcome->interrupted) return static_cast<int>(ErrorCode::interrupted);
  const auto repeated = to_json(outcome->result);
  if (!repeated) return pass(repeated.error());
  if (*repeated == *recorded) {
    if (!session.quiet)
      session.out << fmt::format("equal: the repeated run gives the same {} bytes\n", recorded->size());
    return 0;
  }
  if (!session.quiet)
    session.out << "different: the repeated run gives other bytes than " << file << '\n'
                << differences(*recorded, *repeated);
  return static_cast<int>(ErrorCode::check_failed);
}

}  // namespace

Command rerun_command() {
  return {"rerun",
          "repeat a recorded run and compare the bytes, or price its activity anew",
          "RESULT.json [--tech TABLE] [options]",
          {"rerun result.json", "rerun result.json --tech other.toml", "rerun result.json --set tech.run_cycle=1e-11 --clock 60MHz --csv differences.csv"},
          declare,
          rerun};
}

}  // namespace quartet::cli
