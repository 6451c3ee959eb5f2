// Where the core sees the array.
#include <gtest/gtest.h>

#include "accel/mcu/system/address_map.hpp"
#include "tests/unit/cnn/platform_params.hpp"
#include "tests/unit/max78000_system/assembled_system.hpp"

namespace quartet::test {
namespace {

using soc::AddressMap;
using soc::Place;

Result<AddressMap> chip() {
  return AddressMap::make(system_params("max78000-system"), platform_params("max78000"));
}

}  // namespace

TEST(AddressMap, FindsWhatItGaveTheAddressOf) {
  const auto map = chip();
  ASSERT_TRUE(map.has_value()) << map.error().text();
  const cnn::Params array = platform_params("max78000");
  int tried = 0;
  const auto check = [&](Place place, int unit, std::int64_t byte) {
    const std::uint32_t address = map->address(place, unit, byte);
    const auto found = map->find(address);
    ASSERT_TRUE(found.has_value()) << std::hex << address;
    EXPECT_EQ(found->place, place) << std::hex << address;
    EXPECT_EQ(found->unit, unit) << std::hex << address;
    EXPECT_EQ(found->byte, byte) << std::hex << address;
    EXPECT_GE(address, map->base());
    EXPECT_LT(address - map->base(), map->bytes());
    ++tried;
  };
  for (int q = 0; q < array.quadrants; ++q) {
    check(Place::control, q, 0);
    check(Place::layer_count, q, 0);
    for (std::int64_t b = 0; b < array.bias_bytes_per_quadrant; ++b) check(Place::biases, q, b);
  }
  for (int p = 0; p < array.processors(); ++p) {
    for (std::int64_t b = 0; b < std::int64_t{array.weight_words} * 9; b += 108) check(Place::weights, p, b);
    check(Place::weights, p, std::int64_t{array.weight_words} * 9 - 4);
  }
  for (int i = 0; i < array.instances(); ++i) {
    for (std::int64_t b = 0; b < array.data_bytes_per_instance; b += 1024) check(Place::data, i, b);
    check(Place::data, i, array.data_bytes_per_instance - 4);
  }
  for (int f = 0; f < AddressMap::kFifos; ++f) check(Place::fifo_data, f, 0);
  check(Place::fifo_status, 0, 0);
  EXPECT_GT(tried, 4000);
}

TEST(AddressMap, HasTheAddressesOfTheChipsExamples) {
  const auto map = chip();
  ASSERT_TRUE(map.has_value());
  EXPECT_EQ(map->address(Place::control, 0, 0), 0x50100000U);
  EXPECT_EQ(map->address(Place::control, 3, 0), 0x50D00000U);
  EXPECT_EQ(map->address(Place::layer_count, 1, 0), 0x50500008U);
  EXPECT_EQ(map->address(Place::biases, 0, 1), 0x50108004U);
  EXPECT_EQ(map->address(Place::data, 2, 0x1000), 0x50411000U);
  EXPECT_EQ(map->address(Place::data, 4, 0x2000), 0x50802000U);
  EXPECT_EQ(map->address(Place::fifo_data, 0, 0), 0x50000008U);
}

TEST(AddressMap, AnswersNowhereElse) {
  const auto map = chip();
  ASSERT_TRUE(map.has_value());
  for (const std::uint32_t address : {0x50000000U, 0x50100004U, 0x5010000CU, 0x50100001U, 0x50400002U,
                                      0x50108800U, 0x50181B00U, 0x50420000U, 0x51020000U, 0x5000001CU})
    EXPECT_FALSE(map->find(address).has_value()) << std::hex << address;
}

TEST(AddressMap, RefusesAnArrayWhoseMemoriesDoNotFitTheWindows) {
  const auto larger = AddressMap::make(system_params("max78000-system"), platform_params("max78002"));
  ASSERT_FALSE(larger.has_value());
  EXPECT_EQ(larger.error().code, ErrorCode::bad_input);
  soc::SystemParams overlapping = system_params("max78000-system");
  overlapping.bias_base = overlapping.control_base;
  EXPECT_FALSE(AddressMap::make(overlapping, platform_params("max78000")).has_value());
  for (std::int64_t soc::SystemParams::*const stride :
       {&soc::SystemParams::quadrant_stride, &soc::SystemParams::weight_stride,
        &soc::SystemParams::data_stride}) {
    for (const std::int64_t wrong : {std::int64_t{0}, std::int64_t{0x400002}}) {
      soc::SystemParams params = system_params("max78000-system");
      params.*stride = wrong;
      EXPECT_FALSE(AddressMap::make(params, platform_params("max78000")).has_value());
    }
  }
}

}  // namespace quartet::test
