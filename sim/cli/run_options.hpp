// The options that `run` and `compare` share.
#pragma once

#include "sim/cli/option_table.hpp"
#include "sim/run/result.hpp"

namespace quartet::cli {

/// Which network and which samples: inputs, labels, data, variant, samples, seed.
void declare_data_options(OptionTable& options);
/// Those, and how they are run.
void declare_run_options(OptionTable& options);
/// The request of a command line; the platform is left to the caller. Usage errors only.
[[nodiscard]] Result<RunRequest> run_request(const Arguments& arguments);

/// Of -j: how many workers; one a processor core unless said.
[[nodiscard]] Result<int> worker_count(const Arguments& arguments);

}  // namespace quartet::cli
