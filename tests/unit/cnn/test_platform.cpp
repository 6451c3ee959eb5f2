#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "accel/platform.hpp"
#include "sim/base/files.hpp"
#include "tests/unit/cnn/network_builder.hpp"

namespace quartet::test {
namespace {

Network small() {
  NetworkBuilder b;
  const TensorId x = b.input({8, 8, 4});
  return b.finish(b.conv("conv2d", x, 4, {}));
}

std::string shipped_text() {
  return *read_text(resource_root() / "accel/platforms/max78000.toml");
}

/// Writes a changed platform file and loads it.
Error error_of(const std::string& from, const std::string& to) {
  std::string text = shipped_text();
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  text.replace(at, from.size(), to);
  const auto file = std::filesystem::path(::testing::TempDir()) / "changed_platform.toml";
  std::ofstream(file) << text;
  const auto target = load_platform(file.string());
  EXPECT_FALSE(target.has_value());
  return target ? Error{} : target.error();
}

}  // namespace

TEST(Platforms, ListIsSortedAndEveryPlatformOfTheArrayLoads) {
  const auto list = list_platforms();
  ASSERT_GE(list.size(), 3U);
  for (std::size_t i = 1; i < list.size(); ++i) EXPECT_LT(list[i - 1].name, list[i].name);
  for (const PlatformInfo& info : list) {
    if (info.kind != "cnn") continue;
    const auto target = load_platform(info.name);
    ASSERT_TRUE(target.has_value()) << target.error().text();
    EXPECT_FALSE((*target)->trust().empty()) << info.name;
    EXPECT_FALSE((*target)->idle_states().empty()) << info.name;
    for (const Parameter& p : (*target)->parameters().all()) EXPECT_FALSE(p.sentence.empty()) << p.name;
  }
}

TEST(Platforms, AMistypedNameGetsTheNearestOne) {
  const auto target = load_platform("max78001");
  ASSERT_FALSE(target.has_value());
  EXPECT_EQ(target.error().code, ErrorCode::bad_input);
  EXPECT_NE(target.error().text().find("max7800"), std::string::npos);
}

TEST(Platforms, AnUnknownKeyIsAnErrorWithItsPlaceAndTheNearestName) {
  const Error error = error_of("\nquadrants =", "\nquadrant =");
  EXPECT_EQ(error.code, ErrorCode::bad_input);
  EXPECT_NE(error.text().find("did you mean 'quadrants'"), std::string::npos) << error.text();
  EXPECT_NE(error.text().find("changed_platform.toml:"), std::string::npos) << error.text();
}

TEST(Platforms, AnUnknownKindTechnologyOrHeaderKeyIsAnError) {
  EXPECT_NE(error_of("kind = \"cnn\"", "kind = \"cn\"").text().find("did you mean 'cnn'"), std::string::npos);
  EXPECT_EQ(error_of("tech = \"max78000\"", "tech = \"max\"").code, ErrorCode::bad_input);
  EXPECT_NE(error_of("title =", "titel =").text().find("title"), std::string::npos);
}

TEST(Platforms, AnIdleStateNeedsAPowerRowOfTheCostTable) {
  EXPECT_NE(error_of("power = \"state_sleep\"", "power = \"state_slep\"").text().find("state_sleep"),
            std::string::npos);
}

TEST(CnnTarget, SettingAParameterReconfiguresThePlan) {
  auto target = load_platform("max78000");
  ASSERT_TRUE(target.has_value()) << target.error().text();
  const Network network = small();
  const auto before = (*target)->plan(network);
  ASSERT_TRUE(before.has_value()) << before.error().text();
  ASSERT_TRUE((*target)->parameters().set("cnn.clock_hz", "25e6").has_value());
  const auto after = (*target)->plan(network);
  ASSERT_TRUE(after.has_value());
  EXPECT_EQ(after->clock_hz, 25e6);
  EXPECT_EQ(after->layers[0].cycles, before->layers[0].cycles);
  EXPECT_LT(after->phases[0].cycles, before->phases[0].cycles);  // the bus keeps its pace: fewer array cycles
}

TEST(CnnTarget, PlanAndSimulateGiveTheSameSchedule) {
  auto target = load_platform("max78000");
  ASSERT_TRUE(target.has_value());
  const Network network = small();
  const auto plan = (*target)->plan(network);
  const auto run = (*target)->simulate(network, NetworkBuilder::random_inputs(network, 1), {});
  ASSERT_TRUE(plan && run);
  EXPECT_EQ(plan->cycles, run->schedule.cycles);
  ASSERT_EQ(plan->activity.size(), run->schedule.activity.size());
  for (std::size_t i = 0; i < plan->activity.size(); ++i)
    EXPECT_EQ(plan->activity[i].count, run->schedule.activity[i].count);
}

TEST(CnnTarget, ActivityScalesTheSwitchingOfTheQuadrantsOnly) {
  auto target = load_platform("max78000");
  ASSERT_TRUE(target.has_value());
  const Network network = small();
  const RowId row = *(*target)->costs().find("quadrant_cycle");
  const auto count = [&](const Schedule& s, bool quadrants) {
    double sum = 0;
    for (const ActivityEntry& e : s.activity) sum += (e.row == row) == quadrants ? e.count : 0;
    return sum;
  };
  const auto one = (*target)->plan(network);
  ASSERT_TRUE((*target)->parameters().set("cnn.activity", "0.5").has_value());
  const auto half = (*target)->plan(network);
  ASSERT_TRUE(one && half);
  EXPECT_DOUBLE_EQ(count(*half, true), count(*one, true) / 2);
  EXPECT_DOUBLE_EQ(count(*half, false), count(*one, false));
}

}  // namespace quartet::test
