// What quartet iss says about the run of a program: on the screen, as JSON, and as a signature file.
#pragma once

#include <string>

#include "accel/mcu/elf/elf32.hpp"
#include "accel/mcu/program_run.hpp"
#include "sim/cli/command.hpp"

namespace quartet::cli {

struct ProgramReport {
  const mcu::IProgramRun& run;
  const mcu::ElfImage& image;
  std::string file;  ///< of the program
  std::string core;
  double host_seconds = 0;
};

/// --dump, --signature and --json.
void declare_program_report(OptionTable& options);
/// Writes everything that was asked for. The exit code: 0 when the program ended itself with code 0.
[[nodiscard]] Result<int> report_program(const ProgramReport& report, const Arguments& arguments, Session& session);

}  // namespace quartet::cli
