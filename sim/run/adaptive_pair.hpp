// Two networks resident in one memory: the little one always runs, the big one where the little one is not sure.
#pragma once

#include "accel/target.hpp"

namespace quartet {

struct AdaptivePair {
  Network network;            ///< the little one's layers, then the big one's; outputs: the big one's, then the little one's scores
  int little_layers = 0;
  TensorId little_scores = kNoTensor;
  bool shared_input = true;   ///< both read one input tensor; else each has its own, the little one's first

  /// The test between the two, as a target takes it.
  [[nodiscard]] EarlyExit exit(std::uint32_t margin) const { return {little_layers - 1, little_scores, margin}; }
};

/// Both have passed infer_and_validate and have one input of the same shape and as many logits as the other; bad_input
/// says what differs. A softmax of the little one is left out: the test reads its logits.
[[nodiscard]] Result<AdaptivePair> make_adaptive_pair(const Network& little, const Network& big);

/// Best less second best, in stored integers. At least two scores.
[[nodiscard]] std::uint32_t score_lead(const Values& scores);

}  // namespace quartet
