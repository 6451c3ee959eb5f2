// What an imported network must survive behind its reader: the interpreter's creation and one run.
#pragma once

#include "workloads/graph/network.hpp"

namespace quartet::test {

/// Runs networks of up to some million multiply-accumulates and elements once, on varied inputs; larger ones
/// are left. Returns whether it ran.
bool exercise(const Network& network);

}  // namespace quartet::test
