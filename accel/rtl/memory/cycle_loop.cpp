#include "accel/rtl/memory/cycle_loop.hpp"

#include <fmt/format.h>

#include <utility>

namespace quartet::rtl {

namespace {

/// How often a block that stops itself is noticed.
constexpr std::uint64_t kStopCheckCycles = 64;

}  // namespace

CycleLoop::CycleLoop(RtlModel& model, std::uint64_t watchdog)
    : model_(model),
      watchdog_(watchdog != 0 ? watchdog : model.declaration().watchdog_cycles.value_or(kDefaultWatchdogCycles)) {
  model_.reset();
}

Result<void> CycleLoop::settle() {
  const std::uint64_t now = model_.cycle();
  bool changed = std::exchange(inputs_changed_, false);
  for (IBusPort* port : ports_) changed = port->present(now) || changed;
  if (changed) model_.settle();
  for (IBusPort* port : ports_) (void)port->drive(now);
  model_.settle();
  for (IBusPort* port : ports_) {
    if (auto kept = port->finish(now); !kept) return kept;
  }
  return {};
}

Result<void> CycleLoop::tick() {
  model_.tick();
  if (model_.cycle() % kStopCheckCycles == 0) {
    if (auto runs = model_.check_stopped(); !runs) return runs;
  }
  return look_for_hang();
}

Result<void> CycleLoop::look_for_hang() {
  std::uint64_t transfers = 0;
  bool waits = owes_;
  for (const IBusPort* port : ports_) {
    transfers += port->transfers();
    waits = waits || port->waits();
  }
  const bool moved = progress_ || transfers != transfers_;
  transfers_ = transfers;
  progress_ = false;
  if (!watchdog_.tick(moved, waits)) return {};
  if (auto runs = model_.check_stopped(); !runs) return runs;
  return fail(ErrorCode::check_failed, model_.plugin().name(),
              fmt::format("nothing has moved for {} cycles, up to cycle {}:\n{}", watchdog_.limit(), model_.cycle(), states()),
              "a longer wait is allowed by WATCHDOG in quartet_add_rtl");
}

std::string CycleLoop::states() const {
  std::string text;
  for (const IBusPort* port : ports_) text += (text.empty() ? "  " : "\n  ") + port->state();
  return text.empty() ? "  no ports" : text;
}

}  // namespace quartet::rtl
