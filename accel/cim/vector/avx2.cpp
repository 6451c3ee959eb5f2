// Inner loops for AVX2 with FMA; this file alone is compiled for such machines.
#include <immintrin.h>

#define QUARTET_VECTOR_BYTES 32
#define QUARTET_TILE_ROWS 6

namespace quartet::cim {
namespace {

template <class Vector>
inline void fused(Vector& sum, const Vector& w, float x) {
  sum = _mm256_fmadd_ps(w, _mm256_set1_ps(x), sum);
}

template <class Wide>
inline Wide product_of_low_words(const Wide& a, unsigned m) {
  return reinterpret_cast<Wide>(_mm256_mul_epu32(reinterpret_cast<__m256i>(a), _mm256_set1_epi64x(m)));
}

}  // namespace
}  // namespace quartet::cim

#include "accel/cim/vector/loops_body.hpp"

namespace quartet::cim {

const Loops& avx2_loops() {
  return kLoops;
}

}  // namespace quartet::cim
