#include "sim/cli/operator_text.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "workloads/graph/operator.hpp"

namespace quartet::cli {

namespace {

constexpr std::array<std::pair<Requantization::Rule, const char*>, 4> kRules{
    {{Requantization::Rule::none, "none"},
     {Requantization::Rule::multiplier, "multiplier"},
     {Requantization::Rule::shift, "shift"},
     {Requantization::Rule::thresholds, "thresholds"}}};

}  // namespace

std::string operator_rules(const std::string& name) {
  std::string out;
  const RuleSet accepted = find_operator(name)->traits().rules;
  for (const auto& [rule, text] : kRules) {
    if ((accepted & rule_bit(rule)) == 0) continue;
    out += out.empty() ? "" : ", ";
    out += text;
  }
  return out;
}

std::string operator_text(const std::string& name) {
  const Operator::Traits traits = find_operator(name)->traits();
  const std::string inputs = traits.max_inputs < 0 ? fmt::format("{} or more", traits.min_inputs)
                             : traits.min_inputs == traits.max_inputs
                                 ? std::to_string(traits.min_inputs)
                                 : fmt::format("{} to {}", traits.min_inputs, traits.max_inputs);
  return fmt::format(
      "operator {}\n  inputs          {}\n  weights         {}\n  requantization  {}\n  arithmetic      "
      "docs/operators.md\n",
      name, inputs, traits.needs_weights ? "yes" : "no", operator_rules(name));
}

}  // namespace quartet::cli
