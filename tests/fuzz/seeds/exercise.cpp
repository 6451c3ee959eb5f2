#include "tests/fuzz/seeds/exercise.hpp"

#include <algorithm>
#include <cstdlib>

#include "workloads/golden/interpreter.hpp"

namespace quartet::test {
namespace {

// Bounds of one fuzzing step, so that an input that only asks for much work is not taken for a hang.
constexpr std::int64_t kMaxMacs = 1'000'000;
constexpr std::int64_t kMaxTotal = 500'000;  // elements
constexpr std::int64_t kMaxWindowWork = 4'000'000;

std::int64_t window_work(const Network& network) {
  std::int64_t work = 0;
  for (const Layer& layer : network.layers) {
    const Size2 k = layer.attributes.kernel;
    const std::int64_t taps = std::int64_t{k.h} * k.w;
    work += std::min<std::int64_t>(taps, kMaxWindowWork) *
            std::min<std::int64_t>(network.tensor(layer.output).elements(), kMaxWindowWork);
  }
  return work;
}

}  // namespace

bool exercise(const Network& network) {
  std::int64_t elements = 0;
  for (const Tensor& t : network.tensors) elements += t.shape.empty() ? 0 : t.elements();
  if (elements > kMaxTotal || network.macs() > kMaxMacs || window_work(network) > kMaxWindowWork)
    return false;
  auto interpreter = Interpreter::create(network, {});
  if (!interpreter) return false;
  std::vector<Values> inputs;
  for (const TensorId id : network.inputs) {
    const Tensor& t = network.tensor(id);
    const std::int64_t span =
        t.type.bipolar ? 2 : std::min<std::int64_t>(t.type.max() - t.type.min() + 1, 256);
    Values values(static_cast<std::size_t>(t.elements()));
    for (std::size_t i = 0; i < values.size(); ++i) {
      const auto step = static_cast<std::int64_t>(i * 37) % span;
      values[i] = static_cast<std::int32_t>(t.type.bipolar ? 2 * step - 1 : t.type.min() + step);
    }
    inputs.push_back(std::move(values));
  }
  if (!interpreter->run(inputs)) return false;
  // Every output is within its type: what a reader or a kernel got wrong silently shows here.
  for (const TensorId id : network.outputs) {
    const Tensor& t = network.tensor(id);
    const Values values = interpreter->tensor(id);
    const bool good =
        static_cast<std::int64_t>(values.size()) == t.elements() &&
        std::all_of(values.begin(), values.end(), [&](std::int32_t v) { return t.type.holds(v); });
    if (!good) std::abort();
  }
  return true;
}

}  // namespace quartet::test
