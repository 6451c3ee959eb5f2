// Loading a plug-in and driving its ports, whatever their width.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/rtl/plugin/plugin_fixture.hpp"

namespace quartet::rtl {
TEST(RtlModel, ResetsAndCountsCyclesFromTheEndOfReset) {
  const auto m = test_model("test_wide", kAllOnes);
  m->reset();
  EXPECT_EQ(m->cycle(), 0u);
  EXPECT_EQ(m->wave_cycle(), 3u);
  EXPECT_EQ(test_port(*m, "out_valid").get(), 0u);
  for (int i = 0; i < 10; ++i) {
    m->settle();
    m->tick();
  }
  EXPECT_EQ(m->cycle(), 10u);
  EXPECT_EQ(test_port(*m, "cycles2").get(), 10u) << "the second clock toggles with the first";
}

TEST(RtlModel, HoldsTiesAndIdleClocks) {
  const auto m = test_model("test_wide");
  m->reset();
  EXPECT_EQ(test_port(*m, "seen_mode").get(), 5u);
  EXPECT_EQ(test_port(*m, "seen_tck").get(), 1u);
}

TEST(RtlModel, SettlesCombinationalOutputsBeforeTheEdge) {
  const auto m = test_model("test_wide");
  m->reset();
  auto a12 = test_port(*m, "a12"), a32 = test_port(*m, "a32"), a64 = test_port(*m, "a64");
  a12.set(0x1fff);  // one bit more than the port has
  a32.set(0xffffffff);
  a64.set(0x100000001);
  m->settle();
  EXPECT_EQ(m->signal("sum")->get(), 0xfffull + 0xffffffffull + 0x100000001ull);
}

RC_GTEST_PROP(RtlModel, CarriesBeatsOf800BitsUnchanged, ()) {
  const auto m = test_model("test_wide");
  m->reset();
  const Interface& in = *m->declaration().find("in");
  const Interface& out = *m->declaration().find("out");
  RtlPort data = *m->port(in, "data"), valid = *m->port(in, "valid"), result = *m->port(out, "data");
  const auto words = *rc::gen::container<std::vector<std::uint32_t>>(25, rc::gen::arbitrary<std::uint32_t>());
  data.write_words(words.data());
  const auto low = *rc::gen::inRange<std::uint32_t>(0, 800 - 64), count = *rc::gen::inRange<std::uint32_t>(1, 65);
  const auto value = *rc::gen::arbitrary<std::uint64_t>();
  data.set_lane(low, count, value);
  valid.set(1);
  m->settle();
  m->tick();
  std::vector<std::uint32_t> expected = words, got(25);
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint32_t bit = low + i, mask = 1u << (bit % 32);
    expected[bit / 32] = (value >> i & 1) != 0 ? expected[bit / 32] | mask : expected[bit / 32] & ~mask;
  }
  result.read_words(got.data());
  RC_ASSERT(got == expected);
  RC_ASSERT(result.lane(low, count) == (count == 64 ? value : value & ((std::uint64_t{1} << count) - 1)));
}

TEST(RtlModel, NamesTheNearestPortAndListsAllWhenOneIsMissing) {
  const auto m = test_model("test_wide");
  const auto missing = m->port("in_redy");
  ASSERT_FALSE(missing);
  const std::string text = missing.error().text();
  EXPECT_NE(text.find("did you mean 'in_ready'?"), std::string::npos) << text;
  EXPECT_NE(text.find("input in_data [800]"), std::string::npos) << text;
}

TEST(RtlModel, SaysBothWidthsWhenAPortIsWiderThanTheLayer) {
  const auto m = test_model("test_wide");
  const auto wrong = m->port("in_data", Direction::in, 96);
  ASSERT_FALSE(wrong);
  const std::string text = wrong.error().text();
  EXPECT_NE(text.find("800 bit, 96 bit are needed"), std::string::npos) << text;
}

}  // namespace quartet::rtl
