// gemmlowp's fixed-point functions that TFLite's integer softmax is made of. Source: gemmlowp
// fixedpoint/fixedpoint.h. Qm.n holds raw·2^−n in an int32 with m integer bits and n = 31 − m.
#pragma once

#include <cstdint>

namespace quartet::golden {

/// exp(a) as Q0.31 for a <= 0 given as Q5.26.
[[nodiscard]] std::int32_t exp_on_negative_values(std::int32_t a);

/// 1 / (1 + x) as Q0.31 for x in [0, 1) given as Q0.31.
[[nodiscard]] std::int32_t one_over_one_plus_x(std::int32_t x);

}  // namespace quartet::golden
