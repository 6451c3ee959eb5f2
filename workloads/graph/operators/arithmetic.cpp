// add, sub: saturating sum or difference of stored integers (rule none), or of real values by TFLite's
// integer ADD (rule multiplier, two operands, input_scales and output_scale).
#include <algorithm>
#include <cmath>
#include <string>

#include <fmt/format.h>

#include "workloads/graph/operators/elementwise_rules.hpp"
#include "workloads/graph/operators/operators.hpp"

namespace quartet {
namespace {

bool usable_scale(double scale) {
  return std::isfinite(scale) && scale > 0.0;
}

void check_scales(const Layer& layer, Findings& findings) {
  const std::vector<double>& scales = layer.attributes.input_scales;
  const double output_scale = layer.attributes.output_scale;
  if (layer.inputs.size() != 2) {
    findings.add(fmt::format("rule multiplier takes two operands, there are {}", layer.inputs.size()),
                 "split it into layers of two operands");
  }
  if (scales.size() != layer.inputs.size()) {
    findings.add(fmt::format("{} input scales for {} operands", scales.size(), layer.inputs.size()));
    return;
  }
  if (!std::all_of(scales.begin(), scales.end(), usable_scale) || !usable_scale(output_scale)) {
    findings.add("operand and output scales must be finite and positive");
    return;
  }
  // The quantized multiplier of 2·max/(2^20·output) must stay below 2^31.
  const double largest = 2.0 * *std::max_element(scales.begin(), scales.end());
  if (!(largest / output_scale <= 0x1p50)) {
    findings.add(fmt::format("the output scale {:g} is too small for operand scales up to {:g}", output_scale,
                             largest / 2));
  }
}

// Without scales the stored integers are summed, which is a sum of real values only when no zero point shifts
// them.
void check_zero_points(const Network& network, const Layer& layer, Findings& findings) {
  const auto shifted = [&](TensorId id) {
    const auto& zero_points = network.tensor(id).quantization.zero_points;
    return std::any_of(zero_points.begin(), zero_points.end(), [](std::int32_t z) { return z != 0; });
  };
  if (std::any_of(layer.inputs.begin(), layer.inputs.end(), shifted) || shifted(layer.output)) {
    findings.add("rule none adds stored integers, but an operand or the output has a zero point",
                 "use rule multiplier with input_scales and output_scale");
  }
}

class Arithmetic final : public Operator {
 public:
  explicit Arithmetic(std::string name) : name_(std::move(name)) {}
  [[nodiscard]] std::string_view name() const override { return name_; }
  [[nodiscard]] Traits traits() const override {
    return {.min_inputs = 2,
            .max_inputs = -1,
            .rules = kOnlyRuleNone | rule_bit(Requantization::Rule::multiplier),
            .scales_operands = true,
            .clamps = true};
  }
  [[nodiscard]] Result<Shape> infer(const Network& network, const Layer& layer) const override {
    Findings findings;
    Shape shape = common_input_shape(network, layer, findings);
    if (layer.requantization.rule == Requantization::Rule::multiplier) {
      check_scales(layer, findings);
    } else {
      check_zero_points(network, layer, findings);
    }
    return findings.conclude(std::move(shape));
  }

 private:
  std::string name_;
};

}  // namespace

const Operator& add_operator() {
  static const Arithmetic instance("add");
  return instance;
}
const Operator& sub_operator() {
  static const Arithmetic instance("sub");
  return instance;
}

}  // namespace quartet
