// quartet run on what ships: figures, JSON, determinism, interruption.
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "accel/platform.hpp"
#include "sim/base/files.hpp"
#include "tests/cli/support/quartet_process.hpp"
#include "workloads/data/npy.hpp"
#include "workloads/zoo/workload.hpp"

namespace quartet::test {
namespace {

using Json = nlohmann::json;

Json run_json(std::vector<std::string> words) {
  words.insert(words.end(), {"--json", "-"});
  const Finished done = run_quartet(words);
  EXPECT_EQ(done.code, 0) << done.err;
  const Json json = Json::parse(done.out, nullptr, false);
  EXPECT_FALSE(json.is_discarded()) << "standard output holds more than JSON:\n" << done.out.substr(0, 400);
  return json;
}

TEST(Run, PrintsTheFourFiguresOnOneScreen) {
  const Finished done = run_quartet({"run", "kws", "--on", "max78000"});
  ASSERT_EQ(done.code, 0) << done.err;
  for (const char* label :
       {"\naccuracy ", "\nlatency ", "\nenergy ", "\nmemory ", "\npower ", "largest costs", "SYNTHETIC"})
    EXPECT_NE(done.out.find(label), std::string::npos) << label << " is missing in\n" << done.out;
  EXPECT_LE(std::count(done.out.begin(), done.out.end(), '\n'), 40);
  EXPECT_EQ(done.err, "");
}

TEST(Run, JsonHasTheFieldsOfTheContract) {
  const Json json = run_json({"run", "kws", "--on", "max78000"});
  EXPECT_EQ(json["schema"], "quartet-result-1");
  for (const char* field : {"version", "config_hash", "network_hash", "data_hash", "seed"})
    EXPECT_TRUE(json["identity"].contains(field)) << field;
  EXPECT_EQ(json["network"], "kws");
  EXPECT_EQ(json["platform"], "max78000");
  for (const char* field : {"correct", "samples", "value", "ci95"})
    EXPECT_TRUE(json["accuracy"].contains(field)) << field;
  for (const char* field : {"cycles", "seconds", "clock_hz", "interval_cycles"})
    EXPECT_TRUE(json["latency"].contains(field)) << field;
  for (const char* field : {"total_j", "static_j", "dynamic_j", "by_component", "by_layer"})
    EXPECT_TRUE(json["energy"].contains(field)) << field;
  for (const char* field : {"weights_bytes", "activations_bytes", "capacity_bytes"})
    EXPECT_TRUE(json["memory"].contains(field)) << field;
  ASSERT_FALSE(json["layers"].empty());
  for (const Json& layer : json["layers"]) {
    for (const char* field : {"name", "op", "macs", "cycles", "energy_j", "utilization", "bound"})
      EXPECT_TRUE(layer.contains(field)) << field;
  }
  EXPECT_TRUE(json["warnings"].is_array());
}

TEST(Run, FiguresAddUp) {
  const Json json = run_json({"run", "kws", "--on", "max78000"});
  const Json& energy = json["energy"];
  const double total = energy["total_j"];
  EXPECT_NEAR(energy["static_j"].get<double>() + energy["dynamic_j"].get<double>(), total, 1e-9 * total);
  double components = 0.0, layers = energy["outside_layers_j"], ledger = 0.0;
  for (const auto& [name, joules] : energy["by_component"].items()) components += joules.get<double>();
  for (const Json& layer : energy["by_layer"]) layers += layer["energy_j"].get<double>();
  for (const Json& line : json["ledger"]) {
    EXPECT_NEAR(line["energy_j"].get<double>(), line["count"].get<double>() * line["value"].get<double>(),
                1e-12 * total);
    if (line["paid"] == "inference") ledger += line["energy_j"].get<double>();
  }
  EXPECT_NEAR(components, total, 1e-9 * total);
  EXPECT_NEAR(layers, total, 1e-9 * total);
  EXPECT_NEAR(ledger, total, 1e-9 * total);
  const Json& latency = json["latency"];
  EXPECT_NEAR(latency["cycles"].get<double>() / latency["clock_hz"].get<double>(),
              latency["seconds"].get<double>(), 1e-12);
  const Json& accuracy = json["accuracy"];
  EXPECT_DOUBLE_EQ(accuracy["value"], accuracy["correct"].get<double>() / accuracy["samples"].get<double>());
  EXPECT_LE(accuracy["ci95"][0], accuracy["value"]);
  EXPECT_GE(accuracy["ci95"][1], accuracy["value"]);
}

TEST(Run, GivesTheAccuracyThatTheManifestRecords) {
  for (const std::string& name : workload_names()) {
    const auto workload = load_workload(name);
    ASSERT_TRUE(workload);
    for (const Measured& measured : workload->measured) {
      for (const DataSet& set : workload->data) {
        if (set.name != measured.data || !set.available) continue;
        const Json json = run_json(
            {"run", name, "--on", "reference", "--variant", measured.variant, "--data", measured.data});
        EXPECT_EQ(json["accuracy"]["correct"], measured.correct) << name << " " << measured.data;
        EXPECT_EQ(json["accuracy"]["samples"], measured.samples) << name << " " << measured.data;
        EXPECT_EQ(json["accuracy"]["synthetic"], set.synthetic);
      }
    }
  }
}

TEST(Run, APlatformTakesTheVariantThatWasMadeForIt) {
  for (const std::string& name : workload_names()) {
    const auto workload = load_workload(name);
    ASSERT_TRUE(workload);
    for (const PlatformInfo& platform : list_platforms()) {
      const auto made_for = [&](const Variant& v) {
        return std::find(v.made_for.begin(), v.made_for.end(), platform.name) != v.made_for.end();
      };
      const auto first = std::find_if(workload->variants.begin(), workload->variants.end(), made_for);
      if (first == workload->variants.end()) continue;
      const Json json = run_json({"run", name, "--on", platform.name, "--dry-run"});
      EXPECT_EQ(json["model"]["variant"], first->name) << name << " on " << platform.name;
    }
  }
}

TEST(Run, MachineAndReferenceGiveTheSameOutputs) {
  const ScratchFolder scratch;
  ASSERT_EQ(run_quartet({"run", "kws", "--on", "max78000", "--outputs", scratch.file("a.npy")}).code, 0);
  ASSERT_EQ(run_quartet({"run", "kws", "--on", "reference", "--outputs", scratch.file("b.npy")}).code, 0);
  const auto a = read_npy(scratch.file("a.npy")), b = read_npy(scratch.file("b.npy"));
  ASSERT_TRUE(a && b);
  EXPECT_EQ(a->shape, (std::vector<std::int64_t>{360, 12}));
  EXPECT_EQ(a->type, NpyType::i8);
  EXPECT_EQ(a->data, b->data);
}

TEST(Run, ReferenceHasNullForWhatItDoesNotModelAndSaysSo) {
  const Json json = run_json({"run", "kws", "--on", "reference"});
  EXPECT_TRUE(json["latency"].is_null());
  EXPECT_TRUE(json["energy"].is_null());
  EXPECT_TRUE(json["layers"][0]["cycles"].is_null());
  EXPECT_NE(json["warnings"].dump().find("not modelled"), std::string::npos);
}

TEST(Run, SameCommandGivesTheSameBytesTwice) {
  for (const char* fidelity : {"plan", "simulate"}) {
    const std::vector<std::string> words{"run", "kws",        "--on",   "max78000", "--samples",
                                         "20",  "--fidelity", fidelity, "--json",   "-"};
    const Finished first = run_quartet(words), second = run_quartet(words);
    ASSERT_EQ(first.code, 0) << first.err;
    EXPECT_EQ(first.out, second.out);
  }
}

TEST(Run, IdentityFollowsWhatWasRun) {
  const std::vector<std::string> base{"run",        "kws",  "--on",      "max78000",
                                      "--fidelity", "plan", "--samples", "5"};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), base.begin(), base.end());
    return run_json(more)["identity"];
  };
  const Json plain = run_json(base)["identity"];
  EXPECT_NE(plain["config_hash"], with({"--set", "tech.quadrant_cycle=1e-12"})["config_hash"]);
  EXPECT_NE(plain["seed"], with({"--seed", "9"})["seed"]);
  EXPECT_EQ(plain["network_hash"], with({"--seed", "9"})["network_hash"]);
  const Json fewer =
      run_json({"run", "kws", "--on", "max78000", "--fidelity", "plan", "--samples", "4"})["identity"];
  EXPECT_NE(plain["data_hash"], fewer["data_hash"]);
}

