// The platform max78000-system behind ITarget.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>

#include "accel/platform.hpp"
#include "sim/base/files.hpp"
#include "sim/energy/ledger.hpp"
#include "tests/unit/max78000_system/assembled_system.hpp"
#include "tests/unit/max78000_system/test_networks.hpp"

namespace quartet::test {
namespace {

std::unique_ptr<ITarget> system_target() {
  auto target = load_platform("max78000-system");
  EXPECT_TRUE(target.has_value()) << (target ? "" : target.error().text());
  return target ? std::move(*target) : nullptr;
}

Simulation simulated(const ITarget& target, const Network& network) {
  auto run = target.simulate(network, NetworkBuilder::random_inputs(network, 3), {});
  EXPECT_TRUE(run.has_value()) << (run ? "" : run.error().text());
  return run ? std::move(*run) : Simulation{};
}

}  // namespace

TEST(SystemTarget, NamesEveryPhaseOfAnInferenceInTheOrderOfTime) {
  const auto target = system_target();
  const Simulation run = simulated(*target, classifier(true));
  std::vector<std::string> before, after;
  for (const PhaseTiming& p : run.schedule.phases) (p.after_layers ? after : before).push_back(p.name);
  EXPECT_EQ(before, (std::vector<std::string>{"boot", "weight_load", "input_load", "start"}));
  EXPECT_EQ(after, (std::vector<std::string>{"wake", "read_out", "softmax", "exit"}));
  EXPECT_EQ(run.schedule.phases[0].phase, ActivityPhase::once);
  EXPECT_EQ(run.schedule.phases[1].phase, ActivityPhase::once);
  std::uint64_t cycles = 0;
  for (const PhaseTiming& p : run.schedule.phases) {
    EXPECT_GT(p.cycles, 0U) << p.name;
    cycles += p.phase == ActivityPhase::inference ? p.cycles : 0;
  }
  for (const LayerTiming& layer : run.schedule.layers) cycles += layer.cycles;
  EXPECT_EQ(cycles, run.schedule.cycles);
}

TEST(SystemTarget, EveryJouleBelongsToALayerOrToAPhase) {
  const auto target = system_target();
  for (const Network& network : {classifier(true), image_to_image(5)}) {
    const Schedule schedule = simulated(*target, network).schedule;
    const Ledger ledger = Ledger::price(schedule.activity, target->costs());
    std::map<ActivityPhase, double> sums;
    std::vector<double> phases(schedule.phases.size(), 0.0);
    double core_s = 0.0;
    for (const LedgerEntry& e : ledger.entries()) {
      ASSERT_TRUE(e.joules.has_value()) << e.price.name;
      EXPECT_GT(*e.joules, 0.0) << e.price.name;
      const bool in_phase = e.activity.stretch != kNoStretch, in_layer = e.activity.layer != kNoLayer;
      EXPECT_NE(in_phase, in_layer) << e.price.name;
      if (in_phase) {
        phases.at(static_cast<std::size_t>(e.activity.stretch)) += *e.joules;
        EXPECT_EQ(e.activity.phase, schedule.phases[static_cast<std::size_t>(e.activity.stretch)].phase);
      }
      sums[e.activity.phase] += *e.joules;
      const bool core = e.price.name == "host_active" || e.price.name == "host_sleep";
      if (core && e.activity.phase == ActivityPhase::inference) core_s += e.activity.count;
    }
    for (std::size_t i = 0; i < phases.size(); ++i) EXPECT_GT(phases[i], 0.0) << schedule.phases[i].name;
    EXPECT_NEAR(sums[ActivityPhase::inference], *ledger.total_j(), 1e-15);
    EXPECT_NEAR(sums[ActivityPhase::once], *ledger.total_j(ActivityPhase::once), 1e-15);
    // The core is awake or asleep all the time but where the price of moved words has it.
    double counted = schedule.seconds();
    for (const PhaseTiming& p : schedule.phases) {
      if (p.name == "input_load" || p.name == "read_out")
        counted -= static_cast<double>(p.cycles) / schedule.clock_hz;
    }
    EXPECT_NEAR(core_s, counted, 3 / schedule.clock_hz);
  }
}

TEST(SystemTarget, ARowWithoutAPriceMakesTheSumsNull) {
  const auto target = system_target();
  const Schedule schedule = simulated(*target, classifier(true)).schedule;
  std::string text = "schema_version = 1\nname = \"t\"\nvalidity = \"test\"\n";
  for (const CostRow& row : target->costs().rows()) {
    text += "[[row]]\nname = \"" + row.name + "\"\ncomponent = \"" + row.component + "\"\nkind = \"" +
            (row.is_power ? "power" : "event") + "\"\n" +
            (row.is_power ? "" : "per = \"" + row.per + "\"\n") + "value = " +
            (row.name == "host_sleep" || !row.value ? std::string("\"not modelled\"")
                                                    : std::to_string(*row.value)) +
            "\nsource = \"t\"\nconfidence = \"assumed\"\nnote = \"t\"\n";
  }
  const auto config = parse_config(text, "t.toml");
  ASSERT_TRUE(config.has_value()) << config.error().text();
  const auto table = CostTable::from_config(*config, "t.toml");
  ASSERT_TRUE(table.has_value()) << table.error().text();
  EXPECT_FALSE(Ledger::price(schedule.activity, *table).total_j().has_value());
}

TEST(SystemTarget, ANetworkThatTheCoresMemoriesDoNotHoldDoesNotFit) {
  const auto target = system_target();
  for (const auto& [key, what] :
       {std::pair{"cnn-system.flash_bytes", "flash"}, std::pair{"cnn-system.ram_bytes", "SRAM"}}) {
    const auto small = system_target();
    ASSERT_TRUE(small->parameters().set(key, "8192").has_value());
    const auto plan = small->plan(image_to_image(70));
    ASSERT_FALSE(plan.has_value()) << key;
    EXPECT_EQ(plan.error().code, ErrorCode::does_not_fit);
    EXPECT_NE(plan.error().text().find(what), std::string::npos);
    EXPECT_NE(plan.error().text().find("8192 B"), std::string::npos) << plan.error().text();
  }
  NetworkBuilder b;
  const Network large = b.finish(b.conv("conv2d", b.conv("conv2d", b.input({4, 4, 64}), 1024, {}), 1024, {}));
  const auto plan = target->plan(large);
  ASSERT_FALSE(plan.has_value());
  EXPECT_EQ(plan.error().code, ErrorCode::does_not_fit) << plan.error().text();
}

TEST(SystemTarget, PlansTheSameScheduleAgainAndAnotherAfterAParameterChanged) {
  const auto target = system_target();
  const Network network = classifier(true);
  const auto first = target->plan(network), second = target->plan(network);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->cycles, second->cycles);
  ASSERT_TRUE(target->parameters().set("cnn-system.bridge_cycles", "9").has_value());
  const auto slower = target->plan(network);
  ASSERT_TRUE(slower.has_value());
  EXPECT_GT(slower->cycles, first->cycles);
}

