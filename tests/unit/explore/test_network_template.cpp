#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <map>

#include "accel/ultratrail/tc_resnet.hpp"
#include "sim/explore/network_template/accuracy_command.hpp"
#include "sim/explore/network_template/network_template.hpp"
#include "sim/explore/point_runner.hpp"
#include "sim/explore/point_subject.hpp"
#include "sim/explore/spec.hpp"
#include "tests/unit/explore/scratch_folder.hpp"

namespace quartet {
namespace {

const std::string kHead = "schema_version = 1\ntemplate = \"tc_resnet\"\nplatform = \"ultratrail\"\n";

SweepSpec spec_of(const std::string& more) {
  const auto spec = parse_sweep_spec(kHead + more, "s.toml");
  EXPECT_TRUE(spec) << spec.error().text();
  return spec.value_or(SweepSpec{});
}
std::optional<double> metric(const PointResult& result, const std::string& name) { return result.metrics.at(*find_metric(name)); }

TEST(TcResNetTemplate, IsTcResNet8AsItComes) {
  const auto made = make_network_template("tc_resnet");
  ASSERT_TRUE(made);
  const auto network = (*made)->build();
  ASSERT_TRUE(network) << network.error().text();
  TcResNet by_hand;
  by_hand.blocks = {{false, 1, {{3, 16, true}}},
                    {true, 2, {{9, 24, true}, {9, 24, true}}},
                    {true, 2, {{9, 32, true}, {9, 32, true}}},
                    {true, 2, {{9, 48, true}, {9, 48, true}}}};
  const auto expected = make_tc_resnet(by_hand);
  ASSERT_TRUE(expected);
  EXPECT_EQ(network_hash(*network), network_hash(*expected));
}

TEST(TcResNetTemplate, FollowsItsParametersAndRefusesEvenKernels) {
  const auto made = make_network_template("tc_resnet");
  ASSERT_TRUE(made);
  const auto before = (*made)->build();
  ASSERT_TRUE((*made)->parameters().set("network.blocks", "2"));
  const auto shorter = (*made)->build();
  ASSERT_TRUE(before && shorter);
  EXPECT_LT(shorter->macs(), before->macs());
  ASSERT_TRUE((*made)->parameters().set("network.block3_kernel", "4"));
  EXPECT_TRUE((*made)->build()) << "the third block is not there";
  ASSERT_TRUE((*made)->parameters().set("network.block2_kernel", "4"));
  const auto even = (*made)->build();
  ASSERT_FALSE(even);
  EXPECT_NE(even.error().text().find("network.block2_kernel"), std::string::npos);
}

TEST(NetworkTemplates, NameTheNearestOne) {
  const auto made = make_network_template("tc_resnte");
  ASSERT_FALSE(made);
  EXPECT_NE(made.error().text().find("'tc_resnet'"), std::string::npos);
}

TEST(TemplatePoints, MoveNetworkAndMachineTogetherAndComeBack) {
  const SweepSpec spec = spec_of("[[axis]]\nkey = \"network.weight_bits\"\nalso = [\"ultratrail.weight_bits\", \"ultratrail.feature_bits\", "
                                 "\"network.feature_bits\"]\nvalues = [4, 6]\n[[axis]]\nkey = \"ultratrail.rows\"\nalso = [\"ultratrail.columns\"]\n"
                                 "values = [4, 8]\n[[axis]]\nkey = \"network.block1_channels\"\nvalues = [16, 24]\n");
  auto runner = PointRunner::create(spec);
  ASSERT_TRUE(runner) << runner.error().text();
  const auto at = [&](std::int64_t bits, std::int64_t size, std::int64_t channels) { return runner->run({bits, size, channels}); };
  const PointResult base = at(6, 8, 24);
  ASSERT_EQ(base.state, PointState::done) << base.message;
  EXPECT_EQ(metric(base, "latency.cycles"), 22744.0) << "the published record of TC-ResNet8 on 8 x 8";
  EXPECT_LT(*metric(at(4, 8, 24), "memory.weights_bytes"), *metric(base, "memory.weights_bytes"));
  EXPECT_GT(*metric(at(6, 4, 24), "latency.cycles"), *metric(base, "latency.cycles"));
  EXPECT_LT(*metric(at(6, 8, 16), "latency.cycles"), *metric(base, "latency.cycles"));
  EXPECT_EQ(at(6, 8, 24).metrics, base.metrics);
  EXPECT_FALSE(metric(base, "accuracy.value")) << "untrained: not known, not 0";
}

TEST(TemplatePoints, GiveTheSameTimeOnBothRungs) {
  const std::string axes = "[[axis]]\nkey = \"network.blocks\"\nvalues = [1, 3]\n";
  auto plan = PointRunner::create(spec_of(axes)), simulate = PointRunner::create(spec_of("fidelity = \"simulate\"\n" + axes));
  ASSERT_TRUE(plan && simulate);
  EXPECT_EQ(plan->run({std::int64_t{1}}).metrics, simulate->run({std::int64_t{1}}).metrics);
}

TEST(TemplatePoints, RefuseAxesThatNobodyHas) {
  for (const char* key : {"network.chanels", "variant", "cnn.clock_hz"}) {
    const auto runner = PointRunner::create(spec_of(std::string("[[axis]]\nkey = \"") + key + "\"\nvalues = [1]\n"));
    EXPECT_FALSE(runner) << key;
  }
  EXPECT_FALSE(parse_sweep_spec(kHead + "samples = 5\n[[axis]]\nkey = \"network.blocks\"\nvalues = [1]\n", "s.toml"));
  EXPECT_FALSE(parse_sweep_spec("schema_version = 1\nworkload = \"kws\"\ntemplate = \"tc_resnet\"\nplatform = \"ultratrail\"\n"
                                "[[axis]]\nkey = \"network.blocks\"\nvalues = [1]\n", "s.toml"));
}

TEST(AccuracyCommand, GivesTheCandidateAndReadsTheLastLine) {
  const auto accuracy = run_accuracy_command("grep -c network.blocks | sed s/1/epoch.1/; echo; echo ' 0.875 '", "{\"network.blocks\": 3}\n");
  ASSERT_TRUE(accuracy) << accuracy.error().text();
  EXPECT_EQ(*accuracy, 0.875);
  const auto large = run_accuracy_command("cat >/dev/null; echo 1", std::string(1 << 20, 'x'));
  EXPECT_TRUE(large);
  EXPECT_TRUE(run_accuracy_command("echo 0.5", std::string(1 << 20, 'x'))) << "a command need not read its input";
}

TEST(AccuracyCommand, SaysWhyThereIsNoAccuracy) {
  const auto failed = run_accuracy_command("echo no memory >&2; exit 3", "");
  ASSERT_FALSE(failed);
  EXPECT_NE(failed.error().text().find("status 3: no memory"), std::string::npos) << failed.error().text();
  for (const char* bad : {"true", "echo ninety", "echo 91.5", "echo -0.1", "echo nan", "kill -9 $$"}) EXPECT_FALSE(run_accuracy_command(bad, "")) << bad;
}

class Memory final : public IMemo {
 public:
  Result<std::optional<double>> cached(const std::string& key) override {
    return values.contains(key) ? std::optional<double>(values[key]) : std::nullopt;
  }
  Result<void> keep_cached(const std::string& key, double value) override {
    values[key] = value;
    return {};
  }
  std::map<std::string, double> values;
};

TEST(TemplatePoints, TrainACandidateOnceForEveryMachine) {
  test::ScratchFolder scratch;
  const std::string log = scratch.file("log").string();
  const SweepSpec spec = spec_of("accuracy_command = \"echo x >> " + log + "; echo 0.25\"\n"
                                 "[[axis]]\nkey = \"ultratrail.rows\"\nvalues = [4, 8]\n[[axis]]\nkey = \"network.blocks\"\nvalues = [1, 2]\n");
  auto runner = PointRunner::create(spec);
  ASSERT_TRUE(runner);
  Memory memory;
  runner->remember_in(&memory);
  for (const std::int64_t rows : {4, 8}) {
    for (const std::int64_t blocks : {1, 2}) EXPECT_EQ(metric(runner->run({rows, blocks}), "accuracy.value"), 0.25);
  }
  std::ifstream file(log);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), "x\nx\n") << "two networks on two machines";
  EXPECT_EQ(memory.values.size(), 2u);
}

}  // namespace
}  // namespace quartet
