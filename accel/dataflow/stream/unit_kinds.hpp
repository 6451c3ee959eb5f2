// The kinds of streaming units: what a UnitSpec may say, and what it becomes. A kind is one file in units/ and one line in
// unit_kinds.cpp. Ports are named "in" and "out" unless said otherwise; a lane is one value.
//
//   kind              parameters (defaults)                                        ports: lanes a beat, beats a sample
//   mvau              mw mh pe simd abits wbits accbits vectors(1) streamed(0)     in: simd, vectors·mw/simd
//     dsp48 dsp58     bubble(0: idle cycles after each vector)                     weights (streamed): pe·simd, one a step
//     lut             tables: weights mh×mw                                        out: pe, vectors·mh/pe
//   vvau              channels taps pe simd(1) abits wbits accbits vectors(1)      in: pe·simd, vectors·channels·taps/(pe·simd)
//     dsp58 lut       tables: weights channels×taps; in: channel blocks outermost  out: pe, vectors·channels/pe
//   window            channels h(1) w kh(1) kw sh sw dh dw(1) simd bits            in: simd, h·w·channels/simd
//     default         depthwise(0: order y x taps channels, 1: y x channels taps)  out: simd, oh·ow·kh·kw·channels/simd
//     parallel        a whole window a beat                                        out: simd·kh·kw, oh·ow·channels/simd
//   padding           channels h(1) w top bottom left right(0) simd bits value(0)  in, out: simd
//   pool window       channels taps pe vectors bits out_bits sum(0: maximum)            in: pe, vectors·channels·taps/pe; out: pe
//     (behind a depthwise window); streaming: channels h w k pe bits out_bits      in: pe, h·w·channels/pe
//   global_pool       channels pixels pe bits out_bits sum(0: maximum)                  in: pe, pixels·channels/pe; out: channels/pe
//   threshold         channels pe pixels(1) bits out_bits bias(0)                  in, out: pe, pixels·channels/pe
//     normal deep     tables: thresholds channels×n, n <= 2^out_bits − 1, ascending
//   requantize        channels pe pixels(1) bits out_bits interval(1: cycles a beat at least) zero_point(0) out_signed(1)
//                     tables: multipliers, shifts (one a channel, Q·2^(shift−31)), biases (may be absent)
//   add               channels pe pixels(1) bits out_bits                          a, b, out: pe
//   duplicate         channels pe pixels(1) bits copies(2)                         in; out0, out1, …
//   concat sequential inputs(2) channels0 channels1 … pe pixels(1) bits            in0, in1, …: pe; out: pe
//     wide            all inputs side by side in one beat                          in_i: channels_i; out: all channels
//   width_converter   in_bits out_bits beats_in lane_bits(1)                       in, out; one width divides the other
//   fifo              depth width beats                                            in, out
//   label_select      labels pe(1) bits top(1)                                     in: pe, labels/pe; out: 1, top
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "accel/dataflow/stream/stage.hpp"
#include "accel/dataflow/stream/stream_graph.hpp"

namespace quartet::dataflow {

/// A checked unit: its ports (inputs first) and the stage that moves their beats.
struct UnitDesign {
  std::vector<Port> ports;
  std::unique_ptr<stream::IStage> stage;
  std::uint64_t cycles = 0;  ///< of one sample when nothing stalls (FINN's estimate)
  std::string missing_table; ///< without which no values can be carried; empty: none
};

class UnitParams;

struct UnitKind {
  std::string name;
  std::string sentence;
  std::vector<std::string> styles;  ///< the first is the default
  Result<UnitDesign> (*design)(UnitParams& params);
};
/// Every kind, in the order above.
[[nodiscard]] const std::vector<UnitKind>& unit_kinds();
[[nodiscard]] Result<UnitDesign> design_unit(const UnitSpec& unit);

}  // namespace quartet::dataflow
