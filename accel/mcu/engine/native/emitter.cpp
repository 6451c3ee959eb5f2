#include "accel/mcu/engine/native/emitter.hpp"

#include <bit>
#include <cstddef>

#include "accel/mcu/engine/memory_map.hpp"

namespace quartet::mcu::native {

namespace {

/// Those that hold guest registers. The engine saves the ones that belong to its own caller.
constexpr std::array kPool{Reg::r8,  Reg::r9,  Reg::r10, Reg::rbx, Reg::rbp,
                           Reg::r12, Reg::r13, Reg::r14, Reg::r15};

constexpr std::size_t of(Reg r) {
  return static_cast<std::size_t>(r);
}

}  // namespace

Emitter::Emitter(const Hart& hart, const Block& block) : hart_(hart), block_(block) {}

void Emitter::begin(std::size_t index) {
  index_ = index;
  pinned_ = 0;
}
void Emitter::forget() {
  cache_.fill({});
}

Mem Emitter::field(const void* of_hart) const {
  const auto* const first = reinterpret_cast<const std::uint8_t*>(&hart_);
  return at(Reg::rdi, static_cast<std::int32_t>(static_cast<const std::uint8_t*>(of_hart) - first));
}
Mem Emitter::of_op(std::int32_t member) const {
  return at(Reg::r11, static_cast<std::int32_t>(index_ * sizeof(Op)) + member);
}

Reg Emitter::fresh() {
  const Reg* oldest = nullptr;
  for (const Reg& r : kPool) {
    if ((pinned_ >> of(r) & 1) != 0) continue;
    if (cache_[of(r)].guest == kNothing) {
      oldest = &r;
      break;
    }
    if (oldest == nullptr || cache_[of(r)].used < cache_[of(*oldest)].used) oldest = &r;
  }
  pinned_ |= 1U << of(*oldest);
  cache_[of(*oldest)].guest = kNothing;
  return *oldest;
}

Reg Emitter::read(std::uint8_t guest) {
  ++time_;
  for (const Reg r : kPool) {
    if (cache_[of(r)].guest != guest) continue;
    cache_[of(r)].used = time_;
    pinned_ |= 1U << of(r);
    return r;
  }
  const Reg r = fresh();
  a.load(r, field(&hart_.x[guest]));
  cache_[of(r)] = {guest, time_};
  return r;
}

Reg Emitter::copy(std::uint8_t guest) {
  for (const Reg r : kPool) {
    if (cache_[of(r)].guest != guest) continue;
    pinned_ |= 1U << of(r);
    const Reg to = fresh();
    a.move(to, r);
    return to;
  }
  const Reg to = fresh();
  a.load(to, field(&hart_.x[guest]));
  return to;
}

void Emitter::write(std::uint8_t guest, Reg value) {
  if (guest == kSink) return;
  for (Held& held : cache_) {
    if (held.guest == guest) held.guest = kNothing;
  }
  a.store(field(&hart_.x[guest]), value);
  cache_[of(value)] = {guest, ++time_};
}

void Emitter::write(std::uint8_t guest, std::uint32_t value) {
  if (guest == kSink) return;
  const Reg to = fresh();
  a.move(to, value);
  write(guest, to);
}

void Emitter::own_handler_if(Cond when) {
  if (to_handlers_.empty() || to_handlers_.back().index != index_)
    to_handlers_.push_back({a.label(), index_});
  a.jump_if(when, to_handlers_.back().label);
}

void Emitter::follow(unsigned way) {
  leaving_.push_back({a.label(), way, 0, 0, cache_});
  a.jump(leaving_.back().label);
}
void Emitter::follow_if(Cond when, unsigned way) {
  leaving_.push_back({a.label(), way, 0, 0, cache_});
  a.jump_if(when, leaving_.back().label);
}
void Emitter::skip_if(Cond when, std::size_t index, std::uint32_t saved) {
  const bool ends = index >= block_.ops.size();
  leaving_.push_back({a.label(), ends ? 0 : kNoWay, saved, index, cache_});
  a.jump_if(when, leaving_.back().label);
}

// As quartet::mcu::follow_to().
void Emitter::follow_to() {
  const Exit& exit = block_.exits[1];
  const auto jumps = field(hart_.jumps.data()).offset;
  const auto missed = a.label();
  a.alu64(Alu::add, Reg::rdx, static_cast<std::int32_t>(exit.cycles));
  a.alu64(Alu::add, Reg::rcx, static_cast<std::int32_t>(exit.count));
  a.move(Reg::rsi, Reg::rax);
  static_assert(sizeof(JumpEntry) == 16, "the entry of an even address lies at 8 times the address");
  a.alu(Alu::and_, Reg::rsi, 2 * (kJumpEntries - 1));
  a.shift(Shift::shl, Reg::rsi, 3);
  a.alu64(Alu::add, Reg::rsi, Reg::rdi);
  a.alu(Alu::cmp, Reg::rax, at(Reg::rsi, jumps + static_cast<std::int32_t>(offsetof(JumpEntry, pc))));
  a.jump_if(Cond::ne, missed);
  a.alu64(Alu::cmp, Reg::rdx, field(&hart_.deadline));
  a.jump_if(Cond::ae, missed);
  a.load(Reg::rax, at(Reg::rsi, jumps + static_cast<std::int32_t>(offsetof(JumpEntry, entry_cycles))));
  a.alu64(Alu::add, Reg::rdx, Reg::rax);
  a.load64(Reg::rsi, at(Reg::rsi, jumps + static_cast<std::int32_t>(offsetof(JumpEntry, ops))));
  a.jump(at(Reg::rsi, offsetof(Op, run)));
  a.bind(missed);
  a.store(field(&hart_.pc), Reg::rax);
  a.store64(field(&hart_.cycles), Reg::rdx);
  a.store64(field(&hart_.instret), Reg::rcx);
  a.move(Reg::rax, 0U);
  a.store64(field(&hart_.resume), Reg::rax);
  a.ret();
}

void Emitter::note_call(std::uint32_t pc) {
  a.load(Reg::rsi, field(&hart_.calls.depth));
  a.alu(Alu::add, field(&hart_.calls.depth), 1U);
  a.alu(Alu::and_, Reg::rsi, CallStack::kDepth - 1);
  a.shift(Shift::shl, Reg::rsi, 2);
  a.alu64(Alu::add, Reg::rsi, Reg::rdi);
  a.store(at(Reg::rsi, field(hart_.calls.call_pc.data()).offset), pc);
}
void Emitter::note_return() {
  const auto none = a.label();
  a.alu(Alu::cmp, field(&hart_.calls.depth), 0U);
  a.jump_if(Cond::e, none);
  a.alu(Alu::sub, field(&hart_.calls.depth), 1U);
  a.bind(none);
}

// As the handlers do: the rotation moves the bits of a misaligned address to the top, beyond every span.
Mem Emitter::reach(Reg address, Width width) {
  const auto log = static_cast<std::uint8_t>(width);
  const Window& window = *block_.ops[index_].link.window;
  // The window of a RAM for reads stays what it is: its figures become part of the code.
  if (hart_.memory->read_window(window.base) == &window) {
    a.address(Reg::rax, at(address, static_cast<std::int32_t>(0U - window.base)));
    if (log != 0) a.shift(Shift::ror, Reg::rax, log);
    a.alu(Alu::cmp, Reg::rax, window.span[log]);
    own_handler_if(Cond::ae);
    a.move64(Reg::rsi, std::bit_cast<std::uint64_t>(window.host) - window.base);
    return at_index(Reg::rsi, address);
  }
  a.load64(Reg::rsi, of_op(offsetof(Op, link)));
  a.alu(Alu::sub, address, at(Reg::rsi, offsetof(Window, base)));
  const auto span = static_cast<std::int32_t>(offsetof(Window, span) + sizeof(std::uint32_t) * log);
  if (log == 0) {
    a.alu(Alu::cmp, address, at(Reg::rsi, span));
  } else {
    a.move(Reg::rax, address);
    a.shift(Shift::ror, Reg::rax, log);
    a.alu(Alu::cmp, Reg::rax, at(Reg::rsi, span));
  }
  own_handler_if(Cond::ae);
  a.load64(Reg::rsi, at(Reg::rsi, offsetof(Window, host)));
  return at_index(Reg::rsi, address);
}

}  // namespace quartet::mcu::native
