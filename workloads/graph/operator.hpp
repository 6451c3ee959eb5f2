// One operator of the network: its name, its shape rule and its checks. An operator is one file in
// workloads/graph/operators with one line in operators.cpp; its arithmetic is one file in workloads/golden/kernels.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "workloads/graph/network.hpp"

namespace quartet {

/// Stateless description of an operator.
class Operator {
 public:
  virtual ~Operator() = default;
  /// The name layers carry ("conv2d").
  [[nodiscard]] virtual std::string_view name() const = 0;
  /// Shape of the output, from the shapes of the inputs and constants; an error names what does not match.
  [[nodiscard]] virtual Result<Shape> infer(const Network& network, const Layer& layer) const = 0;
  /// Multiply-accumulates with the output shape known; 0 by default.
  [[nodiscard]] virtual std::int64_t macs(const Network& network, const Layer& layer) const;
  /// Which requantization rules it accepts, whether weights are required, how many inputs (max −1 = any number).
  struct Traits {
    int min_inputs = 1;
    int max_inputs = 1;
    bool needs_weights = false;
  };
  [[nodiscard]] virtual Traits traits() const { return {}; }
};

/// nullptr for an unknown name.
[[nodiscard]] const Operator* find_operator(std::string_view name);
[[nodiscard]] std::vector<std::string> operator_names();

}  // namespace quartet
