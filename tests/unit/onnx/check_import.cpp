#include "tests/unit/onnx/check_import.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/philox.hpp"
#include "tests/unit/onnx/float_evaluator.hpp"
#include "workloads/golden/interpreter.hpp"

namespace quartet::test {

namespace {

/// Index into the stored H,W,C tensor of ONNX's row-major element i of N,C,H,W.
std::size_t stored_index(const Shape& shape, std::size_t i, bool channels_last) {
  if (shape.size() != 3 || channels_last) return i;
  const auto h = static_cast<std::size_t>(shape[0]), w = static_cast<std::size_t>(shape[1]),
             c = static_cast<std::size_t>(shape[2]);
  const std::size_t channel = i / (h * w), y = i / w % h, x = i % w;
  return (y * w + x) * c + channel;
}

double real(const Tensor& tensor, std::int32_t q) {
  return tensor.quantization.scale() * (q - tensor.quantization.zero_point());
}

Values random_values(const Tensor& tensor, std::uint64_t seed) {
  Values values;
  for (std::int64_t i = 0; i < tensor.elements(); ++i) {
    const double u = uniform01(seed, 3, static_cast<std::uint64_t>(i));
    const auto span = static_cast<double>(tensor.type.max() - tensor.type.min() + 1);
    const auto v = static_cast<std::int32_t>(tensor.type.min() + static_cast<std::int64_t>(u * span));
    values.push_back(tensor.type.bipolar ? (u < 0.5 ? -1 : 1) : v);
  }
  return values;
}

}  // namespace

Network import_or_fail(const ModelBuilder& model) {
  auto network = import_onnx(model.bytes(), "model.onnx");
  if (network) return std::move(*network);
  ADD_FAILURE() << network.error().text();
  return {};
}

std::string import_error(const ModelBuilder& model) {
  const auto network = import_onnx(model.bytes(), "model.onnx");
  if (!network) return network.error().text();
  ADD_FAILURE() << "the import succeeded";
  return "";
}

void expect_same_numbers(const ModelBuilder& model, double steps, bool channels_last) {
  const Network network = import_or_fail(model);
  if (network.layers.empty()) return;
  Interpreter::Options options;
  options.rounding = Rounding::single_rounding;  // one rounding, as the float oracle
  auto interpreter = Interpreter::create(network, options);
  ASSERT_TRUE(interpreter) << interpreter.error().text();
  const Tensor& input = network.tensor(network.inputs.at(0));
  const Tensor& output = network.tensor(network.outputs.at(0));
  Dims dims;
  for (const auto& d : model.model.graph().input(0).type().tensor_type().shape().dim())
    dims.push_back(d.dim_value());
  std::size_t nonzero = 0;
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    const Values stored = random_values(input, seed);
    FloatTensor x{dims, {}};
    for (std::size_t i = 0; i < stored.size(); ++i)
      x.values.push_back(real(input, stored[stored_index(input.shape, i, channels_last)]));
    const FloatTensor expected = evaluate(model.model, x);
    const std::vector<Values> inputs{stored};
    const auto ran = interpreter->run(inputs);
    ASSERT_TRUE(ran) << ran.error().text();
    const Values actual = interpreter->tensor(network.outputs.at(0));
    ASSERT_EQ(actual.size(), expected.values.size());
    for (std::size_t i = 0; i < actual.size(); ++i) {
      const double got = real(output, actual[stored_index(output.shape, i, channels_last)]);
      const double scale = output.quantization.scale();
      ASSERT_NEAR(got, expected.values[i], scale * (steps + 1e-3)) << "element " << i << ", seed " << seed;
      nonzero += got != 0 ? 1 : 0;
    }
  }
  EXPECT_GT(nonzero, 0U) << "a test whose outputs are all zero proves nothing";
}

bool has_note(const Network& network, const std::string& text) {
  return std::any_of(network.notes.begin(), network.notes.end(),
                     [&](const std::string& note) { return note.find(text) != std::string::npos; });
}

}  // namespace quartet::test
