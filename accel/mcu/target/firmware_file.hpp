// Finding the firmware that was cross-compiled with this build.
#pragma once

#include <string>

#include "accel/mcu/elf/elf32.hpp"
#include "sim/base/error.hpp"

namespace quartet::mcu {

/// NAME.elf in $QUARTET_FIRMWARE, the share folder or the build folder. bad_input with the remedy where it is missing: the
/// cross compiler was not there, or QUARTET_WITH_FIRMWARE is OFF.
[[nodiscard]] Result<ElfImage> load_firmware(const std::string& name);

}  // namespace quartet::mcu
