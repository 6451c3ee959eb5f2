// The softmax that the firmware computes on the array's result, as the runtime's layer record.
#pragma once

#include <optional>

#include "accel/cnn/lower.hpp"
#include "accel/mcu/firmware/include/quartet_image.h"
#include "accel/mcu/system/params.hpp"
#include "sim/base/requantize.hpp"

namespace quartet::soc {

struct SoftmaxRecord {
  q_layer record{};    ///< without addresses
  double scale = 1.0;  ///< of its input
};

/// The network's own, or one behind a result that is a vector (SystemParams::softmax); nullopt: none.
[[nodiscard]] Result<std::optional<SoftmaxRecord>> softmax_record(const Network& network,
                                                                  const cnn::Program& program,
                                                                  const SystemParams& system,
                                                                  Rounding rounding);

}  // namespace quartet::soc
