// The golden interpreter behind the interface of a machine's arithmetic: what `--on reference` runs.
#pragma once

#include <memory>

#include "accel/target.hpp"

namespace quartet {

/// `network` must outlive the function.
[[nodiscard]] Result<std::unique_ptr<IFunction>> reference_function(const Network& network,
                                                                    Rounding rounding);

}  // namespace quartet
