// requantize, multi_threshold: one rule on every element, the shape stays.
#include <string>

#include "workloads/graph/operators/operators.hpp"

namespace quartet {
namespace {

class Elementwise final : public Operator {
 public:
  Elementwise(std::string name, RuleSet rules) : name_(std::move(name)), rules_(rules) {}
  [[nodiscard]] std::string_view name() const override { return name_; }
  [[nodiscard]] Traits traits() const override { return {.rules = rules_, .clamps = true}; }
  [[nodiscard]] Result<Shape> infer(const Network& network, const Layer& layer) const override {
    return network.tensor(layer.inputs.at(0)).shape;
  }

 private:
  std::string name_;
  RuleSet rules_;
};

}  // namespace

const Operator& requantize_operator() {
  static const Elementwise instance("requantize", kEveryRule);
  return instance;
}
const Operator& multi_threshold_operator() {
  static const Elementwise instance("multi_threshold", rule_bit(Requantization::Rule::thresholds));
  return instance;
}

}  // namespace quartet
