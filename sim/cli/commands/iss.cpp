// quartet iss: runs a program on an instruction-set simulator and says how it ended, in what time and with
// what state.
#include <fmt/format.h>

#include <chrono>

#include "accel/mcu/machine.hpp"
#include "sim/base/files.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/gdb_session.hpp"
#include "sim/cli/program_report.hpp"
#include "sim/cli/rtl_core.hpp"

namespace quartet::cli {

namespace {

/// Ten seconds and more of host time: what no test program needs and a run-away program should not exceed.
constexpr std::int64_t kDefaultMaxCycles = 10'000'000'000;

std::string known_cores() {
  std::string names;
  for (const std::string& name : mcu::core_names()) names += (names.empty() ? "" : ", ") + name;
  return names;
}

void declare(OptionTable& options) {
  options.positional("PROGRAM.elf", 1, 1);
  options.value("core", "CORE", "the core: " + known_cores() + ", or a .toml file; rtl:PLUGIN is --rtl PLUGIN");
  options.value("max-cycles", "N",
                fmt::format("end a run-away program after N cycles (default {})", kDefaultMaxCycles));
  options.flag("untimed", "count one cycle an instruction");
  options.flag("deliver-faults", "let the program handle its own faults; else a fault ends the run");
  options.value("gdb", "PORT", "run under gdb, which connects to this port of localhost; 0: a free one");
  declare_rtl_core(options);
  declare_program_report(options);
}

Result<int> iss(const Arguments& arguments, Session& session) {
  const std::string& file = arguments.positional[0];
  const auto core_name = arguments.text("core");
  const auto rtl_plugin = rtl_core_plugin(arguments);
  if (!core_name && !rtl_plugin) return fail(ErrorCode::usage, "--core", "is missing", "cores: " + known_cores());
  const auto limit = arguments.integer("max-cycles", 1);
  if (!limit) return pass(limit.error());
  const auto bytes = read_bytes(file);
  if (!bytes) return pass(bytes.error());
  const auto image = mcu::read_elf(*bytes, file);
  if (!image) return pass(image.error());
  const auto max_cycles = static_cast<std::uint64_t>(limit->value_or(kDefaultMaxCycles));
  if (rtl_plugin) return run_rtl_core(*rtl_plugin, *image, file, max_cycles, arguments, session);
  const auto core = mcu::load_core(*core_name);
  if (!core) return pass(core.error());
  const auto gdb_port = arguments.integer("gdb", 0);
  if (!gdb_port) return pass(gdb_port.error());
  const auto make = [&]() -> Result<std::unique_ptr<mcu::Machine>> {
    auto made = mcu::Machine::make(*core, {!arguments.has("untimed"), arguments.has("deliver-faults")});
    if (!made) return pass(made.error());
    if (auto loaded = (*made)->load(*image, file); !loaded) return pass(loaded.error());
    return made;
  };
  auto debuggee = mcu::gdb::Debuggee::start(make, max_cycles);
  if (!debuggee) return pass(debuggee.error());

  const auto start = std::chrono::steady_clock::now();
  if (!*gdb_port) {
    debuggee->run_to_end();
  } else if (auto served = serve_gdb(*debuggee, **gdb_port, arguments.text_or("json", "") == "-", session); !served) {
    return pass(served.error());
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  const mcu::MachineRun run(debuggee->machine());
  return report_program({run, *image, file, core->name, seconds}, arguments, session);
}

}  // namespace

Command iss_command() {
  return {"iss",
          "run a program on a microcontroller core",
          "PROGRAM.elf --core CORE [options]",
          {"iss firmware.elf --core cv32e40p",
           "iss firmware.elf --core ibex --max-cycles 1000000 --dump begin_signature:16",
           "iss firmware.elf --core picorv32 --json - --signature out.sig",
           "iss firmware.elf --core cortex-m4f --dump mailbox:16",
           "iss firmware.elf --core ri5cy --gdb 3333",
           "iss firmware.elf --rtl rv32i --lockstep --wave difference.fst"},
          declare,
          iss};
}

}  // namespace quartet::cli
