#include "program.hpp"

#include <gtest/gtest.h>

namespace quartet::test {

mcu::ElfImage image_of(const std::vector<std::uint32_t>& code) {
  mcu::ElfImage image;
  image.machine = mcu::kMachineRiscv;
  image.entry = kBase;
  mcu::ElfSegment& segment = image.segments.emplace_back();
  segment.address = segment.load_address = kBase;
  for (const std::uint32_t word : code) {
    for (int i = 0; i < 4; ++i) segment.bytes.push_back(static_cast<std::uint8_t>(word >> (8 * i)));
  }
  segment.memory_bytes = static_cast<std::uint32_t>(segment.bytes.size());
  image.symbols["tohost"] = kTohost;
  image.functions[kBase] = "main";
  return image;
}

std::unique_ptr<mcu::Machine> machine_with(const std::string& core, const std::vector<std::uint32_t>& code,
                                           mcu::MachineOptions options) {
  const auto loaded = mcu::load_core(core);
  EXPECT_TRUE(loaded) << (loaded ? "" : loaded.error().text());
  auto machine = mcu::Machine::make(*loaded, options);
  EXPECT_TRUE(machine);
  EXPECT_TRUE((*machine)->load(image_of(code), "test.elf"));
  return std::move(*machine);
}

std::vector<std::uint32_t> exit_code(std::uint32_t code) {
  return {lui(31, kTohost >> 12), addi(30, 0, static_cast<int>(code << 1 | 1)), store(kW, 30, 31, 0)};
}

std::vector<std::uint32_t> joined(std::vector<std::uint32_t> code, const std::vector<std::uint32_t>& more) {
  code.insert(code.end(), more.begin(), more.end());
  return code;
}

}  // namespace quartet::test
