// Shipped networks that the array can run, on their shipped data: the system's values are the golden
// interpreter's.
#include <gtest/gtest.h>

#include <algorithm>

#include "frontends/model/import.hpp"
#include "sim/run/samples.hpp"
#include "tests/support/golden_report.hpp"
#include "tests/unit/cnn/platform_params.hpp"
#include "tests/unit/max78000_system/assembled_system.hpp"
#include "workloads/golden/interpreter.hpp"
#include "workloads/zoo/workload.hpp"

namespace quartet::test {
namespace {

constexpr std::int64_t kSamples = 10;  ///< of each network

// Of the first set that is here and that the variant reads.
std::vector<std::vector<Values>> first_samples(const Workload& workload, const std::string& variant, const Network& network) {
  std::vector<std::vector<Values>> out;
  for (const DataSet& set : workload.data) {
    if (!set.available || !reads(workload, variant, set)) continue;
    const auto samples = Samples::load(network, {set.inputs.string()});
    EXPECT_TRUE(samples.has_value()) << samples.error().text();
    for (std::int64_t i = 0; samples && i < std::min(kSamples, samples->count()); ++i) out.push_back(samples->sample(i));
    break;
  }
  return out;
}

}  // namespace

TEST(ShippedNetworksOnTheSystem, GiveTheGoldenInterpretersValues) {
  std::int64_t compared = 0, differ = 0;
  for (const std::string& name : workload_names()) {
    const auto workload = load_workload(name);
    ASSERT_TRUE(workload.has_value());
    for (const Variant& variant : workload->variants) {
      if (!variant.available) continue;
      const auto network = import_model(variant.file);
      ASSERT_TRUE(network.has_value()) << network.error().text();
      if (!cnn::lower(*network, platform_params("max78000"))) continue;  // not for this array
      const AssembledSystem s(*network);
      for (const std::vector<Values>& sample : first_samples(*workload, variant.name, *network)) {
        auto interpreter = Interpreter::create(*network, {});
        ASSERT_TRUE(interpreter && interpreter->run(sample));
        const auto run = s.simulate(sample);
        ASSERT_TRUE(run.has_value()) << run.error().text();
        const Values& expected = interpreter->tensor(network->logits());
        EXPECT_EQ(run->core.values, expected) << name << ' ' << variant.name;
        compared += static_cast<std::int64_t>(expected.size());
        for (std::size_t v = 0; v < expected.size(); ++v)
          differ += v < run->core.values.size() && run->core.values[v] == expected[v] ? 0 : 1;
      }
    }
  }
  report_golden("shipped networks through the MAX78000 system", compared, differ);
  EXPECT_GT(compared, 0);
}

}  // namespace quartet::test
