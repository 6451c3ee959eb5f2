// quartet rerun: repeats a recorded run and says whether the bytes are the same.
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <ostream>

#include "sim/base/files.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/interrupt.hpp"
#include "sim/cli/progress.hpp"
#include "sim/run/experiment.hpp"

namespace quartet::cli {

namespace {

constexpr std::size_t kMostShown = 10;

void declare(OptionTable& options) {
  options.positional("RESULT.json", 1, 1);
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

Result<int> rerun(const Arguments& arguments, Session& session) {
  const std::string& file = arguments.positional[0];
  const auto recorded = read_text(file);
  if (!recorded) return pass(recorded.error());
  const auto result = result_from_json(*recorded, file);
  if (!result) return pass(result.error());
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
  return {"rerun",       "repeat a recorded run and compare the bytes",
          "RESULT.json", {"rerun result.json"},
          declare,       rerun};
}

}  // namespace quartet::cli
