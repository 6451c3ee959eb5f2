#include "accel/mcu/target/firmware_file.hpp"

#include <cstdlib>
#include <filesystem>
#include <vector>

#include "sim/base/files.hpp"

namespace quartet::mcu {

Result<ElfImage> load_firmware(const std::string& name) {
  namespace fs = std::filesystem;
  std::vector<fs::path> folders;
  if (const char* set = std::getenv("QUARTET_FIRMWARE"); set != nullptr && *set != '\0') folders.emplace_back(set);
  folders.push_back(resource_root() / "firmware");
  folders.emplace_back(QUARTET_FIRMWARE_DIR);
  for (const fs::path& folder : folders) {
    const fs::path file = folder / (name + ".elf");
    std::error_code ec;
    if (!fs::is_regular_file(file, ec)) continue;
    const auto bytes = read_bytes(file);
    if (!bytes) return pass(bytes.error());
    return read_elf(*bytes, file.string());
  }
  return bad_input("firmware '" + name + "'", "was not built with this quartet",
                   "install gcc-riscv64-unknown-elf and gcc-arm-none-eabi (scripts/setup.sh), configure with "
                   "-DQUARTET_WITH_FIRMWARE=ON and build; or set QUARTET_FIRMWARE to a folder that holds it");
}

}  // namespace quartet::mcu
