// Registers of the units' pipelines: every number that is neither a parameter nor a folding, with its source.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace quartet::dataflow::stream {

struct TimingRow {
  std::string_view name;
  std::uint64_t cycles = 0;
  std::string_view confidence;  ///< published | fitted | assumed
  std::string_view source;
};

inline constexpr TimingRow kDsp48Depth{"core depth, dsp48", 5, "fitted",
                                       "latency of one recorded row (finn@39f0c9a mvu_8sx8u_dsp48); every other row is predicted"};
inline constexpr TimingRow kDsp58Depth{"core depth, dsp58", 3, "fitted",
                                       "latency of one recorded row (finn@39f0c9a mvu_vvu_8sx9_dsp58, SEGMENTLEN 0); every other row is predicted"};
inline constexpr TimingRow kLutDepth{"core depth, lut", 5, "assumed", "as dsp48: cores without DSP are HLS, whose depth the compiler chooses"};
inline constexpr TimingRow kThresholdExtra{"thresholding: registers beside one a bit", 2, "published", "finn-rtllib thresholding: latency N + 2"};
inline constexpr TimingRow kThresholdRoom{"thresholding: beats inside beside one a bit", 3, "published", "finn-rtllib thresholding: guard semaphore of N + 3"};
inline constexpr TimingRow kElementDepth{"core depth, element-wise HLS units", 2, "assumed", "one operation and one output register; HLS chooses"};
inline constexpr TimingRow kRequantizeDepth{"requantizer latency", 4, "assumed", "multiplier, shift and clamp in three registers, one output register"};
inline constexpr TimingRow kPaddingDepth{"core depth, padding", 1, "assumed", "finn-rtllib fmpadding has one output register"};

[[nodiscard]] inline std::vector<TimingRow> timing_rows() {
  return {kDsp48Depth, kDsp58Depth, kLutDepth, kThresholdExtra, kThresholdRoom, kElementDepth, kRequantizeDepth, kPaddingDepth};
}

}  // namespace quartet::dataflow::stream
