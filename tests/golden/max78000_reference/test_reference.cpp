// Every recorded network of the data root: the reference interpreter gives the recorded output of every
// layer, both in one run from the network's inputs and layer by layer from recorded inputs.
#include <gtest/gtest.h>

#include <algorithm>

#include "frontends/model/golden_json.hpp"
#include "frontends/model/import.hpp"
#include "sim/base/files.hpp"
#include "tests/support/golden_report.hpp"
#include "workloads/golden/interpreter.hpp"

namespace quartet::test {
namespace {

std::vector<std::filesystem::path> recorded_folders(const std::filesystem::path& root) {
  std::vector<std::filesystem::path> folders;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (entry.path().filename() == "network.json") folders.push_back(entry.path().parent_path());
  }
  std::sort(folders.begin(), folders.end());
  return folders;
}

std::int64_t differences(const Values& got, const Values& wanted) {
  if (got.size() != wanted.size()) return static_cast<std::int64_t>(wanted.size());
  std::int64_t differ = 0;
  for (std::size_t i = 0; i < got.size(); ++i) differ += got[i] != wanted[i] ? 1 : 0;
  return differ;
}

/// Runs the graph layers of one recorded layer on recorded values alone.
Values run_recorded_layer(Interpreter& interpreter, const GoldenNetwork& golden, const GoldenLayer& layer,
                          std::vector<Values>& values) {
  for (std::size_t i = layer.first; i < layer.first + layer.count; ++i) {
    const Layer& graph_layer = golden.network.layers[i];
    std::vector<Values> inputs;
    for (const TensorId id : graph_layer.inputs) inputs.push_back(values[static_cast<std::size_t>(id)]);
    auto out = interpreter.run_layer(i, inputs);
    EXPECT_TRUE(out) << graph_layer.name << ": " << out.error().text();
    if (!out) return {};
    values[static_cast<std::size_t>(graph_layer.output)] = std::move(*out);
  }
  return std::exchange(values[static_cast<std::size_t>(layer.output)], layer.expected);
}

void compare(const GoldenNetwork& golden) {
  const Network& network = golden.network;
  auto interpreter = Interpreter::create(network, {.keep_all = true});
  ASSERT_TRUE(interpreter) << interpreter.error().text();
  const auto ran = interpreter->run(golden.inputs);
  ASSERT_TRUE(ran) << ran.error().text();
  std::vector<Values> values(network.tensors.size());
  for (std::size_t i = 0; i < network.inputs.size(); ++i)
    values[static_cast<std::size_t>(network.inputs[i])] = golden.inputs[i];
  std::int64_t compared = 0;
  std::int64_t differ = 0;
  for (const GoldenLayer& layer : golden.layers) {
    const std::int64_t whole = differences(interpreter->tensor(layer.output), layer.expected);
    const std::int64_t alone =
        differences(run_recorded_layer(*interpreter, golden, layer, values), layer.expected);
    EXPECT_EQ(whole + alone, 0) << layer.name;
    compared += static_cast<std::int64_t>(layer.expected.size());
    differ += std::max(whole, alone);
  }
  EXPECT_EQ(interpreter->tensor(network.outputs.front()), golden.output);
  report_golden("max78000/" + network.name + " values", compared, differ);
}

}  // namespace

TEST(Max78000Reference, GivesTheRecordedValuesOfEveryLayer) {
  QUARTET_DATA_OR_SKIP(root, "goldens/max78000");
  const auto folders = recorded_folders(root);
  EXPECT_FALSE(folders.empty());
  for (const auto& folder : folders) {
    SCOPED_TRACE(folder.string());
    const auto golden = read_golden_network(folder);
    ASSERT_TRUE(golden) << golden.error().text();
    compare(*golden);
  }
}

TEST(Max78000Reference, CountsTheRecordedMacsOfEveryLayer) {
  QUARTET_DATA_OR_SKIP(root, "goldens/max78000");
  for (const auto& folder : recorded_folders(root)) {
    SCOPED_TRACE(folder.string());
    const auto golden = read_golden_network(folder);
    ASSERT_TRUE(golden) << golden.error().text();
    EXPECT_EQ(golden->network.macs(), golden->macs);
    for (const GoldenLayer& layer : golden->layers) {
      std::int64_t macs = 0;
      for (std::size_t i = layer.first; i < layer.first + layer.count; ++i)
        macs += layer_macs(golden->network, golden->network.layers[i]);
      EXPECT_EQ(macs, layer.macs) << layer.name;
    }
  }
}

TEST(Max78000Reference, ImportsTheSameNetworkByContent) {
  QUARTET_DATA_OR_SKIP(root, "goldens/max78000");
  for (const auto& folder : recorded_folders(root)) {
    const auto golden = read_golden_network(folder);
    const auto network = import_model(folder / "network.json");
    ASSERT_TRUE(golden && network) << folder;
    EXPECT_EQ(network_hash(*network), network_hash(golden->network)) << folder;
  }
}

}  // namespace quartet::test
