// A pass rewrites a network into an equivalent one. A pass is one file with one line in passes.cpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "workloads/graph/network.hpp"

namespace quartet {

struct Pass {
  std::string_view name;      ///< "fold_activation"
  std::string_view sentence;  ///< what it does and whether any value can change
  /// The argument must have passed infer_and_validate; so has the result.
  Result<Network> (*run)(const Network& network);
};

/// Every pass, in the order in which they are best applied.
[[nodiscard]] const std::vector<Pass>& passes();

/// nullptr for an unknown name.
[[nodiscard]] const Pass* find_pass(std::string_view name);

/// Runs the named passes one after the other; fails with usage on an unknown name, before anything runs.
[[nodiscard]] Result<Network> run_passes(const Network& network, const std::vector<std::string>& names);

}  // namespace quartet
