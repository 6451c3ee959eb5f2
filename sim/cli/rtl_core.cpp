#include "sim/cli/rtl_core.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <ostream>

#include "accel/mcu/rtl/rtl_run.hpp"
#include "sim/cli/program_report.hpp"

namespace quartet::cli {

namespace {

constexpr std::string_view kPrefix = "rtl:";

Result<mcu::Core> core_of(const rtl::Plugin& plugin, const Arguments& arguments) {
  const std::string given = arguments.text_or("core", "");
  if (!given.empty() && given.rfind(kPrefix, 0) != 0) return mcu::load_core(given);
  const std::string declared = plugin.declaration().attribute("core");
  if (declared.empty())
    return fail(ErrorCode::usage, "--core", "is missing, and block '" + plugin.name() + "' does not say which core it is",
                "--core CORE gives the block that core's memory map and devices; or declare ATTRIBUTES core=CORE");
  return mcu::load_core(declared);
}

Result<void> check_options(const Arguments& arguments) {
  for (const char* option : {"gdb", "untimed"}) {
    if (arguments.has(option))
      return fail(ErrorCode::usage, std::string("--") + option, "does not go with a core in RTL", "leave --rtl out");
  }
  return {};
}

// What lockstep says beside the report.
void say_lockstep(const mcu::RtlRun& run, const Arguments& arguments, Session& session) {
  if (!run.compared || session.quiet || arguments.text_or("json", "") == "-") return;
  session.out << fmt::format("lockstep: {} instructions equal to the simulator's{}\n", *run.compared,
                             run.cpu->failure() || run.difference ? ", then a difference" : ", and all of memory");
}

}  // namespace

void declare_rtl_core(OptionTable& options) {
  options.value("rtl", "PLUGIN", "a core in RTL in the place of the simulator: a plug-in by name or path (docs/rtl.md)");
  options.flag("lockstep", "with --rtl: compare every instruction with the simulator's");
  options.value("memory-wait", "N", "with --rtl: cycles that each transfer of its memory ports waits (default 0)");
  options.value("watchdog", "N", "with --rtl: end a run in which nothing has moved for N cycles (default: as the block declares)");
  options.value("wave", "FILE.fst", "with --rtl: the cycles around a hang, a broken protocol or a difference");
}

std::optional<std::string> rtl_core_plugin(const Arguments& arguments) {
  if (const auto plugin = arguments.text("rtl")) return plugin;
  const std::string core = arguments.text_or("core", "");
  return core.rfind(kPrefix, 0) == 0 ? std::optional(core.substr(kPrefix.size())) : std::nullopt;
}

Result<int> run_rtl_core(const std::string& plugin_name, const mcu::ElfImage& image, const std::string& file, std::uint64_t limit,
                         const Arguments& arguments, Session& session) {
  if (auto ok = check_options(arguments); !ok) return pass(ok.error());
  const auto wait = arguments.integer("memory-wait", 0);
  if (!wait) return pass(wait.error());
  const auto watchdog = arguments.integer("watchdog", 1);
  if (!watchdog) return pass(watchdog.error());
  auto plugin = rtl::find_plugin(plugin_name);
  if (!plugin) return pass(plugin.error());
  const auto core = core_of(**plugin, arguments);
  if (!core) return pass(core.error());

  mcu::RtlRunRequest request{*core, *plugin, image, file};
  request.options.deliver_faults = arguments.has("deliver-faults");
  request.options.memory.grant_wait = static_cast<std::uint32_t>(std::min<std::int64_t>(wait->value_or(0), UINT32_MAX));
  request.options.watchdog_cycles = static_cast<std::uint64_t>(watchdog->value_or(0));
  request.limit = limit;
  request.lockstep = arguments.has("lockstep");
  request.wave = arguments.text_or("wave", "");
  const auto start = std::chrono::steady_clock::now();
  const auto run = mcu::run_rtl_program(request);
  if (!run) return pass(run.error());
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();

  const auto code = report_program({*run->cpu, image, file, "rtl:" + (*plugin)->name(), seconds}, arguments, session);
  if (!code) return code;
  say_lockstep(*run, arguments, session);
  if (run->wave)
    session.err << fmt::format("wave of cycles {} to {}: {}\n", run->wave->first, run->wave->last, run->wave->file.string());
  if (!run->difference) return code;
  session.err << run->difference->text() << '\n';
  return static_cast<int>(ErrorCode::check_failed);
}

}  // namespace quartet::cli
