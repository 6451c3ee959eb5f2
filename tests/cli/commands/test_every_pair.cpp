// Every platform that ships with every network that ships, and with the models of a data root: each runs or
// says why not.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "accel/platform.hpp"
#include "sim/base/files.hpp"
#include "tests/cli/support/quartet_process.hpp"
#include "workloads/zoo/workload.hpp"

namespace quartet::test {
namespace {

void expect_runs_or_says_why(const std::string& subject, const std::string& platform,
                             const std::vector<std::string>& more) {
  SCOPED_TRACE(subject + " on " + platform);
  std::vector<std::string> words{"run", subject, "--on", platform, "--samples", "2", "--json", "-"};
  words.insert(words.end(), more.begin(), more.end());
  const Finished done = run_quartet(words);
  ASSERT_TRUE(done.code == 0 || done.code == 3 || done.code == 4) << "exit " << done.code << "\n" << done.err;
  if (done.code != 0) {
    EXPECT_NE(done.err.find("quartet: error:"), std::string::npos);
    return;
  }
  const auto json = nlohmann::json::parse(done.out, nullptr, false);
  ASSERT_FALSE(json.is_discarded());
  EXPECT_GT(json["latency"]["cycles"], 0);
}

TEST(EveryPair, OfShippedNetworkAndPlatformRunsOrSaysWhy) {
  int ran = 0;
  for (const PlatformInfo& platform : list_platforms()) {
    for (const std::string& name : workload_names()) {
      const auto workload = load_workload(name);
      ASSERT_TRUE(workload);
      for (const Variant& variant : workload->variants) {
        expect_runs_or_says_why(name, platform.name, {"--variant", variant.name});
        ++ran;
      }
    }
  }
  EXPECT_GT(ran, 0);
}

TEST(EveryPair, OfDataRootModelAndPlatformRunsOrSaysWhy) {
  const auto root = data_root();
  if (!root || !std::filesystem::exists(*root / "models"))
    GTEST_SKIP() << "needs models below the data root ($QUARTET_DATA), not found";
  for (const auto& entry : std::filesystem::directory_iterator(*root / "models")) {
    if (entry.path().extension() != ".tflite") continue;
    for (const PlatformInfo& platform : list_platforms())
      expect_runs_or_says_why(entry.path().string(), platform.name, {"--fidelity", "plan"});
  }
}

}  // namespace
}  // namespace quartet::test
