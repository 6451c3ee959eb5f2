// The operators quartet knows: one line each. An explicit table, because a static library drops
// self-registering objects.
#include <array>

#include "workloads/graph/operators/operators.hpp"

namespace quartet {

namespace {
using Accessor = const Operator& (*)();
constexpr std::array kOperators = {
    Accessor{conv1d_operator},
    Accessor{conv2d_operator},
    Accessor{depthwise_conv2d_operator},
    Accessor{conv_transpose2d_operator},
    Accessor{fully_connected_operator},
    Accessor{max_pool_operator},
    Accessor{average_pool_operator},
    Accessor{global_max_pool_operator},
    Accessor{global_average_pool_operator},
    Accessor{add_operator},
    Accessor{sub_operator},
    Accessor{or_operator},
    Accessor{xor_operator},
    Accessor{concat_operator},
    Accessor{pad_operator},
    Accessor{reshape_operator},
    Accessor{requantize_operator},
    Accessor{relu_operator},
    Accessor{relu6_operator},
    Accessor{abs_operator},
    Accessor{sign_operator},
    Accessor{multi_threshold_operator},
    Accessor{softmax_operator},
    Accessor{identity_operator},
};
}  // namespace

std::int64_t Operator::macs(const Network&, const Layer&) const {
  return 0;
}

const Operator* find_operator(std::string_view name) {
  for (const Accessor accessor : kOperators) {
    if (accessor().name() == name) return &accessor();
  }
  return nullptr;
}

std::vector<std::string> operator_names() {
  std::vector<std::string> names;
  for (const Accessor accessor : kOperators) names.emplace_back(accessor().name());
  return names;
}

}  // namespace quartet
