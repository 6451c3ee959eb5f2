// Inner loops in plain C++.
#define QUARTET_VECTOR_BYTES 16
#define QUARTET_TILE_ROWS 4

namespace quartet::cim {
namespace {

/// sum += w · x with one rounding, as the instructions of the other files.
template <class Vector>
inline void fused(Vector& sum, const Vector& w, float x) {
  for (int i = 0; i < 4; ++i) sum[i] = __builtin_fmaf(w[i], x, sum[i]);
}

/// The product of the low halves of 64-bit lanes with m.
template <class Wide>
inline Wide product_of_low_words(const Wide& a, unsigned m) {
  return (a & 0xFFFFFFFFu) * m;
}

}  // namespace
}  // namespace quartet::cim

#include "accel/cim/vector/loops_body.hpp"

namespace quartet::cim {

const Loops& portable_loops() {
  return kLoops;
}

}  // namespace quartet::cim
