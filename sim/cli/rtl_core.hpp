// quartet iss with a core in RTL: its options, and the run.
#pragma once

#include <optional>

#include "accel/mcu/elf/elf32.hpp"
#include "sim/cli/command.hpp"

namespace quartet::cli {

void declare_rtl_core(OptionTable& options);
/// The plug-in that --rtl PLUGIN or --core rtl:PLUGIN asks for.
[[nodiscard]] std::optional<std::string> rtl_core_plugin(const Arguments& arguments);
/// Runs `image`, read from `file`, for at most `limit` cycles. The core file whose memory map and devices the block gets is --core,
/// else what the block declares as attribute `core`.
[[nodiscard]] Result<int> run_rtl_core(const std::string& plugin, const mcu::ElfImage& image, const std::string& file,
                                       std::uint64_t limit, const Arguments& arguments, Session& session);

}  // namespace quartet::cli
