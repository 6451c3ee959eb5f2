// softmax over the last axis: TFLite's int8 kernel, output scale 1/256 and zero point −128.
#include <cmath>

#include <fmt/format.h>

#include "workloads/graph/findings.hpp"
#include "workloads/graph/operators/operators.hpp"

namespace quartet {
namespace {

class Softmax final : public Operator {
 public:
  [[nodiscard]] std::string_view name() const override { return "softmax"; }
  [[nodiscard]] Traits traits() const override { return {.normalizes = true}; }
  [[nodiscard]] Result<Shape> infer(const Network& network, const Layer& layer) const override {
    Findings findings;
    const Tensor& input = network.tensor(layer.inputs.at(0));
    const Tensor& output = network.tensor(layer.output);
    if (input.type.bits > 8) {
      findings.add(fmt::format("the input is {}, at most 8 bit are supported", input.type.name()),
                   "requantize the logits to int8, or end the network at the logits");
    }
    if (output.type != kInt8 || output.quantization != Quantization{{1.0 / 256.0}, {-128}}) {
      findings.add("the output must be int8 with scale 1/256 and zero point -128");
    }
    const double beta = layer.attributes.beta;
    if (!std::isfinite(beta) || beta <= 0.0) {
      findings.add(fmt::format("beta is {:g}, must be finite and positive", beta));
    } else if (input.quantization.scales.size() != 1) {
      findings.add("the input needs one real scale");
    } else if (!(beta * input.quantization.scale() * 0x1p26 > 1.0)) {
      // The kernel's input multiplier beta·scale·2^26 must exceed 1 (TFLM QuantizeMultiplierGreaterThanOne).
      findings.add(fmt::format("beta x scale = {:g} is below 2^-26", beta * input.quantization.scale()));
    }
    return findings.conclude(input.shape);
  }
};

}  // namespace

const Operator& softmax_operator() {
  static const Softmax instance;
  return instance;
}

}  // namespace quartet
