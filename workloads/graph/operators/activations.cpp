// relu, relu6, abs, sign on stored integers relative to the zero point; the shape stays.
#include <cmath>
#include <string>

#include <fmt/format.h>

#include "workloads/graph/findings.hpp"
#include "workloads/graph/operators/operators.hpp"

namespace quartet {
namespace {

class Activation final : public Operator {
 public:
  explicit Activation(std::string name) : name_(std::move(name)) {}
  [[nodiscard]] std::string_view name() const override { return name_; }
  [[nodiscard]] Traits traits() const override { return {.same_type = true}; }
  [[nodiscard]] Result<Shape> infer(const Network& network, const Layer& layer) const override {
    return network.tensor(layer.inputs.at(0)).shape;
  }

 private:
  std::string name_;
};

class Relu6 final : public Operator {
 public:
  [[nodiscard]] std::string_view name() const override { return "relu6"; }
  [[nodiscard]] Traits traits() const override { return {.same_type = true}; }
  [[nodiscard]] Result<Shape> infer(const Network& network, const Layer& layer) const override {
    Findings findings;
    const Tensor& input = network.tensor(layer.inputs.at(0));
    if (input.quantization.scales.size() != 1) {
      findings.add("the bound 6 needs one real scale of the input",
                   "give the input tensor a scale, or use relu");
    }
    return findings.conclude(input.shape);
  }
};

class Sign final : public Operator {
 public:
  [[nodiscard]] std::string_view name() const override { return "sign"; }
  [[nodiscard]] Result<Shape> infer(const Network& network, const Layer& layer) const override {
    Findings findings;
    const IntType type = network.tensor(layer.output).type;
    if (!type.holds(-1) || !type.holds(1)) {
      findings.add(fmt::format("the output type {} does not hold -1 and +1", type.name()),
                   "use bipolar or int2 to int8");
    }
    return findings.conclude(network.tensor(layer.inputs.at(0)).shape);
  }
};

}  // namespace

const Operator& relu_operator() {
  static const Activation instance("relu");
  return instance;
}
const Operator& abs_operator() {
  static const Activation instance("abs");
  return instance;
}
const Operator& relu6_operator() {
  static const Relu6 instance;
  return instance;
}
const Operator& sign_operator() {
  static const Sign instance;
  return instance;
}

}  // namespace quartet
