#include "sim/cli/commands/dataflow_subject.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "accel/platform.hpp"
#include "frontends/model/import.hpp"
#include "sim/run/settings.hpp"
#include "workloads/zoo/workload.hpp"

namespace quartet::cli {

namespace {

Result<std::filesystem::path> model_file(const std::string& subject) {
  if (!names_workload(subject)) return std::filesystem::path(subject);
  const auto named = find_workload(subject);
  if (!named) return pass(named.error());
  for (const Variant& variant : named->workload.variants) {
    if (!named->variant.empty() && variant.name != named->variant) continue;
    if (const auto here = require(variant); !here) return pass(here.error());
    return std::filesystem::path(variant.file);
  }
  return std::filesystem::path(subject);
}

}  // namespace

void declare_dataflow_options(OptionTable& options) {
  options.positional("WORKLOAD or MODEL", 1, 1);
  options.value("on", "PLATFORM", "a dataflow board (default pynq-z2)");
  options.repeated("set", "KEY=VALUE", "a parameter of the machine; may be repeated");
}

Result<DataflowSubject> dataflow_subject(const Arguments& arguments, const std::vector<std::string>& extra) {
  DataflowSubject out;
  const std::string platform = arguments.text_or("on", "pynq-z2");
  auto target = load_platform(platform);
  if (!target) return pass(target.error());
  out.target = std::move(*target);
  out.machine = dynamic_cast<const dataflow::DataflowTarget*>(out.target.get());
  if (out.machine == nullptr)
    return fail(ErrorCode::usage, "--on", "'" + platform + "' is no dataflow machine", "take pynq-z2 or arty-a7-100t");
  std::vector<std::string> settings = extra;
  for (const std::string& s : arguments.all("set")) settings.push_back(s);
  DutyParams duty;
  ParameterSet duty_set;
  duty.declare(duty_set);
  if (auto ok = apply_settings(settings, out.target.get(), duty_set); !ok) return pass(std::move(ok.error()));
  const auto file = model_file(arguments.positional[0]);
  if (!file) return pass(file.error());
  auto network = import_model(*file);
  if (!network) return pass(network.error());
  out.network = std::make_unique<Network>(std::move(*network));
  return out;
}

std::string fold_text(const dataflow::Unit& unit, const dataflow::Fold& fold) {
  const dataflow::FoldLimits most = unit.limits();
  if (fold.parallel_window) return fmt::format("{} x window", fold.simd);
  if (most.pe_of == 1 || !unit.is_matrix()) return std::to_string(most.pe_of == 1 ? fold.simd : fold.pe);
  return fmt::format("{} x {}", fold.pe, fold.simd);
}

}  // namespace quartet::cli
