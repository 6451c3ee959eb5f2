#include "accel/cim/vector/instruction_set.hpp"

#include <initializer_list>

namespace quartet::cim {
namespace {

bool machine_has(Isa isa) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (isa == Isa::avx2) return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0;
  if (isa == Isa::avx512) {
    return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
           __builtin_cpu_supports("avx512vl") != 0 && __builtin_cpu_supports("avx512dq") != 0;
  }
#endif
  return isa == Isa::portable;
}

}  // namespace

Isa usable_isa(Isa wanted) {
  if (wanted != Isa::automatic && machine_has(wanted)) return wanted;
  for (const Isa isa : {Isa::avx512, Isa::avx2}) {
    if (machine_has(isa)) return isa;
  }
  return Isa::portable;
}

const Loops& loops(Isa isa) {
#if defined(__x86_64__)
  const Isa usable = usable_isa(isa);
  if (usable == Isa::avx512) return avx512_loops();
  if (usable == Isa::avx2) return avx2_loops();
#endif
  static_cast<void>(isa);
  return portable_loops();
}

}  // namespace quartet::cim
