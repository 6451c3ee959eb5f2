// Blocks are an optimization: one instruction at a time gives the same state in the same number of cycles.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "accel/mcu/machine.hpp"
#include "tests/property/riscv/any_program.hpp"

namespace quartet::mcu {

RC_GTEST_PROP(StepAndRun, GiveTheSameStateInTheSameTime, ()) {
  const ElfImage image = test::any_program();
  const auto core = load_core(*rc::gen::element<std::string>("cv32e40p", "ibex", "ibex-max", "ibex-slow"));
  RC_ASSERT(core.has_value());
  const auto whole = Machine::make(*core), stepped = Machine::make(*core), sliced = Machine::make(*core);
  for (const auto* machine : {&whole, &stepped, &sliced})
    RC_ASSERT((**machine)->load(image, "any").has_value());
  constexpr std::uint64_t kLimit = 100'000;
  (*whole)->run_to_end(kLimit);
  while ((*stepped)->stop().reason == StopReason::none && (*stepped)->cycles() < kLimit) (*stepped)->step();
  while ((*sliced)->stop().reason == StopReason::none && (*sliced)->cycles() < kLimit)
    (*sliced)->run((*sliced)->cycles() + 7);
  for (const auto* other : {&stepped, &sliced}) {
    RC_ASSERT((**other)->stop().reason == (*whole)->stop().reason);
    RC_ASSERT((**other)->cycles() == (*whole)->cycles());
    RC_ASSERT((**other)->instret() == (*whole)->instret());
    RC_ASSERT((**other)->pc() == (*whole)->pc());
    for (unsigned i = 0; i < 32; ++i) RC_ASSERT((**other)->register_value(i) == (*whole)->register_value(i));
    for (std::uint32_t i = 0; i < 40; ++i)
      RC_ASSERT((**other)->word(test::kAnyBuffer + 4 * i) == (*whole)->word(test::kAnyBuffer + 4 * i));
  }
}

}  // namespace quartet::mcu
