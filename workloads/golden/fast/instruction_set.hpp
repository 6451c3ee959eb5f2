// Which instruction set a machine has and which inner loops belong to it.
#pragma once

#include "workloads/golden/fast/inner_loops.hpp"
#include "workloads/golden/interpreter.hpp"

namespace quartet::golden {

/// `wanted`, or the best that this machine has when it lacks it; never `automatic`.
[[nodiscard]] Interpreter::Isa usable_isa(Interpreter::Isa wanted);

/// nullptr for portable.
[[nodiscard]] const InnerLoops* inner_loops(Interpreter::Isa isa);

}  // namespace quartet::golden
