// cim-map, cim-drift, cim-ablation and run on aon-cim, as a user calls them.
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "sim/base/files.hpp"
#include "tests/cli/support/quartet_process.hpp"

namespace quartet::test {
namespace {

using Json = nlohmann::json;
using Words = std::vector<std::string>;

Words with(Words words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

std::vector<std::vector<std::string>> rows_of(const std::string& csv) {
  std::vector<std::vector<std::string>> rows;
  std::istringstream lines(csv);
  std::string line, cell;
  while (std::getline(lines, line)) {
    std::istringstream cells(line);
    rows.emplace_back();
    while (std::getline(cells, cell, ',')) rows.back().push_back(cell);
  }
  return rows;
}

std::size_t column(const std::vector<std::vector<std::string>>& rows, const std::string& name) {
  return static_cast<std::size_t>(std::find(rows[0].begin(), rows[0].end(), name) - rows[0].begin());
}

TEST(CimMap, ShowsEveryLayerAndDrawsIt) {
  const ScratchFolder scratch;
  const Finished done = run_quartet({"cim-map", "kws", "--svg", scratch.file("map.svg")});
  ASSERT_EQ(done.code, 0) << done.err;
  EXPECT_NE(done.out.find("1024"), std::string::npos);
  EXPECT_NE(done.out.find("MVMs an inference"), std::string::npos) << done.out;
  const auto svg = read_text(scratch.file("map.svg"));
  ASSERT_TRUE(svg);
  EXPECT_NE(svg->find("<svg"), std::string::npos);
  EXPECT_NE(svg->find("array 0: 1024 rows x 512 columns"), std::string::npos);
}

TEST(CimMap, ANetworkThatDoesNotFitEndsWith4AndSaysHowMany) {
  const Finished done =
      run_quartet({"cim-map", "kws", "--set", "cim.columns=16", "--set", "cim.columns_per_adc=4"});
  EXPECT_EQ(done.code, 4);
  EXPECT_NE(done.err.find("too many"), std::string::npos) << done.err;
  EXPECT_NE(done.err.find("cim.arrays="), std::string::npos) << done.err;
}

TEST(CimMap, OnAMachineWithoutAnArrayIsAUsageError) {
  EXPECT_EQ(run_quartet({"cim-map", "kws", "--on", "ultratrail"}).code, 2);
}

TEST(CimRun, GivesTheFiguresOfTheMachineAndOfTheSeeds) {
  const Finished done = run_quartet({"run", "kws", "--on", "aon-cim", "--samples", "8", "--seeds", "3",
                                     "--set", "cim.time=86400", "--json", "-"});
  ASSERT_EQ(done.code, 0) << done.err;
  const Json json = Json::parse(done.out, nullptr, false);
  ASSERT_FALSE(json.is_discarded());
  std::vector<std::string> names;
  for (const Json& figure : json["figures"]) names.push_back(figure["name"]);
  for (const char* name :
       {"peak TOPS", "effective TOPS", "effective TOPS/W", "energy per inference", "array utilization",
        "compensation MVMs", "arrays in use", "time since programming", "saturated ADC conversions"})
    EXPECT_NE(std::find(names.begin(), names.end(), name), names.end()) << name;
  for (const char* field : {"mean", "p05", "p50", "p95", "worst"})
    EXPECT_TRUE(json["accuracy"]["seeds"].contains(field)) << field;
  EXPECT_GT(json["energy"]["total_j"], 0.0);
  EXPECT_TRUE(json["energy"]["once"]["total_j"].is_null());  // programming is not modelled
  EXPECT_NE(json["warnings"].dump().find("program_device"), std::string::npos);
}

TEST(CimRun, GivesTheSameBytesOnOneAndOnThreeThreads) {
  const Words words{"run", "kws", "--on", "aon-cim", "--samples", "30", "--seeds", "2", "--json", "-"};
  const Finished one = run_quartet(with(words, {"-j", "1"})), three = run_quartet(with(words, {"-j", "3"}));
  ASSERT_EQ(one.code, 0) << one.err;
  EXPECT_EQ(one.out, three.out);
}

TEST(CimRun, EverythingOffIsTheReference) {
  const ScratchFolder scratch;
  Words words{"run",       "kws",
              "--on",      "aon-cim",
              "--samples", "40",
              "--outputs", scratch.file("a.npy"),
              "--set",     "cim.compensation=none"};
  for (const char* effect : {"programming_noise", "drift", "read_noise", "mvm_noise", "output_noise",
                             "ir_drop", "dac_quantization", "adc_quantization"})
    words = with(words, {"--set", std::string("cim.") + effect + "=false"});
  const Finished analog = run_quartet(words);
  ASSERT_EQ(analog.code, 0) << analog.err;
  const Finished map =
      run_quartet({"run", "kws", "--on", "aon-cim", "--samples", "1", "--dry-run", "--json", "-"});
  const std::string variant = Json::parse(map.out)["model"]["variant"];
  ASSERT_EQ(run_quartet({"run", "kws", "--on", "reference", "--variant", variant, "--samples", "40",
                         "--outputs", scratch.file("b.npy")})
                .code,
            0);
  EXPECT_EQ(*read_bytes(scratch.file("a.npy")), *read_bytes(scratch.file("b.npy")));
}

TEST(CimRun, BadParametersAreNamedWithTheirRange) {
  for (const auto& [setting, range] : {std::pair<std::string, std::string>{"cim.time=-1", "0"},
                                       {"cim.activation_bits=11", "10"},
                                       {"cim.adc_bits=2", "4 to 10"},
                                       {"cim.g_max=0", "0.1 to 1000"},
                                       {"cim.adc_bound=0", "0.001"}}) {
    const Finished done = run_quartet({"run", "kws", "--on", "aon-cim", "--samples", "1", "--set", setting});
    EXPECT_TRUE(done.code == 2 || done.code == 3) << setting << ": " << done.code;
    EXPECT_NE(done.err.find(setting.substr(0, setting.find('='))), std::string::npos) << done.err;
    EXPECT_NE(done.err.find(range), std::string::npos) << done.err;
  }
}

TEST(CimDrift, GivesATableACsvAndAChart) {
  const ScratchFolder scratch;
  const Words words{"cim-drift", "kws", "--on",    "aon-cim", "--samples", "10",
                    "--seeds",   "2",   "--times", "25,3600", "--bits",    "8,6"};
  const Finished csv = run_quartet(with(words, {"--csv", "-", "--svg", scratch.file("drift.svg")}));
  ASSERT_EQ(csv.code, 0) << csv.err;
  const auto rows = rows_of(csv.out);
  ASSERT_EQ(rows.size(), 5u) << csv.out;
  for (const char* name :
       {"activation_bits", "time_s", "mean", "p05", "p95", "worst", "worst_seed", "digital"})
    EXPECT_LT(column(rows, name), rows[0].size()) << name;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    EXPECT_LE(std::stod(rows[i][column(rows, "worst")]), std::stod(rows[i][column(rows, "mean")]) + 1e-12);
    EXPECT_EQ(rows[i][column(rows, "seeds")], "2");
  }
  const auto svg = read_text(scratch.file("drift.svg"));
  ASSERT_TRUE(svg);
  EXPECT_NE(svg->find("<svg"), std::string::npos);
  EXPECT_NE(svg->find("6 bit"), std::string::npos);
  const Finished table = run_quartet(words);
  EXPECT_NE(table.out.find("worst"), std::string::npos);
  EXPECT_EQ(run_quartet(with(words, {"-j", "1", "--csv", "-"})).out, csv.out);
}

TEST(CimDrift, AccuracyIsThatOfTheSameRun) {
  const Finished csv = run_quartet({"cim-drift", "kws", "--on", "aon-cim", "--samples", "20", "--seeds", "2",
                                    "--times", "3600", "--csv", "-"});
  const Finished run = run_quartet({"run", "kws", "--on", "aon-cim", "--samples", "20", "--seeds", "2",
                                    "--set", "cim.time=3600", "--json", "-"});
  ASSERT_EQ(csv.code, 0) << csv.err;
  const auto rows = rows_of(csv.out);
  EXPECT_DOUBLE_EQ(std::stod(rows.at(1)[column(rows, "mean")]),
                   Json::parse(run.out)["accuracy"]["seeds"]["mean"].get<double>());
}

TEST(CimDrift, ListsThatAreNoneAreUsageErrors) {
  for (const Words& bad :
       {Words{"--times", "soon"}, Words{"--times", "-1"}, Words{"--bits", "8.5"}, Words{"--bits", ""}})
    EXPECT_EQ(
        run_quartet(with({"cim-drift", "kws", "--on", "aon-cim", "--samples", "1", "--seeds", "1"}, bad))
            .code,
        2)
        << bad[1];
  const Finished wide =
      run_quartet({"cim-drift", "kws", "--on", "aon-cim", "--samples", "1", "--seeds", "1", "--bits", "11"});
  EXPECT_NE(wide.code, 0);
  EXPECT_NE(wide.err.find("10"), std::string::npos) << wide.err;
}

TEST(CimDrift, AnInterruptKeepsTheConditionsThatAreDone) {
  std::string times("1");  // many conditions of some hundredths of a second
  for (int t = 2; t <= 999; ++t) times.append(std::string(",")).append(std::to_string(t));
  const Finished done = interrupt_quartet({"cim-drift", "kws", "--on", "aon-cim", "--seeds", "4", "--samples",
                                           "4", "--times", times, "--csv", "-", "-j", "1"},
                                          2500);
  ASSERT_EQ(done.code, 130) << done.err;
  const auto rows = rows_of(done.out);
  EXPECT_LT(rows.size(), 1000u);
  EXPECT_GT(rows.size(), 1u) << "nothing was kept";
}

TEST(CimAblation, PairsTheSeedsAndAllOffIsTheDigitalNetwork) {
  const Finished done = run_quartet({"cim-ablation", "kws", "--on", "aon-cim", "--samples", "10", "--seeds",
                                     "2", "--time", "86400", "--csv", "-"});
  ASSERT_EQ(done.code, 0) << done.err;
  const auto rows = rows_of(done.out);
  const auto row = [&](const std::string& name) {
    const auto it = std::find_if(rows.begin(), rows.end(), [&](const auto& r) { return r[0] == name; });
    EXPECT_NE(it, rows.end()) << name << " is missing in\n" << done.out;
    return it == rows.end() ? rows[0] : *it;
  };
  EXPECT_EQ(row("all off")[column(rows, "mean")], row("all off")[column(rows, "digital")]);
  EXPECT_EQ(row("all on")[column(rows, "against_all_on")],
            row("all off")[column(rows, "against_all_off")]);  // 0 both
  for (const char* effect : {"programming noise", "drift", "1/f read noise", "MVM noise", "IR drop",
                             "DAC quantization", "ADC quantization"}) {
    const auto without = row(std::string("without ") + effect), only = row(std::string("only ") + effect);
    EXPECT_NEAR(std::stod(without[column(rows, "against_all_on")]),
                std::stod(without[column(rows, "mean")]) - std::stod(row("all on")[column(rows, "mean")]),
                1e-12);
    EXPECT_GE(std::stod(only[column(rows, "standard_error_off")]), 0.0);
  }
  (void)row("without drift compensation");
}

TEST(CimAblation, OnAMachineWithoutSwitchesIsAUsageError) {
  EXPECT_EQ(run_quartet({"cim-ablation", "kws", "--on", "max78000", "--samples", "1"}).code, 2);
}

TEST(CimCommands, HaveHelpWithExamples) {
  for (const char* command : {"cim-map", "cim-drift", "cim-ablation"}) {
    const Finished done = run_quartet({command, "--help"});
    EXPECT_EQ(done.code, 0);
    EXPECT_NE(done.out.find(std::string("quartet ") + command + " kws"), std::string::npos) << done.out;
  }
}

}  // namespace
}  // namespace quartet::test
