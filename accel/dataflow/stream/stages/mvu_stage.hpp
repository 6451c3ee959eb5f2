// The matrix-vector unit: SF = mw/simd beats a vector, each used NF = mh/pe times.
//
//   NF > 1:  in ─▶ replay buffer, 2^ceil(log2 SF) beats ─▶ read register ─┐
//   NF = 1:  in ──────────────────────────────────────────────────────────┴▶ step (with a beat of weights, if streamed)
//            ─▶ pipeline ─▶ output registers ─▶ out (core_clock.hpp); one result after every SF steps
//   read(r) = max(taken(beat) + 1, step(r−1));  step(r) >= read(r) + 1
//   taken(k) >= read in the last use of beat k − capacity + 1
// Source: finn-rtllib mvu_vvu_axi, replay_buffer; the recorded cycles.
#pragma once

#include "accel/dataflow/stream/stage.hpp"

namespace quartet::dataflow::stream {

struct MvuShape {
  std::uint64_t sf = 1, nf = 1;
  std::uint64_t vectors = 1;      ///< a sample
  std::uint64_t depth = 5;        ///< pipeline registers of the core
  std::uint64_t bubble = 0;       ///< idle ticks after each vector
  bool streamed_weights = false;  ///< a second input, one beat a step
  MakeFunction function;

  [[nodiscard]] bool replays() const { return nf > 1; }
  /// Beats that the replay buffer holds.
  [[nodiscard]] std::uint64_t capacity() const {
    std::uint64_t c = 1;
    while (c < sf) c *= 2;
    return sf < 2 ? 2 : c;
  }
};
[[nodiscard]] std::unique_ptr<IStage> make_mvu(MvuShape shape);

}  // namespace quartet::dataflow::stream
