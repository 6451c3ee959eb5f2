// Inner loops for AVX-512; this file alone is compiled for such machines.
#include <immintrin.h>

#define QUARTET_VECTOR_BYTES 64
#define QUARTET_TILE_ROWS 8

namespace quartet::cim {
namespace {

template <class Vector>
inline void fused(Vector& sum, const Vector& w, float x) {
  sum = _mm512_fmadd_ps(w, _mm512_set1_ps(x), sum);
}

template <class Wide>
inline Wide product_of_low_words(const Wide& a, unsigned m) {
  return reinterpret_cast<Wide>(_mm512_mul_epu32(reinterpret_cast<__m512i>(a), _mm512_set1_epi64(m)));
}

}  // namespace
}  // namespace quartet::cim

#include "accel/cim/vector/loops_body.hpp"

namespace quartet::cim {

const Loops& avx512_loops() {
  return kLoops;
}

}  // namespace quartet::cim
