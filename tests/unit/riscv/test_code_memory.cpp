#include <gtest/gtest.h>

#include <bit>
#include <vector>

#include "accel/mcu/engine/native/code_memory.hpp"
#include "accel/mcu/engine/native/native_code.hpp"

namespace quartet::mcu::native {

TEST(CodeMemory, RunsWhatWasAddedAndRefusesWhatDoesNotFit) {
  if (!kSupported) GTEST_SKIP() << "no native code in this build or on this host";
  CodeMemory memory;
  const std::vector<std::uint8_t> seven{0xB8, 7, 0, 0, 0, 0xC3};  // mov eax, 7; ret
  const std::uint8_t* const first = memory.add(seven);
  if (first == nullptr) GTEST_SKIP() << "this host forbids memory to become code";
  const auto call = [](const std::uint8_t* code) { return std::bit_cast<int (*)()>(code)(); };
  EXPECT_EQ(call(first), 7);
  const std::vector<std::uint8_t> large(CodeMemory::kBytes / 2, 0xC3);
  EXPECT_NE(memory.add(large), nullptr);
  EXPECT_EQ(memory.add(large), nullptr);
  EXPECT_EQ(call(first), 7);
  EXPECT_NE(memory.add(seven), nullptr);
  memory.clear();
  EXPECT_NE(memory.add(large), nullptr);
}

}  // namespace quartet::mcu::native
