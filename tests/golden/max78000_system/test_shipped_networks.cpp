// Shipped networks that the array can run, on their shipped data: the system's values are the golden
// interpreter's.
#include <gtest/gtest.h>

#include "frontends/model/import.hpp"
#include "tests/support/golden_report.hpp"
#include "tests/unit/cnn/platform_params.hpp"
#include "tests/unit/max78000_system/assembled_system.hpp"
#include "workloads/data/npy.hpp"
#include "workloads/golden/interpreter.hpp"
#include "workloads/zoo/workload.hpp"

namespace quartet::test {
namespace {

constexpr std::size_t kSamples = 10;  ///< of each network

/// The first samples of the first data set that ships; int8 as the network has it.
std::vector<Values> first_samples(const Workload& workload, const Network& network) {
  std::vector<Values> samples;
  const auto elements = static_cast<std::size_t>(network.tensor(network.inputs[0]).elements());
  for (const DataSet& set : workload.data) {
    if (!set.available || !set.synthetic) continue;
    const auto array = read_npy(set.inputs);
    EXPECT_TRUE(array.has_value());
    const auto values = array ? array->as_int32() : Result<Values>{};
    for (std::size_t i = 0; values && i < kSamples && (i + 1) * elements <= values->size(); ++i)
      samples.emplace_back(values->begin() + static_cast<std::ptrdiff_t>(i * elements),
                           values->begin() + static_cast<std::ptrdiff_t>((i + 1) * elements));
    break;
  }
  return samples;
}

}  // namespace

TEST(ShippedNetworksOnTheSystem, GiveTheGoldenInterpretersValues) {
  std::int64_t compared = 0, differ = 0;
  for (const std::string& name : workload_names()) {
    const auto workload = load_workload(name);
    ASSERT_TRUE(workload.has_value());
    for (const Variant& variant : workload->variants) {
      const auto network = import_model(variant.file);
      ASSERT_TRUE(network.has_value()) << network.error().text();
      if (!cnn::lower(*network, platform_params("max78000"))) continue;  // not for this array
      const AssembledSystem s(*network);
      for (const Values& sample : first_samples(*workload, *network)) {
        auto interpreter = Interpreter::create(*network, {});
        ASSERT_TRUE(interpreter && interpreter->run(std::vector<Values>{sample}));
        const auto run = s.simulate({sample});
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
