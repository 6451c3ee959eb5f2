// pad: rows and columns of the zero point around an image.
#include "workloads/graph/operators/operators.hpp"
#include "workloads/graph/operators/shape_rules.hpp"

namespace quartet {
namespace {

class Pad final : public Operator {
 public:
  [[nodiscard]] std::string_view name() const override { return "pad"; }
  [[nodiscard]] Traits traits() const override { return {.same_type = true}; }
  [[nodiscard]] Result<Shape> infer(const Network& network, const Layer& layer) const override {
    Findings findings;
    const Shape* image = image_input(network, layer, 0, findings);
    const bool attributes_good = check_window_attributes(layer.attributes, findings);
    if (image == nullptr || !attributes_good) return findings.conclude({});
    const Padding& p = layer.attributes.padding;
    Shape shape = limited_shape(std::int64_t{(*image)[0]} + p.top + p.bottom,
                                std::int64_t{(*image)[1]} + p.left + p.right, (*image)[2], findings);
    return findings.conclude(std::move(shape));
  }
};

}  // namespace

const Operator& pad_operator() {
  static const Pad instance;
  return instance;
}

}  // namespace quartet
