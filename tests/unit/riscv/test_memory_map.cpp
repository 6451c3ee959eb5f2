#include <gtest/gtest.h>

#include "accel/mcu/devices/uart.hpp"
#include "accel/mcu/engine/memory_map.hpp"

namespace quartet::mcu {

TEST(MemoryMap, StoreWindowsLeaveOutCodeAndWatchedWordsAndOpenAgainWhenCodeIsForgotten) {
  MemoryMap map;
  ASSERT_TRUE(map.add_ram("ram", 0x1000, 0x1000));
  map.mark_code(0x1040, 0x1046);
  EXPECT_EQ(map.write_window(0x1040), nullptr);
  ASSERT_NE(map.write_window(0x1000), nullptr);
  EXPECT_EQ(map.write_window(0x1000)->span[0], 0x40U);
  EXPECT_EQ(map.write_window(0x1060)->base, 0x1060U);
  EXPECT_EQ(map.write(0x1044, 2, 0, 1), MemoryMap::Written::code);
  EXPECT_EQ(map.write(0x1044, 4, 0, 1), MemoryMap::Written::code);
  EXPECT_EQ(map.write(0x1046, 2, 0, 1), MemoryMap::Written::ram);
  map.forget_code();
  EXPECT_NE(map.write_window(0x1040), nullptr);
  EXPECT_EQ(map.write(0x1044, 2, 0, 1), MemoryMap::Written::ram);
}

TEST(MemoryMap, WatchSeesTheWordAfterEachStoreThatTouchesIt) {
  MemoryMap map;
  ASSERT_TRUE(map.add_ram("ram", 0, 0x100));
  std::vector<std::uint32_t> seen;
  ASSERT_TRUE(map.watch(0x20, [&](std::uint32_t value) { seen.push_back(value); }));
  EXPECT_FALSE(map.watch(0x21, {}));
  EXPECT_FALSE(map.watch(0x1000, {}));
  EXPECT_EQ(map.write_window(0x20), nullptr);
  (void)map.write(0x20, 4, 0, 0x11223344);
  (void)map.write(0x24, 4, 0, 5);
  (void)map.write(0x21, 1, 0, 0xFF);
  EXPECT_EQ(seen, (std::vector<std::uint32_t>{0x11223344, 0x1122FF44}));
}

TEST(MemoryMap, RefusesRegionsThatOverlapOrLeaveTheAddressSpace) {
  MemoryMap map;
  Uart uart;
  ASSERT_TRUE(map.add_ram("ram", 0x1000, 0x1000));
  EXPECT_FALSE(map.add_ram("more", 0x1FC0, 0x40));
  EXPECT_FALSE(map.add_device("uart", 0x1F40, Uart::kBytes, uart));
  EXPECT_FALSE(map.add_ram("wrap", 0xFFFFFFC0, 0x80));
  EXPECT_FALSE(map.add_ram("none", 0x8000, 0));
  EXPECT_FALSE(map.add_ram("odd", 0x8001, 0x40));
  EXPECT_TRUE(map.add_device("uart", 0x2000, Uart::kBytes, uart));
}

TEST(MemoryMap, NothingIsReachedAcrossTheEndOfARam) {
  MemoryMap map;
  ASSERT_TRUE(map.add_ram("ram", 0, 0x40));
  std::uint32_t value = 0;
  std::uint16_t half = 0;
  EXPECT_EQ(map.ram(0x3E, 4), nullptr);
  EXPECT_FALSE(map.read(0x40, 4, 0, value));
  EXPECT_EQ(map.write(0x3E, 4, 0, 1), MemoryMap::Written::nothing);
  EXPECT_TRUE(map.fetch(0x3E, half));
  EXPECT_FALSE(map.fetch(0x40, half));
}

}  // namespace quartet::mcu
