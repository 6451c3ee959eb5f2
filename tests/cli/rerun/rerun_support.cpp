#include "tests/cli/rerun/rerun_support.hpp"

#include <fmt/format.h>

#include <sstream>

#include "accel/platform.hpp"
#include "sim/base/files.hpp"
#include "sim/config/document.hpp"
#include "sim/config/table_reader.hpp"
#include "sim/report/units.hpp"
#include "workloads/zoo/workload.hpp"

namespace quartet::test {

Result<RunResult> run_on(const std::string& platform, const std::string& tech, const std::vector<std::string>& settings,
                         const std::string& fidelity) {
  Result<RunResult> last = bad_input(platform, "no workload");
  for (const std::string& workload : workload_names()) {
    RunRequest request;
    request.subject = workload;
    request.platform = platform;
    request.tech = tech;
    request.samples = 1;
    request.settings = settings;
    request.fidelity = fidelity;
    const auto experiment = Experiment::prepare(request);
    if (!experiment) {
      last = pass(experiment.error());
      continue;
    }
    auto outcome = experiment->run({});
    if (!outcome) return pass(outcome.error());
    return std::move(outcome->result);
  }
  return last;
}

std::filesystem::path own_table(const std::string& platform) {
  for (const PlatformInfo& info : list_platforms()) {
    if (info.name != platform) continue;
    const auto config = load_config(info.file);
    TableReader reader(*config, platform);
    return resource_root() / "sim" / "tech" / (reader.text("tech") + ".toml");
  }
  return {};
}

std::string changed_table(const std::filesystem::path& file, const std::function<double(int, double)>& change, const std::string& dropped) {
  std::istringstream in(read_text(file).value());
  std::string out, row, line;
  int number = 0;
  const auto keep = [&] {
    if (dropped.empty() || row.find("name = \"" + dropped + "\"") == std::string::npos) out += row;
    row.clear();
  };
  constexpr const char* kValue = "value = ";
  while (std::getline(in, line)) {
    if (line == "[[row]]") keep();
    if (line.starts_with(kValue) && line.find('"') == std::string::npos)
      line = kValue + shortest(change(number++, std::stod(line.substr(std::string(kValue).size()))));
    row += line + "\n";
  }
  keep();
  return out;
}

std::string error_of(const Result<Repriced>& result) { return result ? "no error" : result.error().text(); }

}  // namespace quartet::test
