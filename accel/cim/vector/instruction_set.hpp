// Which inner loops run. All of them give the same bits; `automatic` is the fastest that this machine has.
#pragma once

#include "accel/cim/vector/loops.hpp"

namespace quartet::cim {

enum class Isa { automatic, portable, avx2, avx512 };

/// `wanted`, or the best that this machine has when it lacks it; never `automatic`.
[[nodiscard]] Isa usable_isa(Isa wanted);

[[nodiscard]] const Loops& loops(Isa isa = Isa::automatic);

}  // namespace quartet::cim
