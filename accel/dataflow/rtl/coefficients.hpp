// Coefficients that a block takes as a stream, where the model of its unit has them inside: weights, one beat a step, again for
// every vector; thresholds, once before the run.
#pragma once

#include <string>
#include <vector>

#include "accel/dataflow/stream/stream_graph.hpp"

namespace quartet::dataflow::lockstep {

/// The beats of one pass, and how wide a value is unless the block declares it.
struct CoefficientBeats {
  std::vector<Lanes> beats;
  std::size_t lanes = 1;
  unsigned lane_bits = 8;
};

struct CoefficientKind {
  std::string unit_kind;  ///< "mvau"
  std::string stream;     ///< "weights"
  std::string order;      ///< one sentence, for docs and messages
  Result<CoefficientBeats> (*beats)(const UnitSpec& unit);
};
/// One line a stream; accel/dataflow/rtl/coefficients.cpp.
[[nodiscard]] const std::vector<CoefficientKind>& coefficient_kinds();
[[nodiscard]] const CoefficientKind* find_coefficients(const std::string& unit_kind, const std::string& stream);

}  // namespace quartet::dataflow::lockstep
