#include "workloads/golden/fast/instruction_set.hpp"

#include <initializer_list>

namespace quartet::golden {
namespace {

using Isa = Interpreter::Isa;

bool machine_has(Isa isa) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (isa == Isa::avx2) return __builtin_cpu_supports("avx2") != 0;
  if (isa == Isa::avx512_vnni) {
    return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
           __builtin_cpu_supports("avx512vl") != 0 && __builtin_cpu_supports("avx512dq") != 0 &&
           __builtin_cpu_supports("avx512vnni") != 0;
  }
#endif
  return isa == Isa::portable;
}

}  // namespace

Isa usable_isa(Isa wanted) {
  if (wanted != Isa::automatic && machine_has(wanted)) return wanted;
  for (const Isa isa : {Isa::avx512_vnni, Isa::avx2}) {
    if (machine_has(isa)) return isa;
  }
  return Isa::portable;
}

const InnerLoops* inner_loops(Isa isa) {
#if defined(__x86_64__)
  if (isa == Isa::avx512_vnni) return avx512_vnni_loops();
  if (isa == Isa::avx2) return avx2_loops();
#endif
  static_cast<void>(isa);
  return nullptr;
}

}  // namespace quartet::golden
