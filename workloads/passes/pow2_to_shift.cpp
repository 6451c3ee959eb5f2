// pow2_to_shift: the multiplier rule with one power of two becomes the MAX78000's output shift.
//
// With zero points 0, y = acc·2^k, and shift = 7 + k gives floor(acc·2^k + 1/2): what single rounding
// computes, and what the MAX78000's hardware does. Double rounding rounds acc/2 first and the rest again, so
// under it some values change by one: negative ties (it sends them away from zero) and positive values 2^k
// short of a tie (it rounds them up twice).
#include <cmath>
#include <optional>

#include "workloads/graph/operator.hpp"
#include "workloads/passes/rewrites.hpp"

namespace quartet {
namespace {

constexpr int kUnityShift = 7;  // docs/operators.md: y = floor(acc·2^(shift − 7) + 1/2)
constexpr int kMaxShift = 15;

bool is_unshifted(const Tensor& tensor) {
  for (const std::int32_t zero_point : tensor.quantization.zero_points) {
    if (zero_point != 0) return false;
  }
  return true;
}

// The shift that equals every effective scale of the layer; nullopt when there is none.
std::optional<int> equal_shift(const Requantization& r) {
  if (r.rule != Requantization::Rule::multiplier) return std::nullopt;
  for (const double scale : r.scales) {
    if (scale != r.scales.front()) return std::nullopt;
  }
  int exponent = 0;
  if (std::frexp(r.scales.front(), &exponent) != 0.5) return std::nullopt;
  const int shift = kUnityShift + exponent - 1;
  return shift >= -kMaxShift && shift <= kMaxShift ? std::optional(shift) : std::nullopt;
}

Result<Network> run(const Network& network) {
  Network result = network;
  for (Layer& layer : result.layers) {
    const Operator* op = find_operator(layer.op);
    const bool accepts = op != nullptr && (op->traits().rules & rule_bit(Requantization::Rule::shift)) != 0;
    const Tensor& output = network.tensor(layer.output);
    if (!accepts || output.type != kInt8 || !is_unshifted(output) ||
        !is_unshifted(network.tensor(layer.inputs.front()))) {
      continue;
    }
    if (const std::optional<int> shift = equal_shift(layer.requantization)) {
      layer.requantization.rule = Requantization::Rule::shift;
      layer.requantization.shift = *shift;
      layer.requantization.scales.clear();
    }
  }
  return finish(std::move(result));
}

}  // namespace

Pass pow2_to_shift_pass() {
  return {"pow2_to_shift",
          "turns power-of-two multipliers into output shifts; equals single rounding, negative ties of "
          "double rounding change by one",
          Keeps::single_rounding, plain_run<run>};
}

}  // namespace quartet
