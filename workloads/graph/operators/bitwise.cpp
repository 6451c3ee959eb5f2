// or, xor: bits of the stored integers, all operands of one type.
#include <string>

#include "workloads/graph/operators/elementwise_rules.hpp"
#include "workloads/graph/operators/operators.hpp"

namespace quartet {
namespace {

class Bitwise final : public Operator {
 public:
  explicit Bitwise(std::string name) : name_(std::move(name)) {}
  [[nodiscard]] std::string_view name() const override { return name_; }
  [[nodiscard]] Traits traits() const override {
    return {.min_inputs = 2, .max_inputs = -1, .same_type = true};
  }
  [[nodiscard]] Result<Shape> infer(const Network& network, const Layer& layer) const override {
    Findings findings;
    if (network.tensor(layer.output).type.bipolar) {
      findings.add("bits of the bipolar type are not defined", "use an unsigned 1-bit type");
    }
    Shape shape = common_input_shape(network, layer, findings);
    return findings.conclude(std::move(shape));
  }

 private:
  std::string name_;
};

}  // namespace

const Operator& or_operator() {
  static const Bitwise instance("or");
  return instance;
}
const Operator& xor_operator() {
  static const Bitwise instance("xor");
  return instance;
}

}  // namespace quartet
