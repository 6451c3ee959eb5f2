#include <gtest/gtest.h>

#include "accel/mcu/core.hpp"
#include "accel/mcu/iss/rv32/decoder.hpp"
#include "accel/mcu/machine.hpp"
#include "sim/base/files.hpp"

namespace quartet::mcu {

TEST(Core, EveryCoreThatShipsLoadsAndSaysWhereItsNumbersComeFrom) {
  ASSERT_GE(core_names().size(), 6U);
  for (const std::string& name : core_names()) {
    auto core = load_core(name);
    ASSERT_TRUE(core) << core.error().text();
    EXPECT_EQ(core->name, name);
    EXPECT_FALSE(core->title.empty());
    EXPECT_TRUE(Machine::make(*core)) << name;
    const auto text = read_text(resource_root() / "accel" / "mcu" / "cores" / (name + ".toml"));
    ASSERT_TRUE(text);
    std::size_t numbers = 0, sources = 0;
    for (std::size_t at = 0; (at = text->find("value =", at)) != std::string::npos; ++at) ++numbers;
    for (std::size_t at = 0; (at = text->find("source = \"", at)) != std::string::npos; ++at) ++sources;
    EXPECT_EQ(numbers, sources) << name;
  }
}

TEST(Core, UnknownNameIsAUsageErrorWithTheNearestOne) {
  const auto core = load_core("ibx");
  ASSERT_FALSE(core);
  EXPECT_EQ(core.error().code, ErrorCode::usage);
  EXPECT_NE(core.error().text().find("ibex"), std::string::npos);
}

TEST(Decoder, RefusesIsasThatItDoesNotKnow) {
  EXPECT_FALSE(rv32::Decoder::make("rv64imc", "x"));
  EXPECT_FALSE(rv32::Decoder::make("rv32imcq", "x"));
  EXPECT_FALSE(rv32::Decoder::make("rv32imc_xnothing", "x"));
  EXPECT_TRUE(rv32::Decoder::make("rv32i", "x"));
}

TEST(Decoder, ExtensionsThatACoreLacksAreIllegal) {
  const auto small = rv32::Decoder::make("rv32i", "x"), full = rv32::Decoder::make("rv32imc_zicsr", "x");
  ASSERT_TRUE(small && full);
  constexpr std::uint32_t kMul = 0x02B50633, kCsr = 0x30001073, kCompressed = 0x0505;
  for (const std::uint32_t raw : {kMul, kCsr, kCompressed}) {
    EXPECT_EQ(small->decode_word(raw, 0).what->name, "illegal");
    EXPECT_NE(full->decode_word(raw, 0).what->name, "illegal");
  }
}

}  // namespace quartet::mcu
