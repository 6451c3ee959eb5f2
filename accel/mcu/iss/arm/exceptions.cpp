#include "accel/mcu/iss/arm/exceptions.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "accel/mcu/engine/memory_map.hpp"

namespace quartet::mcu::arm {

namespace {

constexpr u32 kThumbBit = 1U << 24, kPaddedBit = 1U << 9, kBasicWords = 8, kFloatWords = 26, kFirstFloat = 8,
              kFloatSaved = 16, kStatusWord = 24;
constexpr u32 kReturnBase = 0xFFFFFFE1, kReturnBasicFrame = 0x10, kReturnThread = 8, kReturnProcess = 4;

// The IT state in xPSR: bits 1 and 0 at 26 and 25, the rest at 15 to 10.
constexpr u32 packed_context(u32 context) {
  return (context & 3) << 25 | (context >> 2) << 10;
}
constexpr std::uint8_t context_of(u32 status) {
  return static_cast<std::uint8_t>((status >> 25 & 3) | (status >> 10 & 0x3F) << 2);
}

}  // namespace

void Exceptions::reset() {
  hart_.exceptions = this;
}

void Exceptions::select_stack(bool process) {
  if (process == uses_process_stack()) return;
  std::swap(hart_.x[kSp], hart_.other_sp);
  hart_.control ^= kProcessStack;
}

void Exceptions::set_sp(bool process, u32 value) {
  (process == uses_process_stack() ? hart_.x[kSp] : hart_.other_sp) = value & ~3U;
}

bool Exceptions::start_float() {
  if (!control_.fpu_enabled()) return false;
  if ((hart_.control & kFloatActive) == 0)
    hart_.fpscr = (hart_.fpscr & ~0x07C00000U) | control_.float_default();
  hart_.control |= kFloatActive;
  return hart_.fp_ready = true;
}

int Exceptions::execution_priority() const {
  const Nvic& nvic = control_.nvic;
  int priority = nvic.active_priority();
  if (hart_.basepri != 0) priority = std::min(priority, nvic.group_of(hart_.basepri));
  if (hart_.primask != 0) priority = std::min(priority, 0);
  if (hart_.faultmask != 0) priority = std::min(priority, -1);
  return priority;
}

bool Exceptions::preempts(u32 number) const {
  return control_.nvic.priority(number, true) < execution_priority();
}

u32 Exceptions::escalated(u32 number) const {
  if (control_.nvic.is_enabled(number) && preempts(number)) return number;
  return preempts(kHardFault) ? kHardFault : 0;
}

std::uint64_t Exceptions::next_event(std::uint64_t now) const {
  std::uint64_t next = control_.systick.next_event();
  for (const Line& line : lines_)
    next = std::min(next, hart_.asleep ? line.source->next_rise(now, next) : line.source->next_change(now));
  return next;
}

void Exceptions::sample_lines() {
  for (const Line& line : lines_) {
    if (line.source->line(hart_.cycles) && !control_.nvic.is_active(line.number)) control_.nvic.pend(line.number);
  }
}

bool Exceptions::take_interrupt(Hart&) {
  if (control_.systick.take_tick(hart_.cycles)) control_.nvic.pend(kSysTickNumber);
  sample_lines();
  if (control_.reset_requested()) {
    hart_.stop = {StopReason::unsupported, 0xD0C, hart_.pc};
    return false;
  }
  if (!control_.fpu_enabled()) hart_.fp_ready = false;
  const u32 number = control_.nvic.most_urgent();
  if (number == 0) return false;
  if (hart_.asleep) {
    // PRIMASK does not keep a sleeping core from waking.
    const u32 masked = std::exchange(hart_.primask, 0U);
    const bool wakes = preempts(number) || (hart_.waits_for_event && control_.pending_is_event());
    hart_.primask = masked;
    hart_.asleep = !wakes;
  }
  if (!preempts(number)) return false;
  enter(number);
  return true;
}

u32 Exceptions::status_word() const {
  return apsr(hart_) | kThumbBit | packed_context(hart_.context) | hart_.exception;
}

// The frame's return value; false: the stack cannot be written.
bool Exceptions::push_frame(u32& exception_return) {
  const bool with_float = (hart_.control & kFloatActive) != 0;
  const u32 count = with_float ? kFloatWords : kBasicWords;
  const u32 old_sp = hart_.x[kSp];
  const bool padded = control_.aligns_stack() && old_sp % 8 != 0;
  const u32 sp = (old_sp - 4 * count) & (control_.aligns_stack() ? ~7U : ~3U);
  std::array<u32, kFloatWords> frame{};
  for (u32 i = 0; i < 4; ++i) frame[i] = hart_.x[core_reg(i)];
  frame[4] = hart_.x[core_reg(12)];
  frame[5] = hart_.x[kLr];
  frame[6] = hart_.pc;
  frame[7] = status_word() | (padded ? kPaddedBit : 0);
  if (with_float) {
    std::memcpy(&frame[kFirstFloat], hart_.s.data(), 4 * kFloatSaved);
    frame[kStatusWord] = hart_.fpscr;
  }
  for (u32 i = 0; i < count; ++i) {
    const auto written = hart_.memory->write(sp + 4 * i, 4, hart_.cycles, frame[i]);
    if (written == MemoryMap::Written::nothing) {
      lock_up(sp + 4 * i);
      return false;
    }
    if (written == MemoryMap::Written::code) hart_.flush = true;
  }
  hart_.x[kSp] = sp;
  exception_return = kReturnBase | (with_float ? 0 : kReturnBasicFrame) |
                     (hart_.exception == 0 ? kReturnThread : 0) | (uses_process_stack() ? kReturnProcess : 0);
  return true;
}

bool Exceptions::go_to_handler(u32 number, u32 exception_return) {
  const u32 vector = control_.vector_table() + 4 * number;
  u32 target = 0;
  if (!hart_.memory->read(vector, 4, hart_.cycles, target) || (target & 1) == 0) {
    lock_up(vector);
    return false;
  }
  select_stack(false);
  hart_.control &= ~kFloatActive;
  hart_.fp_ready = false;
  hart_.exclusive = false;
  hart_.event = true;
  hart_.x[kLr] = exception_return;
  hart_.exception = control_.current = number;
  control_.nvic.clear(number);
  control_.nvic.activate(number);
  hart_.pc = target & ~1U;
  hart_.context = 0;
  hart_.resume = nullptr;
  hart_.pending = nullptr;
  hart_.asleep = false;
  return true;
}

void Exceptions::enter(u32 number) {
  const u32 from = hart_.pc;
  u32 exception_return = 0;
  if (!push_frame(exception_return) || !go_to_handler(number, exception_return)) return;
  hart_.calls.call(from);
  hart_.cycles += hart_.options.entry_cycles;
}

// False: the stack cannot be read.
bool Exceptions::pop_frame(u32 exception_return) {
  const bool with_float = (exception_return & kReturnBasicFrame) == 0;
  const u32 count = with_float ? kFloatWords : kBasicWords;
  const u32 sp = hart_.x[kSp];
  std::array<u32, kFloatWords> frame{};
  for (u32 i = 0; i < count; ++i) {
    if (!hart_.memory->read(sp + 4 * i, 4, hart_.cycles, frame[i])) {
      lock_up(sp + 4 * i);
      return false;
    }
  }
  for (u32 i = 0; i < 4; ++i) hart_.x[core_reg(i)] = frame[i];
  hart_.x[core_reg(12)] = frame[4];
  hart_.x[kLr] = frame[5];
  hart_.pc = frame[6] & ~1U;
  const u32 status = frame[7];
  set_nzcv(hart_, status);
  hart_.q = status >> 27 & 1;
  hart_.ge = status >> 16 & 15;
  hart_.context = context_of(status);
  hart_.x[kSp] = (sp + 4 * count) | ((status & kPaddedBit) != 0 ? 4 : 0);
  if (with_float) {
    std::memcpy(hart_.s.data(), &frame[kFirstFloat], 4 * kFloatSaved);
    hart_.fpscr = frame[kStatusWord];
    hart_.control |= kFloatActive;
  } else {
    hart_.control &= ~kFloatActive;
  }
  hart_.fp_ready = with_float && control_.fpu_enabled();
  hart_.exception = control_.current = status & 0x1FF;
  if ((status & kThumbBit) == 0) {
    hart_.stop = {StopReason::invalid_state, 0, hart_.pc};
    return false;
  }
  return true;
}

void Exceptions::leave(u32 exception_return) {
  Nvic& nvic = control_.nvic;
  const bool to_thread = (exception_return & kReturnThread) != 0,
             process = (exception_return & kReturnProcess) != 0;
  const bool known =
      (exception_return & 0xE3) == 0xE1 && (hart_.options.fpu || (exception_return & kReturnBasicFrame) != 0);
  const bool nested = nvic.active_count() > 1;
  if (!known || !nvic.is_active(hart_.exception) || (process && !to_thread) || (to_thread && nested)) {
    hart_.stop = {StopReason::invalid_state, 0, exception_return};
    return;
  }
  if (hart_.exception != 2) hart_.faultmask = 0;
  nvic.deactivate(hart_.exception);
  hart_.exclusive = false;
  hart_.event = true;
  hart_.attention = true;
  hart_.calls.ret();
  hart_.resume = nullptr;
  hart_.pending = nullptr;
  if (control_.systick.take_tick(hart_.cycles)) nvic.pend(kSysTickNumber);
  const u32 next = nvic.most_urgent();
  if (next != 0 && preempts(next)) {
    if (go_to_handler(next, exception_return)) hart_.calls.call(hart_.pc);
    hart_.cycles += hart_.options.tail_chain_cycles;
    return;
  }
  select_stack(process);
  if (!pop_frame(exception_return)) return;
  hart_.cycles += hart_.options.exit_cycles;
  if (to_thread && control_.sleeps_on_exit()) {
    hart_.asleep = true;
    hart_.waits_for_event = false;
  }
}

void Exceptions::lock_up(u32 address) {
  hart_.stop = {StopReason::lockup, 0, address};
}

}  // namespace quartet::mcu::arm
