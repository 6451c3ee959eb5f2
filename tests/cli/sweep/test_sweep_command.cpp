// What a sweep gives and shows.
#include <gtest/gtest.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/cli/sweep/sweep_process.hpp"

namespace quartet::test {
namespace {

std::vector<std::string> cells(const std::string& line) {
  std::vector<std::string> out;
  std::istringstream in(line);
  for (std::string cell; std::getline(in, cell, ',');) out.push_back(cell);
  return out;
}

// The first data row by column name; no cell of these tests holds a comma.
std::map<std::string, std::string> first_row(const std::string& csv) {
  std::istringstream in(csv);
  std::string head, row;
  std::getline(in, head);
  std::getline(in, row);
  std::map<std::string, std::string> out;
  const auto names = cells(head), values = cells(row);
  for (std::size_t i = 0; i < names.size() && i < values.size(); ++i) out[names[i]] = values[i];
  return out;
}

class SweepCommand : public ::testing::Test {
 protected:
  ScratchFolder scratch_;
};

TEST_F(SweepCommand, OfOnePointEqualsARunWithTheSameSettings) {
  const std::string spec = write_spec(scratch_, "one.toml",
                                      "fidelity = \"simulate\"\nsamples = 15\nseed = 3\n[settings]\n\"duty.rate_hz\" = 2\n"
                                      "[[axis]]\nkey = \"cnn.clock_hz\"\nvalues = [4e7]\n");
  const Finished sweep = run_quartet({"sweep", spec, "--db", scratch_.file("d"), "--csv", scratch_.file("p.csv"), "-j", "1"});
  ASSERT_EQ(sweep.code, 0) << sweep.err;
  const Finished run = run_quartet({"run", "kws", "--data", "synthetic", "--on", "max78000", "--samples", "15", "--seed", "3", "--set", "duty.rate_hz=2", "--set",
                                    "cnn.clock_hz=4e7", "--json", "-"});
  ASSERT_EQ(run.code, 0) << run.err;
  const auto json = nlohmann::json::parse(run.out);
  auto row = first_row(contents(scratch_.file("p.csv")));
  int compared = 0;
  for (const char* path : {"accuracy.value", "latency.cycles", "latency.seconds", "energy.total_j", "energy.static_j", "energy.dynamic_j",
                           "energy.power_w", "energy.duty.average_power_w", "memory.weights_bytes", "memory.activations_bytes",
                           "memory.capacity_bytes"}) {
    std::string pointer("/");
    pointer.append(path);
    for (char& c : pointer) c = c == '.' ? '/' : c;
    const auto& value = json.at(nlohmann::json::json_pointer(pointer));
    ASSERT_TRUE(row.contains(path)) << path;
    if (value.is_null()) {
      EXPECT_EQ(row[path], "") << path;
      continue;
    }
    EXPECT_EQ(std::stod(row[path]), value.get<double>()) << path;
    ++compared;
  }
  EXPECT_GE(compared, 10);
}

TEST_F(SweepCommand, GivesACommandThatRunsTheBestPointAlone) {
  const std::string spec = write_spec(scratch_, "s.toml", "[settings]\n\"duty.rate_hz\" = 2\n" + grid(3, 2));
  const Finished sweep = run_quartet({"sweep", spec, "--db", scratch_.file("d"), "-j", "1"});
  ASSERT_EQ(sweep.code, 0) << sweep.err;
  EXPECT_NE(sweep.out.find("6 of 6 points: 6 done, 0 failed, 0 infeasible"), std::string::npos) << sweep.out;
  EXPECT_NE(sweep.out.find("Pareto front"), std::string::npos);
  const std::size_t at = sweep.out.find("smallest energy.total_j: "), command = sweep.out.find("quartet run ", at);
  ASSERT_NE(command, std::string::npos) << sweep.out;
  const double best = std::stod(sweep.out.substr(at + 25));
  std::string after = sweep.out.substr(command);
  after.erase(after.find('\n'));
  std::istringstream line(after);
  std::vector<std::string> words;
  for (std::string word; line >> word;) words.push_back(word);
  words.erase(words.begin());  // the program's own name
  words.emplace_back("--json");
  words.emplace_back("-");
  const Finished run = run_quartet(words);
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_NEAR(nlohmann::json::parse(run.out).at("energy").at("total_j").get<double>(), best, 1e-5 * best);
}

TEST_F(SweepCommand, NamesAnAxisThatMovedNoMetricAndCountsReasons) {
  const std::string spec = write_spec(scratch_, "s.toml", "[[axis]]\nkey = \"duty.battery_mah\"\nvalues = [100, 200]\n" + grid(4, 2) +
                                                              "[[constraint]]\nmetric = \"latency.seconds\"\nmax = 1e-3\n");
  const Finished sweep = run_quartet({"sweep", spec, "--db", scratch_.file("d"), "-j", "1"});
  ASSERT_EQ(sweep.code, 0) << sweep.err;
  EXPECT_NE(sweep.out.find("axis 'duty.battery_mah' moved no metric"), std::string::npos) << sweep.out;
  EXPECT_EQ(sweep.out.find("axis 'cnn.clock_hz' moved no metric"), std::string::npos);
  EXPECT_NE(sweep.out.find("infeasible, most frequent reasons"), std::string::npos);
  EXPECT_NE(sweep.out.find(" x latency.seconds "), std::string::npos) << "points that miss it by different amounts are one reason";
}

TEST_F(SweepCommand, ComparesASearchWithRandomSearchInOneDatabase) {
  const std::string spec = write_spec(scratch_, "s.toml", "sampler = \"nsga2\"\nbudget = 64\n[search]\npopulation = 16\n" + grid(2, 2));
  const Finished sweep = run_quartet({"sweep", spec, "--db", scratch_.file("d"), "-j", "2", "--baseline", "random", "--svg", scratch_.file("h.svg"),
                                      "--hypervolume", scratch_.file("h.csv")});
  ASSERT_EQ(sweep.code, 0) << sweep.err;
  EXPECT_NE(sweep.out.find("1 nsga2"), std::string::npos) << sweep.out;
  EXPECT_NE(sweep.out.find("2 random"), std::string::npos);
  EXPECT_NE(contents(scratch_.file("h.svg")).find("</svg>"), std::string::npos);
  const std::string csv = contents(scratch_.file("h.csv"));
  EXPECT_EQ(csv.rfind("sweep,sampler,evaluations,hypervolume\n", 0), 0u);
  EXPECT_NE(csv.find("\n2,random,64,"), std::string::npos) << csv;
}

// The heartbeat is for terminals: this one is.
TEST_F(SweepCommand, ShowsHowItGoesOnATerminal) {
  const std::string spec = write_spec(scratch_, "s.toml", "fidelity = \"simulate\"\n" + grid(40, 25));
  const std::string program = quartet_program(), database = scratch_.file("d");
  int terminal = -1;
  const pid_t child = forkpty(&terminal, nullptr, nullptr, nullptr);
  if (child == 0) {
    execl(program.c_str(), "quartet", "sweep", spec.c_str(), "--db", database.c_str(), "-j", "1", static_cast<char*>(nullptr));
    _exit(127);
  }
  std::string shown;
  char block[4096];
  bool sent = false;
  for (ssize_t n = 0; (n = read(terminal, block, sizeof block)) > 0;) {
    shown.append(block, static_cast<std::size_t>(n));
    if (!sent && shown.find(" left") != std::string::npos) {
      kill(child, SIGINT);
      sent = true;
    }
  }
  int status = 0;
  waitpid(child, &status, 0);
  close(terminal);
  EXPECT_NE(shown.find(" of 1,000 points: "), std::string::npos) << shown;
  EXPECT_NE(shown.find("; best latency.seconds "), std::string::npos) << shown;
  EXPECT_NE(shown.find(" points/s, "), std::string::npos) << shown;
  EXPECT_TRUE(sent) << "the time left";
}

TEST_F(SweepCommand, CutsASweepIntoThePartsOfAJobArrayAndPutsThemTogether) {
  const std::string spec = write_spec(scratch_, "s.toml", grid(20, 10)), database = scratch_.file("d");
  const Finished how = run_quartet({"sweep", spec, "--db", database, "--slurm-array"});
  EXPECT_EQ(how.code, 0) << how.err;
  EXPECT_NE(how.out.find("sbatch --parsable --array="), std::string::npos);
  std::vector<std::string> merge = {"sweep", spec, "--db", database, "--csv", scratch_.file("merged.csv")};
  for (int task = 0; task < 3; ++task) {
    const Finished part = run_quartet({"sweep", spec, "--db", database, "--slurm-array", "-j", "1"},
                                      {"SLURM_ARRAY_TASK_ID=" + std::to_string(task), "SLURM_ARRAY_TASK_COUNT=3", "SLURM_ARRAY_TASK_MIN=0"});
    ASSERT_EQ(part.code, 0) << part.err;
    EXPECT_NE(part.out.find("of part " + std::to_string(task + 1) + " of 3"), std::string::npos) << part.out;
    merge.insert(merge.end(), {"--merge", database + "." + std::to_string(task + 1) + "-of-3"});
  }
  ASSERT_EQ(run_quartet(merge).code, 0);
  ASSERT_EQ(run_quartet(merge).code, 0) << "again";
  ASSERT_EQ(run_quartet({"sweep", spec, "--db", scratch_.file("whole"), "--csv", scratch_.file("whole.csv"), "-j", "1"}).code, 0);
  EXPECT_EQ(contents(scratch_.file("merged.csv")), contents(scratch_.file("whole.csv")));
}

}  // namespace
}  // namespace quartet::test
