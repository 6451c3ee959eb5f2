// The passes quartet knows: one line each.
#include <fmt/format.h>

#include "workloads/passes/rewrites.hpp"

namespace quartet {

const std::vector<Pass>& passes() {
  static const std::vector<Pass> table = {
      remove_identity_pass(),
      fold_activation_pass(),
      pow2_to_shift_pass(),
      dead_layer_elimination_pass(),
  };
  return table;
}

const Pass* find_pass(std::string_view name) {
  for (const Pass& pass : passes()) {
    if (pass.name == name) return &pass;
  }
  return nullptr;
}

Result<Network> run_passes(const Network& network, const std::vector<std::string>& names) {
  std::vector<const Pass*> selected;
  std::vector<std::string> known;
  for (const Pass& pass : passes()) known.emplace_back(pass.name);
  for (const std::string& name : names) {
    selected.push_back(find_pass(name));
    if (selected.back() != nullptr) continue;
    const std::string near = nearest(name, known);
    return fail(ErrorCode::usage, "passes", fmt::format("unknown pass '{}'", name),
                near.empty() ? fmt::format("known: {}", fmt::join(known, ", "))
                             : fmt::format("did you mean '{}'?", near));
  }
  Result<Network> result = network;
  for (const Pass* pass : selected) {
    result = pass->run(*result);
    if (!result) return result;
  }
  return result;
}

}  // namespace quartet
