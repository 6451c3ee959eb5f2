#include "thumb_program.hpp"

#include <gtest/gtest.h>

namespace quartet::test {

namespace {

void put(std::vector<std::uint8_t>& bytes, std::size_t at, std::uint32_t value, unsigned size) {
  if (bytes.size() < at + size) bytes.resize(at + size);
  for (unsigned i = 0; i < size; ++i) bytes[at + i] = static_cast<std::uint8_t>(value >> (8 * i));
}

}  // namespace

mcu::ElfImage thumb_image(const Code& main, const std::map<std::uint32_t, Code>& handlers) {
  std::vector<std::uint8_t> bytes;
  put(bytes, 0, kStack, 4);
  put(bytes, 4, kMain | 1, 4);
  std::uint32_t at = kMain;
  const auto place = [&](const Code& code) {
    for (std::size_t i = 0; i < code.size(); ++i) put(bytes, at + 2 * i, code[i], 2);
  };
  place(main);
  for (const auto& [number, code] : handlers) {
    at += 0x100;
    put(bytes, 4 * std::size_t{number}, at | 1, 4);
    place(code);
  }
  mcu::ElfImage image;
  image.machine = mcu::kMachineArm;
  image.functions[kMain] = "main";
  mcu::ElfSegment& segment = image.segments.emplace_back();
  segment.memory_bytes = static_cast<std::uint32_t>(bytes.size());
  segment.bytes = std::move(bytes);
  return image;
}

std::unique_ptr<mcu::Machine> thumb_machine(const std::string& core, const Code& main,
                                            const std::map<std::uint32_t, Code>& handlers,
                                            mcu::MachineOptions options) {
  const auto loaded = mcu::load_core(core);
  EXPECT_TRUE(loaded) << (loaded ? "" : loaded.error().text());
  auto machine = mcu::Machine::make(*loaded, options);
  EXPECT_TRUE(machine) << (machine ? "" : machine.error().text());
  const auto ok = (*machine)->load(thumb_image(main, handlers), "test.elf");
  EXPECT_TRUE(ok) << (ok ? "" : ok.error().text());
  return std::move(*machine);
}

std::unique_ptr<mcu::Machine> thumb_run(const std::string& core, const Code& main,
                                        const std::map<std::uint32_t, Code>& handlers,
                                        mcu::MachineOptions options) {
  auto machine = thumb_machine(core, main, handlers, options);
  machine->run_to_end(kLimit);
  return machine;
}

}  // namespace quartet::test
