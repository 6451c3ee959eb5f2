// Every pass, one accessor each, and what they share.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "workloads/passes/pass.hpp"

namespace quartet {

[[nodiscard]] Pass remove_identity_pass();
[[nodiscard]] Pass fold_batch_norm_pass();
[[nodiscard]] Pass fold_activation_pass();
[[nodiscard]] Pass prune_channels_pass();
[[nodiscard]] Pass pow2_scales_pass();
[[nodiscard]] Pass pow2_to_shift_pass();
[[nodiscard]] Pass binarize_pass();
[[nodiscard]] Pass split_precision_pass();
[[nodiscard]] Pass to_thresholds_pass();
[[nodiscard]] Pass dead_layer_elimination_pass();

/// A pass without options.
template <Result<Network> (*kRun)(const Network&)>
[[nodiscard]] std::unique_ptr<PassRun> plain_run() {
  class Plain final : public PassRun {
    [[nodiscard]] Result<Network> run(const Network& network) const override { return kRun(network); }
  };
  return std::make_unique<Plain>();
}

template <class Run>
[[nodiscard]] std::unique_ptr<PassRun> make_run() {
  return std::make_unique<Run>();
}

/// How often each tensor is read: by layers, and as a network output.
[[nodiscard]] std::vector<int> count_readers(const Network& network);

/// The only layer that reads `tensor`; nullopt when there are several, or when it is a network output.
[[nodiscard]] std::optional<std::size_t> only_reader(const Network& network, TensorId tensor);

/// What the layers' accumulators can reach, per output channel, over every input of the input's type.
struct Reach {
  std::int64_t low = 0, high = 0;
};
/// Of a layer with weights.
[[nodiscard]] std::vector<Reach> accumulator_reach(const Network& network, const Layer& layer);

/// The rewritten network when it is valid; a failure is a defect of the pass.
[[nodiscard]] Result<Network> finish(Network network);
/// The same without layers and tensors that nothing needs any more.
[[nodiscard]] Result<Network> finish_without_dead(Network network);

}  // namespace quartet
