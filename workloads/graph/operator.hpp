// One operator of the network: its name, its shape rule and its checks. An operator is one file in
// workloads/graph/operators with one line in operators.cpp; its arithmetic is one file in workloads/golden/kernels.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "workloads/graph/network.hpp"

namespace quartet {

/// A set of requantization rules, one bit a rule.
using RuleSet = unsigned;
[[nodiscard]] constexpr RuleSet rule_bit(Requantization::Rule rule) { return 1U << static_cast<unsigned>(rule); }
inline constexpr RuleSet kOnlyRuleNone = rule_bit(Requantization::Rule::none);
inline constexpr RuleSet kEveryRule = 0xF;

/// Stateless description of an operator.
class Operator {
 public:
  virtual ~Operator() = default;
  /// The name layers carry ("conv2d").
  [[nodiscard]] virtual std::string_view name() const = 0;
  /// Shape of the output, from the shapes of the inputs and constants; an error names what does not match, all of it
  /// at once (infer_and_validate adds the place). Ids, input count and the weights' presence have been checked.
  [[nodiscard]] virtual Result<Shape> infer(const Network& network, const Layer& layer) const = 0;
  /// Multiply-accumulates with the output shape known; 0 by default.
  [[nodiscard]] virtual std::int64_t macs(const Network& network, const Layer& layer) const;
  /// Which requantization rules it accepts, whether weights are required, how many inputs (max −1 = any number).
  struct Traits {
    int min_inputs = 1;
    int max_inputs = 1;
    bool needs_weights = false;
    RuleSet rules = kOnlyRuleNone;
    bool scales_operands = false;  ///< rule multiplier reads input_scales and output_scale, not the layer's scales
    bool clamps = false;         ///< the result is clamped to [clamp_min, clamp_max]: an activation can be folded into it
    bool same_type = false;      ///< the output has the inputs' integer type and quantization
    bool copies = false;         ///< the output holds the input's integers, nothing computed
    bool normalizes = false;     ///< turns logits into probabilities: its input is the network's integer result
  };
  [[nodiscard]] virtual Traits traits() const { return {}; }
};

/// nullptr for an unknown name.
[[nodiscard]] const Operator* find_operator(std::string_view name);
[[nodiscard]] std::vector<std::string> operator_names();

}  // namespace quartet