TEST(Run, APriceOfTheCommandLineMovesTheTotalAndIsNamedAsItsSource) {
  const std::vector<std::string> base{"run",        "kws",  "--on",      "max78000",
                                      "--fidelity", "plan", "--samples", "1"};
  const Json before = run_json(base);
  std::string row;
  double count = 0.0, value = 0.0;
  for (const Json& line : before["ledger"]) {
    if (line["paid"] != "inference" || line["per"] == "s") continue;
    if (row.empty()) row = line["row"], value = line["value"];
    if (line["row"] == row) count += line["count"].get<double>();
  }
  ASSERT_FALSE(row.empty());
  std::vector<std::string> words = base;
  words.insert(words.end(), {"--set", "tech." + row + "=" + Json(2 * value).dump()});
  const Json after = run_json(words);
  const double moved = after["energy"]["total_j"].get<double>() - before["energy"]["total_j"].get<double>();
  EXPECT_NEAR(moved, count * value, 1e-6 * count * value);
  EXPECT_NE(after["ledger"].dump().find("command line"), std::string::npos);
}

TEST(Run, DutyCycleGivesAveragePowerIdleStateAndBatteryLife) {
  const Json json = run_json(
      {"run", "kws", "--on", "max78000", "--fidelity", "plan", "--samples", "1", "--set", "duty.rate_hz=1"});
  const Json& duty = json["energy"]["duty"];
  ASSERT_TRUE(duty.is_object());
  EXPECT_GT(duty["average_power_w"], 0.0);
  EXPECT_GT(duty["battery_life_s"], 0.0);
  EXPECT_NE(duty["idle_state"], "");
  const double period = duty["period_s"];
  EXPECT_NEAR(duty["active_s"].get<double>() + duty["wakeup_s"].get<double>() +
                  duty["reload_s"].get<double>() + duty["idle_s"].get<double>(),
              period, 1e-9);
  EXPECT_TRUE(
      run_json({"run", "kws", "--on", "max78000", "--fidelity", "plan", "--samples", "1"})["energy"]["duty"]
          .is_null());
}

