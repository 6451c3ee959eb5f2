#include "sim/run/adaptive_pair.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "workloads/passes/pass.hpp"

namespace quartet {

namespace {

/// Layers and tensors of `from` behind those of `to`; `input` takes the place of its input. The moved ids.
std::vector<TensorId> append(Network& to, const Network& from, const std::string& prefix, TensorId input) {
  std::vector<TensorId> moved;
  for (std::size_t i = 0; i < from.tensors.size(); ++i) {
    const bool replaced = input != kNoTensor && static_cast<TensorId>(i) == from.inputs.front();
    Tensor tensor = from.tensors[i];
    tensor.name = prefix + tensor.name;
    moved.push_back(replaced ? input : to.add(std::move(tensor)));
  }
  const auto move = [&](TensorId& id) {
    if (id != kNoTensor) id = moved[static_cast<std::size_t>(id)];
  };
  for (Layer layer : from.layers) {
    layer.name = prefix + layer.name;
    for (TensorId& id : layer.inputs) move(id);
    move(layer.weights);
    move(layer.bias);
    move(layer.requantization.thresholds);
    move(layer.output);
    to.layers.push_back(std::move(layer));
  }
  for (const std::string& note : from.notes) to.notes.push_back(prefix + " " + note);
  return moved;
}

Result<void> check(const Network& little, const Network& big) {
  Error error{ErrorCode::bad_input, {}};
  const auto differs = [&](std::string cause, std::string remedy) { error.problems.push_back({"--little, --big", std::move(cause), std::move(remedy)}); };
  if (little.inputs.size() != 1 || big.inputs.size() != 1) {
    differs("a network has several inputs", "take networks of one input");
  } else if (const Tensor &a = little.tensor(little.inputs[0]), &b = big.tensor(big.inputs[0]); a.shape != b.shape) {
    differs(fmt::format("the little network takes {}, the big one {}", to_string(a.shape), to_string(b.shape)), "take two networks of one task");
  }
  const std::int64_t a = little.tensor(little.logits()).elements(), b = big.tensor(big.logits()).elements();
  if (a != b || a < 2) differs(fmt::format("the little network has {} scores, the big one {}", a, b), "take two classifiers of the same classes");
  if (error.problems.empty()) return {};
  return pass(std::move(error));
}

}  // namespace

Result<AdaptivePair> make_adaptive_pair(const Network& little, const Network& big) {
  if (auto ok = check(little, big); !ok) return pass(ok.error());
  Network first = little;
  first.outputs = {little.logits()};
  auto scores_only = run_passes(first, std::vector<std::string>{"dead_layer_elimination"});
  if (!scores_only) return pass(scores_only.error());
  first = std::move(*scores_only);
  AdaptivePair pair;
  pair.network.name = little.name + "+" + big.name;
  const Tensor &a = first.tensor(first.inputs[0]), &b = big.tensor(big.inputs[0]);
  pair.shared_input = a.type == b.type && a.quantization == b.quantization;
  const std::vector<TensorId> little_ids = append(pair.network, first, "little.", kNoTensor);
  pair.little_layers = static_cast<int>(first.layers.size());
  pair.little_scores = little_ids[static_cast<std::size_t>(first.outputs[0])];
  const TensorId input = little_ids[static_cast<std::size_t>(first.inputs[0])];
  const std::vector<TensorId> big_ids = append(pair.network, big, "big.", pair.shared_input ? input : kNoTensor);
  pair.network.inputs = {input};
  if (!pair.shared_input) pair.network.inputs.push_back(big_ids[static_cast<std::size_t>(big.inputs[0])]);
  pair.network.outputs = {big_ids[static_cast<std::size_t>(big.outputs[0])], pair.little_scores};
  if (auto valid = infer_and_validate(pair.network); !valid) return pass(valid.error());
  return pair;
}

std::uint32_t score_lead(const Values& scores) {
  Values best = scores;
  std::partial_sort(best.begin(), best.begin() + 2, best.end(), std::greater<>());
  return static_cast<std::uint32_t>(best[0]) - static_cast<std::uint32_t>(best[1]);
}

}  // namespace quartet
