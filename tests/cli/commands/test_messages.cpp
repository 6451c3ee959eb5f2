// Exit codes and messages for what users get wrong.
#include <gtest/gtest.h>

#include <algorithm>

#include "sim/base/files.hpp"
#include "tests/cli/support/quartet_process.hpp"

namespace quartet::test {
namespace {

struct Mistake {
  std::vector<std::string> words;
  int code;
  std::vector<std::string> says;
};

const std::vector<Mistake>& mistakes() {
  static const std::vector<Mistake> all{
      {{}, 2, {"quartet run"}},
      {{"rum", "kws"}, 2, {"unknown command 'rum'", "did you mean 'run'?"}},
      {{"swoop", "s.toml"}, 2, {"unknown command", "commands: run, compare"}},
      {{"run"}, 2, {"WORKLOAD or MODEL is missing"}},
      {{"run", "kws"}, 2, {"--on", "list platforms"}},
      {{"run", "kws", "--on", "max7800"}, 2, {"unknown platform 'max7800'", "did you mean 'max78000'?"}},
      {{"run", "kws", "--on", "zzzzzzzzzz"}, 2, {"unknown platform", "known:", "reference"}},
      {{"run", "kwz", "--on", "max78000"}, 2, {"unknown workload 'kwz'", "did you mean 'kws'?"}},
      {{"run", "nowhere.tflite", "--on", "reference"}, 3, {"nowhere.tflite"}},
      {{"run", "kws", "--on", "nowhere.toml"}, 3, {"nowhere.toml"}},
      {{"run", "kws", "--on", "max78000", "--fidelty", "plan"}, 2, {"did you mean '--fidelity'?"}},
      {{"run", "kws", "--on", "aon-cim", "--fidelity", "rtl"}, 2, {"has no place for RTL", "use plan or simulate"}},
      {{"run", "kws", "--on", "max78000", "--fidelity", "simulat"}, 2, {"did you mean 'simulate'?"}},
      {{"run", "kws", "--on", "max78000", "--rounding", "triple"}, 2, {"double, single"}},
      {{"run", "kws", "--on", "max78000", "--samples", "0"}, 2, {"--samples"}},
      {{"run", "kws", "--on", "max78000", "--samples", "many"}, 2, {"--samples", "whole number"}},
      {{"run", "kws", "--on", "max78000", "--seed", "-1"}, 2, {"--seed"}},
      {{"run", "kws", "--on", "max78000", "--set", "duty.rate=1"}, 2, {"did you mean 'duty.rate_hz'?"}},
      {{"run", "kws", "--on", "max78000", "--set", "cnn.clok_hz=1"}, 2, {"did you mean 'cnn.clock_hz'?"}},
      {{"run", "kws", "--on", "max78000", "--set", "cnn.clock_hz"}, 2, {"key=value"}},
      {{"run", "kws", "--on", "max78000", "--set", "cnn.clock_hz=fast"}, 2, {"cnn.clock_hz"}},
      {{"run", "kws", "--on", "reference", "--set", "cnn.clock_hz=1"}, 2, {"reference has no parameters"}},
      {{"run", "kws", "--on", "max78000", "--set", "duty.rate_hz=1e6"}, 4, {"rate"}},
      {{"run", "kws", "--on", "reference", "--data", "kws99"}, 2, {"--data", "synthetic"}},
      {{"run", "kws", "--on", "reference", "--variant", "w1"}, 2, {"--variant"}},
      {{"run", "kws", "--on", "reference", "--labels", "y.npy"}, 2, {"needs --inputs"}},
      {{"run", "kws", "--on", "reference", "--inputs", "nowhere.npy"}, 3, {"nowhere.npy"}},
      {{"run", "kws", "--on", "reference", "--json", "/nonexistent/r.json", "--samples", "1"},
       3,
       {"/nonexistent/r.json"}},
      {{"compare", "kws", "--on", "max78000,max7800"}, 2, {"did you mean 'max78000'?"}},
      {{"compare", "kws", "--jobs", "0"}, 2, {"--jobs"}},
      {{"list", "platform"}, 2, {"did you mean 'platforms'?"}},
      {{"describe", "conv2"}, 2, {"did you mean 'conv2d'?"}},
      {{"describe", "cnn.clock"}, 2, {"did you mean 'cnn.clock_hz'?"}},
      {{"check", "nowhere.toml"}, 3, {"nowhere.toml"}},
      {{"explain", "nowhere.json"}, 3, {"nowhere.json"}},
      {{"rerun", "nowhere.json"}, 3, {"nowhere.json"}},
      {{"import", "nowhere.onnx"}, 3, {"nowhere.onnx"}},
  };
  return all;
}

TEST(Messages, EveryMistakeHasItsExitCodeAndItsRemedy) {
  for (const Mistake& mistake : mistakes()) {
    std::string line = "quartet";
    for (const std::string& word : mistake.words) line += " " + word;
    SCOPED_TRACE(line);
    const Finished done = run_quartet(mistake.words);
    EXPECT_EQ(done.code, mistake.code) << done.err;
    EXPECT_EQ(done.out, "");
    for (const std::string& part : mistake.says)
      EXPECT_NE(done.err.find(part), std::string::npos) << "'" << part << "' is missing in\n" << done.err;
  }
}

TEST(Messages, EveryHelpFitsAScreen) {
  for (const char* command : {"run", "compare", "explain", "rerun", "import", "list", "describe", "check"}) {
    const Finished done = run_quartet({command, "--help"});
    EXPECT_EQ(done.code, 0) << command;
    EXPECT_EQ(done.err, "");
    EXPECT_NE(done.out.find("examples"), std::string::npos);
    EXPECT_LE(std::count(done.out.begin(), done.out.end(), '\n'), 40) << command;
  }
}

TEST(Messages, EveryListAndDescriptionWorks) {
  for (const char* thing :
       {"platforms", "presets", "kinds", "workloads", "networks", "data", "operators", "tech"}) {
    const Finished done = run_quartet({"list", thing});
    EXPECT_EQ(done.code, 0) << thing << done.err;
    EXPECT_GT(std::count(done.out.begin(), done.out.end(), '\n'), 1) << thing;
  }
  const Finished platform = run_quartet({"describe", "max78000"});
  ASSERT_EQ(platform.code, 0) << platform.err;
  for (const char* part :
       {"cnn.clock_hz", "Hz", "published", "tech.quadrant_cycle", "how far to trust it", "idle state"})
    EXPECT_NE(platform.out.find(part), std::string::npos) << part;
  for (const char* thing :
       {"kws", "conv2d", "reference", "cnn.clock_hz", "tech.quadrant_cycle", "duty.rate_hz"})
    EXPECT_EQ(run_quartet({"describe", thing}).code, 0) << thing;
}

TEST(Messages, ColourComesOnlyWhenAskedFor) {
  const std::vector<std::string> words{"run", "kws", "--on", "reference", "--samples", "1", "--color"};
  auto with = [&](const char* mode) {
    std::vector<std::string> all = words;
    all.emplace_back(mode);
    return run_quartet(all).out.find('\x1b') != std::string::npos;
  };
  EXPECT_TRUE(with("always"));
  EXPECT_FALSE(with("never"));
  EXPECT_FALSE(with("auto")) << "standard output is a file here";
}

TEST(Messages, AFullDiskIsNotSuccess) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "needs /dev/full";
  // Through a link, so that a writer that replaces devices would replace the link only.
  const ScratchFolder scratch;
  std::filesystem::create_symlink("/dev/full", scratch.file("full.json"));
  EXPECT_EQ(
      run_quartet({"run", "kws", "--on", "reference", "--samples", "1", "--json", scratch.file("full.json")})
          .code,
      3);
  EXPECT_TRUE(std::filesystem::is_symlink(scratch.file("full.json")));
}

TEST(Messages, CheckReportsEveryMistakeOfAPlatformWithItsLine) {
  const ScratchFolder scratch;
  const auto shipped = read_text(resource_root() / "accel" / "platforms" / "max78000.toml");
  ASSERT_TRUE(shipped);
  EXPECT_EQ(run_quartet({"check", (resource_root() / "accel" / "platforms" / "max78000.toml").string()}).code,
            0);
  ASSERT_TRUE(write_text(scratch.file("mine.toml"), *shipped + "\nclok_hz = 1\nprocesors = 2\n"));
  const Finished done = run_quartet({"check", scratch.file("mine.toml")});
  EXPECT_EQ(done.code, 3);
  EXPECT_NE(done.err.find("mine.toml:"), std::string::npos) << done.err;
  EXPECT_NE(done.err.find("clok_hz"), std::string::npos) << done.err;
  EXPECT_NE(done.err.find("procesors"), std::string::npos) << done.err;
}

}  // namespace
}  // namespace quartet::test
