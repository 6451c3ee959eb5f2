// identity: a pass-through layer.
#include "workloads/graph/operators/operators.hpp"

namespace quartet {
namespace {

class Identity final : public Operator {
 public:
  [[nodiscard]] std::string_view name() const override { return "identity"; }
  [[nodiscard]] Traits traits() const override { return {.same_type = true, .copies = true}; }
  [[nodiscard]] Result<Shape> infer(const Network& network, const Layer& layer) const override {
    return network.tensor(layer.inputs.at(0)).shape;
  }
};

}  // namespace

const Operator& identity_operator() {
  static const Identity instance;
  return instance;
}

}  // namespace quartet
