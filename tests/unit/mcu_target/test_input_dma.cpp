// How the input comes: in SRAM already, by a DMA before the first layer, or by one beside the layers of the inference before.
#include <gtest/gtest.h>

#include "accel/platform.hpp"
#include "tests/unit/graph/network_builder.hpp"

namespace quartet::test {
namespace {

constexpr std::int64_t kInputBytes = 16 * 16 * 16;

Network network() {
  NetworkBuilder b;
  const TensorId x = b.input({16, 16, 16}, kInt8, {{0.1}, {-5}});
  Layer& conv = b.layer("conv2d", {x}, {16, 3, 3, 16});
  conv.attributes.padding = {1, 1, 1, 1};
  conv.requantization.rule = Requantization::Rule::multiplier;
  conv.requantization.scales = {0.003};
  Network network = b.finish();
  EXPECT_EQ(problems_of(network), "");
  (void)infer_and_validate(network);
  return network;
}

std::vector<Values> input() {
  Values v(kInputBytes);
  for (std::size_t i = 0; i < v.size(); ++i) v[i] = static_cast<std::int32_t>(i * 37 % 256) - 128;
  return {v};
}

/// The platform with these settings, simulated twice: the second inference finds the same as the first.
Simulation simulate(const std::string& platform, const std::vector<std::pair<std::string, std::string>>& settings) {
  const auto target = load_platform(platform);
  EXPECT_TRUE(target.has_value()) << (target ? "" : target.error().text());
  for (const auto& [name, value] : settings) EXPECT_TRUE((*target)->parameters().set(name, value).has_value()) << name;
  auto made = (*target)->simulate(network(), input(), {});
  EXPECT_TRUE(made.has_value()) << (made ? "" : made.error().text());
  return made ? std::move(*made) : Simulation{};
}

double figure(const Schedule& schedule, const std::string& name) {
  for (const Figure& f : schedule.figures) {
    if (f.name == name) return f.value.value();
  }
  return 0;
}

std::uint64_t layers(const Schedule& schedule) {
  std::uint64_t sum = 0;
  for (const LayerTiming& layer : schedule.layers) sum += layer.cycles;
  return sum;
}

}  // namespace

TEST(InputDma, IsAPhaseInFrontOfTheLayersOfThePlatformsThatHaveIt) {
  for (const char* platform : {"pulpissimo", "rp2040"}) {
    const Schedule with = simulate(platform, {}).schedule, without = simulate(platform, {{"mcu.input", "in_sram"}}).schedule;
    ASSERT_EQ(with.phases.size(), 1U) << platform;
    EXPECT_EQ(with.phases[0].name, "input_load");
    EXPECT_EQ(with.cycles, without.cycles + with.phases[0].cycles);
    EXPECT_EQ(layers(with), without.cycles);
    EXPECT_EQ(with.interval_cycles, with.cycles);
    EXPECT_EQ(figure(with, "stalls: bank conflicts"), 0.0);
  }
  // 1024 words in 2 cycles each behind the setup.
  EXPECT_EQ(simulate("pulpissimo", {}).schedule.phases[0].cycles, 10U + 2 * kInputBytes / 4);
  EXPECT_EQ(simulate("rp2040", {}).schedule.phases[0].cycles, 4U + kInputBytes / 4);
}

TEST(InputDma, BesideTheLayersItCostsBankConflictsThatAreCountedAndSavesItsPhase) {
  for (const char* platform : {"pulpissimo", "rp2040", "stm32l4r5"}) {
    const Simulation alone = simulate(platform, {{"mcu.input", "in_sram"}}), beside = simulate(platform, {{"mcu.input", "dma_beside"}, {"mcu.dma_read_cycles", "97"}});
    const double conflicts = figure(beside.schedule, "stalls: bank conflicts");
    EXPECT_GT(conflicts, 0.0) << platform;
    const double without = static_cast<double>(layers(alone.schedule)), with = static_cast<double>(layers(beside.schedule));
    // A prefetch of flash goes on while the core waits for a bank: there some of the wait is hidden.
    const bool prefetches = std::string(platform) == "stm32l4r5";
    if (prefetches) {
      EXPECT_GT(with, without);
      EXPECT_LE(with, without + conflicts);
    } else {
      EXPECT_EQ(with, without + conflicts) << platform;
    }
    EXPECT_EQ(beside.schedule.interval_cycles, layers(beside.schedule)) << platform;
    EXPECT_EQ(beside.logits, alone.logits) << platform;
    EXPECT_EQ(beside.schedule.memory[0].used_bytes, alone.schedule.memory[0].used_bytes + kInputBytes) << platform;
  }
}

TEST(InputDma, MoreBanksMeanFewerConflicts) {
  double last = 1e9;
  for (const char* banks : {"1", "2", "8", "32"}) {
    const double conflicts =
        figure(simulate("pulpissimo", {{"mcu.input", "dma_beside"}, {"mcu.sram_banks", banks}}).schedule, "stalls: bank conflicts");
    EXPECT_LT(conflicts, last) << banks;
    last = conflicts;
  }
}

TEST(InputDma, LongerThanTheInferenceItSetsTheInterval) {
  const Schedule s = simulate("pulpissimo", {{"mcu.input", "dma_beside"}, {"mcu.dma_read_cycles", "100000"}}).schedule;
  EXPECT_EQ(s.interval_cycles, s.phases.back().cycles);
  EXPECT_GT(*s.interval_cycles, layers(s));
}

TEST(InputDma, BanksThatAreNoPowerOfTwoAreRefusedByName) {
  const auto target = load_platform("rp2040");
  ASSERT_TRUE(target.has_value());
  ASSERT_TRUE((*target)->parameters().set("mcu.sram_banks", "3").has_value());
  const auto plan = (*target)->plan(network());
  ASSERT_FALSE(plan.has_value());
  EXPECT_NE(plan.error().text().find("mcu.sram_banks"), std::string::npos) << plan.error().text();
}

}  // namespace quartet::test