TEST(SystemTarget, APlatformFileMustNameAnArrayThatThereIs) {
  const std::string shipped = *read_text(resource_root() / "accel/platforms/max78000-system.toml");
  const auto file = std::filesystem::path(testing::TempDir()) / "quartet_system_platform.toml";
  const auto error_of = [&](const std::string& line, const std::string& instead) {
    std::string text = shipped;
    EXPECT_NE(text.find(line), std::string::npos);
    text.replace(text.find(line), line.size(), instead);
    std::ofstream(file) << text;
    const auto target = load_platform(file.string());
    EXPECT_FALSE(target.has_value()) << instead;
    return target ? std::string() : target.error().text();
  };
  const std::string array = "array = \"max78000\"";
  EXPECT_NE(error_of(array, "").find("names no array"), std::string::npos);
  EXPECT_NE(error_of(array, "array = 3").find("names no array"), std::string::npos);
  EXPECT_NE(error_of(array, "array = \"rp2040\"").find("max78000, max78002"), std::string::npos);
  EXPECT_NE(error_of("ram_bytes =", "ram_byte =").find("ram_bytes"), std::string::npos);
  EXPECT_NE(
      error_of("interrupt_line = { value = 101", "interrupt_line = { value = 1010").find("interrupt_line"),
      std::string::npos);
  std::filesystem::remove(file);
}

TEST(SystemTarget, HasTheParametersOfArrayAndCore) {
  const auto target = system_target();
  for (const char* name : {"cnn.clock_hz", "cnn-system.clock_hz"})
    EXPECT_NE(target->parameters().find(name), nullptr) << name;
  for (const Parameter& p : target->parameters().all()) EXPECT_FALSE(p.sentence.empty()) << p.name;
  EXPECT_FALSE(target->trust().empty());
  EXPECT_FALSE(target->idle_states().empty());
}

}  // namespace quartet::test
