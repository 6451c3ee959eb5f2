// Width converters of integer ratio.
//
//   up:   in ─▶ [side register] ─▶ shift register of R beats ─▶ out        takes R + 1 beats when blocked
//   down: in ─▶ word of R beats ─▶ output register, side register ─▶ out   first beat out 2 cycles after the word
// Source: finn-rtllib dwc_axi (up: side register on the input path; down: on the output path), the recorded cycles.
#pragma once

#include "accel/dataflow/stream/stage.hpp"

namespace quartet::dataflow::stream {

struct RatioShape {
  std::uint64_t ratio = 2;             ///< >= 2
  std::uint64_t narrow_per_sample = 2; ///< narrow beats a sample
};
[[nodiscard]] std::unique_ptr<IStage> make_pack(RatioShape shape);
[[nodiscard]] std::unique_ptr<IStage> make_unpack(RatioShape shape);

}  // namespace quartet::dataflow::stream
