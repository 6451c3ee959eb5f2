// The network that ships: imported, run by the golden interpreter, and equal to the logits of its training
// script.
#include <gtest/gtest.h>

#include "frontends/model/import.hpp"
#include "sim/base/files.hpp"
#include "workloads/data/npy.hpp"
#include "workloads/golden/interpreter.hpp"

namespace quartet::test {
namespace {

TEST(ShippedKws, EqualsTheTrainingScriptsLogitsOnEverySyntheticClip) {
  const auto root = resource_root() / "workloads";
  const auto model = root / "zoo/kws/kws_max78000.onnx",
             oracle = root / "zoo/kws/expected_logits_synthetic.npy",
             clips = root / "data/kws_synthetic/mfcc.npy";
  const auto bytes = read_bytes(model);
  ASSERT_TRUE(bytes);
  const auto network = import_onnx(*bytes, "kws");
  ASSERT_TRUE(network) << network.error().text();
  EXPECT_EQ(network->tensor(network->inputs.at(0)).shape, (Shape{49, 10, 1}));
  EXPECT_TRUE(network->notes.empty()) << "its metadata says which way HALF_UP ties go: " << network->notes.front();
  for (const Layer& layer : network->layers) {
    const bool exact = layer.weights == kNoTensor ||
                       layer.requantization.rule == Requantization::Rule::shift ||
                       layer.output == network->logits();
    EXPECT_TRUE(exact) << layer.name;
  }
  const auto x = read_npy(clips), y = read_npy(oracle);
  ASSERT_TRUE(x) << x.error().text();
  ASSERT_TRUE(y) << y.error().text();
  const auto samples = x->as_int32(), logits = y->as_int32();
  ASSERT_TRUE(samples);
  ASSERT_TRUE(logits);
  const std::size_t inputs = 490,
                    classes = static_cast<std::size_t>(network->tensor(network->logits()).elements());
  const std::size_t count = samples->size() / inputs;
  ASSERT_GT(count, 0U);
  ASSERT_EQ(logits->size(), count * classes);
  auto interpreter = Interpreter::create(*network, {});
  ASSERT_TRUE(interpreter) << interpreter.error().text();
  for (std::size_t i = 0; i < count; ++i) {
    const std::vector<Values> clip{Values(samples->begin() + static_cast<std::ptrdiff_t>(i * inputs),
                                          samples->begin() + static_cast<std::ptrdiff_t>((i + 1) * inputs))};
    ASSERT_TRUE(interpreter->run(clip));
    const Values expected(logits->begin() + static_cast<std::ptrdiff_t>(i * classes),
                          logits->begin() + static_cast<std::ptrdiff_t>((i + 1) * classes));
    ASSERT_EQ(interpreter->tensor(network->logits()), expected) << "clip " << i;
  }
}

}  // namespace
}  // namespace quartet::test
