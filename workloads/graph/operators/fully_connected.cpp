// fully_connected: all elements of the input in storage order × weights [O, I] → vector of O.
#include <fmt/format.h>

#include "workloads/graph/findings.hpp"
#include "workloads/graph/operators/operators.hpp"

namespace quartet {
namespace {

class FullyConnected final : public Operator {
 public:
  [[nodiscard]] std::string_view name() const override { return "fully_connected"; }
  [[nodiscard]] Traits traits() const override {
    return {.needs_weights = true, .rules = kEveryRule, .clamps = true};
  }
  [[nodiscard]] Result<Shape> infer(const Network& network, const Layer& layer) const override {
    Findings findings;
    const Tensor& input = network.tensor(layer.inputs.at(0));
    const Shape& weights = network.tensor(layer.weights).shape;
    if (weights.size() != 2) {
      findings.add(fmt::format("weights have shape {}, must be outputs x inputs", to_string(weights)));
      return findings.conclude({});
    }
    if (weights[1] != input.elements()) {
      findings.add(fmt::format("weights of {} take {} inputs, the input {} has {}", to_string(weights),
                               weights[1], to_string(input.shape), input.elements()));
    }
    return findings.conclude({weights[0]});
  }
  [[nodiscard]] std::int64_t macs(const Network& network, const Layer& layer) const override {
    return network.tensor(layer.weights).elements();
  }
};

}  // namespace

const Operator& fully_connected_operator() {
  static const FullyConnected instance;
  return instance;
}

}  // namespace quartet
