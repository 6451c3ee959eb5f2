// The passes quartet knows: one line each.
#include <fmt/format.h>

#include "workloads/passes/rewrites.hpp"

namespace quartet {

const std::vector<Pass>& passes() {
  static const std::vector<Pass> table = {
      remove_identity_pass(),
      fold_batch_norm_pass(),
      fold_activation_pass(),
      prune_channels_pass(),
      pow2_scales_pass(),
      pow2_to_shift_pass(),
      binarize_pass(),
      split_precision_pass(),
      to_thresholds_pass(),
      dead_layer_elimination_pass(),
  };
  return table;
}

std::string_view to_string(Keeps keeps) {
  constexpr std::string_view kWords[] = {"every value", "every value under single rounding",
                                         "every value under the rounding it is told", "nothing: measure it"};
  return kWords[static_cast<std::size_t>(keeps)];
}

const Pass* find_pass(std::string_view name) {
  for (const Pass& pass : passes()) {
    if (pass.name == name) return &pass;
  }
  return nullptr;
}

namespace {

Problem unknown_pass(const std::string& name) {
  std::vector<std::string> known;
  for (const Pass& pass : passes()) known.emplace_back(pass.name);
  const std::string near = nearest(name, known);
  return {"passes", fmt::format("unknown pass '{}'", name),
          near.empty() ? fmt::format("known: {}", fmt::join(known, ", ")) : fmt::format("did you mean '{}'?", near)};
}

// "key=value,key=value" into the options of one pass.
void set_options(const std::string& place, std::string_view text, ParameterSet& options, std::vector<Problem>& problems) {
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    const std::string_view word = text.substr(0, comma);
    text.remove_prefix(std::min(comma + 1, text.size()));
    const std::size_t equals = word.find('=');
    if (equals == std::string_view::npos) {
      problems.push_back({place, fmt::format("'{}' is not key=value", word), ""});
      continue;
    }
    const auto set = options.set(std::string(word.substr(0, equals)), std::string(word.substr(equals + 1)), place);
    if (!set) problems.insert(problems.end(), set.error().problems.begin(), set.error().problems.end());
  }
}

}  // namespace

Result<std::vector<ChosenPass>> choose_passes(const std::vector<std::string>& texts) {
  std::vector<ChosenPass> chosen;
  std::vector<Problem> problems;
  for (const std::string& text : texts) {
    const std::size_t colon = std::min(text.find(':'), text.size());
    const std::string name = text.substr(0, colon);
    const Pass* pass = find_pass(name);
    if (pass == nullptr) {
      problems.push_back(unknown_pass(name));
      continue;
    }
    ChosenPass& one = chosen.emplace_back(ChosenPass{pass, pass->make()});
    if (colon < text.size()) set_options("pass " + name, std::string_view(text).substr(colon + 1), one.run->options(), problems);
  }
  if (!problems.empty()) return quartet::pass(Error{ErrorCode::usage, std::move(problems)});
  return chosen;
}

Result<Network> run_passes(const Network& network, const std::vector<ChosenPass>& chosen) {
  Result<Network> result = network;
  for (const ChosenPass& one : chosen) {
    result = one.run->run(*result);
    if (!result) return result;
  }
  return result;
}

Result<Network> run_passes(const Network& network, const std::vector<std::string>& texts) {
  const auto chosen = choose_passes(texts);
  if (!chosen) return pass(chosen.error());
  return run_passes(network, *chosen);
}

}  // namespace quartet
