// Every pass, one accessor each, and what they share.
#pragma once

#include "workloads/passes/pass.hpp"

namespace quartet {

[[nodiscard]] Pass remove_identity_pass();
[[nodiscard]] Pass fold_activation_pass();
[[nodiscard]] Pass pow2_to_shift_pass();
[[nodiscard]] Pass dead_layer_elimination_pass();

/// How often each tensor is read: by layers, and as a network output.
[[nodiscard]] std::vector<int> count_readers(const Network& network);

/// The rewritten network when it is valid; a failure is a defect of the pass.
[[nodiscard]] Result<Network> finish(Network network);

}  // namespace quartet