TEST(Run, DryRunPlansAndRunsNothing) {
  const Json json = run_json({"run", "kws", "--on", "max78000", "--dry-run"});
  EXPECT_TRUE(json["accuracy"].is_null());
  EXPECT_GT(json["latency"]["cycles"], 0);
  EXPECT_NE(json["notes"].dump().find("would run 360 sample(s)"), std::string::npos) << json["notes"];
}

TEST(Run, QuietPrintsNothing) {
  const Finished done = run_quartet({"run", "kws", "--on", "reference", "--samples", "1", "--quiet"});
  EXPECT_EQ(done.code, 0);
  EXPECT_EQ(done.out + done.err, "");
}

TEST(Run, InterruptionKeepsTheSamplesDoneAndEndsWith130) {
  const auto workload = load_workload("kws");
  ASSERT_TRUE(workload);
  const auto inputs = read_npy(workload->data[0].inputs);
  ASSERT_TRUE(inputs);
  // Enough samples for many seconds, so that the signal comes while they run.
  constexpr std::int64_t kCopies = 500;
  NpyArray many{inputs->type, inputs->shape, {}};
  many.shape[0] *= kCopies;
  for (std::int64_t i = 0; i < kCopies; ++i)
    many.data.insert(many.data.end(), inputs->data.begin(), inputs->data.end());
  NpyArray labels{
      NpyType::u8, {many.shape[0]}, std::vector<std::uint8_t>(static_cast<std::size_t>(many.shape[0]), 0)};
  const ScratchFolder scratch;
  ASSERT_TRUE(write_npy(scratch.file("x.npy"), many));
  ASSERT_TRUE(write_npy(scratch.file("y.npy"), labels));
  const Finished done =
      interrupt_quartet({"run", "kws", "--on", "reference", "--inputs", scratch.file("x.npy"), "--labels",
                         scratch.file("y.npy"), "--json", scratch.file("r.json")},
                        2500);
  ASSERT_EQ(done.code, 130) << done.err;
  EXPECT_NE(done.out.find("INTERRUPTED"), std::string::npos) << done.out;
  const Json json = Json::parse(*read_text(scratch.file("r.json")));
  EXPECT_FALSE(json["accuracy"]["complete"]);
  EXPECT_GT(json["accuracy"]["samples"], 0);
  EXPECT_LT(json["accuracy"]["samples"], many.shape[0]);
}

}  // namespace
}  // namespace quartet::test
