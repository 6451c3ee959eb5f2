// A pass rewrites a network. A pass is one file with one line in passes.cpp.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sim/config/parameter_set.hpp"
#include "workloads/graph/network.hpp"

namespace quartet {

/// What a pass promises about the network's outputs.
enum class Keeps {
  values,           ///< every output of every input, under both roundings
  single_rounding,  ///< the same under single rounding; double rounding may differ by one (the sentence says where)
  told_rounding,    ///< the same under the rounding that its options name (double unless said)
  nothing           ///< outputs change: measure the accuracy
};
[[nodiscard]] std::string_view to_string(Keeps keeps);

/// One use of a pass, with its options.
class PassRun {
 public:
  virtual ~PassRun() = default;
  PassRun() = default;
  PassRun(const PassRun&) = delete;
  PassRun& operator=(const PassRun&) = delete;

  [[nodiscard]] ParameterSet& options() { return options_; }
  /// The argument must have passed infer_and_validate; so has the result. What was left alone, and why, is said in
  /// the result's notes.
  [[nodiscard]] virtual Result<Network> run(const Network& network) const = 0;

 protected:
  ParameterSet options_;
};

struct Pass {
  std::string_view name;      ///< "fold_activation"
  std::string_view sentence;  ///< what it does and whether any value can change
  Keeps keeps = Keeps::values;
  std::unique_ptr<PassRun> (*make)() = nullptr;
};

/// Every pass, in the order in which they are best applied.
[[nodiscard]] const std::vector<Pass>& passes();

/// nullptr for an unknown name.
[[nodiscard]] const Pass* find_pass(std::string_view name);

/// A pass with its options set.
struct ChosenPass {
  const Pass* pass = nullptr;
  std::unique_ptr<PassRun> run;
};

/// "NAME" or "NAME:key=value,key=value" each. Fails with usage on unknown names, keys and values out of range, all of
/// them at once.
[[nodiscard]] Result<std::vector<ChosenPass>> choose_passes(const std::vector<std::string>& texts);

/// Runs the chosen passes one after the other.
[[nodiscard]] Result<Network> run_passes(const Network& network, const std::vector<ChosenPass>& chosen);
/// The same from texts; nothing runs when one of them is wrong.
[[nodiscard]] Result<Network> run_passes(const Network& network, const std::vector<std::string>& texts);

}  // namespace quartet
