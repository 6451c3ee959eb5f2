// Loads and stores: one template a shape, with a fast way through the window of the instruction and a slow
// one for everything else.
#pragma once

#include <bit>
#include <cstring>
#include <type_traits>
#include <utility>

#include "accel/mcu/engine/memory_map.hpp"
#include "accel/mcu/iss/arm/branch.hpp"

namespace quartet::mcu::arm {

/// How an access that the window of its op does not reach went on.
struct Elsewhere {
  enum Way : u32 {
    again,  ///< the op has another window now
    done,
    left  ///< the chain is left
  } way = done;
  i32 extra_cycles = 0;
  u32 value = 0;  ///< what was loaded
};

[[nodiscard]] inline u64 after(u64 cycles, const Elsewhere& e) {
  return cycles + static_cast<u64>(static_cast<i64>(e.extra_cycles));
}

/// How a single access is made: its size in bytes and these.
inline constexpr u32 kSizeMask = 7, kIsSigned = 8,
                     kStrict = 16;  ///< kStrict: faults when it is not aligned, always

/// Another region, a device, code, misaligned, nothing at all. No more than six arguments: what calls them
/// must be able to leave by a tail call. A store takes its value from rd.
[[nodiscard]] Elsewhere load_elsewhere(Hart* hart, Op* op, u64 cycles, u64 instret, u32 kind, u32 address);
[[nodiscard]] Elsewhere store_elsewhere(Hart* hart, Op* op, u64 cycles, u64 instret, u32 kind, u32 address);
/// `count` words between memory and ArmHart::words; `may_link`: the op has a window of its own.
[[nodiscard]] Elsewhere load_words_elsewhere(Hart* hart, Op* op, u64 cycles, u64 instret, u32 count,
                                             u32 address);
[[nodiscard]] Elsewhere store_words_elsewhere(Hart* hart, Op* op, u64 cycles, u64 instret, u32 count,
                                              u32 address);

/// Stores the low `size` bytes of rs2, without a window; false when the chain was left.
[[nodiscard]] bool store_now(Hart* hart, Op* op, u64 cycles, u64 instret, u32 size, u32 address);

template <class T>
inline constexpr u32 kKind = static_cast<u32>(sizeof(T)) | (std::is_signed_v<T> ? kIsSigned : 0);

// --- addressing

struct Offset {
  static u32 address(const Hart* h, const Op* op) { return h->x[op->rs1] + op->imm; }
  static void write_back(Hart*, const Op*) {}
};
struct Indexed {
  static u32 address(const Hart* h, const Op* op) { return h->x[op->rs1] + (h->x[op->rs2] << op->imm); }
  static void write_back(Hart*, const Op*) {}
};
struct PreIndexed {
  static u32 address(const Hart* h, const Op* op) { return h->x[op->rs1] + op->imm; }
  static void write_back(Hart* h, const Op* op) { h->x[op->rs1] += op->imm; }
};
struct PostIndexed {
  static u32 address(const Hart* h, const Op* op) { return h->x[op->rs1]; }
  static void write_back(Hart* h, const Op* op) { h->x[op->rs1] += op->imm; }
};

// --- one register. File: where the data lives.

struct CoreFile {
  static u32& at(Hart* h, std::uint8_t number) { return h->x[number]; }
};
struct FloatFile {
  static u32& at(Hart* h, std::uint8_t number) {
    return arm_of(h).s[static_cast<std::size_t>(number - kFloat)];
  }
};

template <class T, class Mode, class File, bool ToSp>
void load_as(Hart* hart, Op* op, u64 cycles, u64 instret);
template <class T, class Mode, class File>
void store_as(Hart* hart, Op* op, u64 cycles, u64 instret);

template <class T, class Mode, class File, bool ToSp>
[[gnu::noinline]] void load_slowly(Hart* hart, Op* op, u64 cycles, u64 instret) {
  constexpr u32 kStrictly = std::is_same_v<File, FloatFile> ? kStrict : 0;
  const Elsewhere e =
      load_elsewhere(hart, op, cycles, instret, kKind<T> | kStrictly, Mode::address(hart, op));
  if (e.way == Elsewhere::again) return load_as<T, Mode, File, ToSp>(hart, op, cycles, instret);
  if (e.way == Elsewhere::left) return;
  Mode::write_back(hart, op);
  File::at(hart, op->rd) = ToSp ? e.value & ~3U : e.value;
  return next_with_care(hart, op, after(cycles, e), instret);
}

template <class T, class Mode, class File>
[[gnu::noinline]] void store_slowly(Hart* hart, Op* op, u64 cycles, u64 instret) {
  constexpr u32 kStrictly = std::is_same_v<File, FloatFile> ? kStrict : 0;
  const Elsewhere e =
      store_elsewhere(hart, op, cycles, instret, kKind<T> | kStrictly, Mode::address(hart, op));
  if (e.way == Elsewhere::again) return store_as<T, Mode, File>(hart, op, cycles, instret);
  if (e.way == Elsewhere::left) return;
  Mode::write_back(hart, op);
  return next_with_care(hart, op, after(cycles, e), instret);
}

template <class T, class Mode, class File, bool ToSp>
void load_as(Hart* hart, Op* op, u64 cycles, u64 instret) {
  constexpr int kLog = std::bit_width(sizeof(T)) - 1;
  const Window* window = op->link.window;
  const u32 offset = Mode::address(hart, op) - window->base;
  // The rotation moves the bits of a misaligned address to the top, beyond every span.
  if (std::rotr(offset, kLog) >= window->span[kLog]) [[unlikely]]
    return load_slowly<T, Mode, File, ToSp>(hart, op, cycles, instret);
  T value;
  std::memcpy(&value, window->host + offset, sizeof(T));
  Mode::write_back(hart, op);
  const u32 extended = static_cast<u32>(static_cast<i32>(value));
  File::at(hart, op->rd) = ToSp ? extended & ~3U : extended;
  return next(hart, op, cycles, instret);
}

template <class T, class Mode, class File>
void store_as(Hart* hart, Op* op, u64 cycles, u64 instret) {
  constexpr int kLog = std::bit_width(sizeof(T)) - 1;
  const Window* window = op->link.window;
  const u32 offset = Mode::address(hart, op) - window->base;
  if (std::rotr(offset, kLog) >= window->span[kLog]) [[unlikely]]
    return store_slowly<T, Mode, File>(hart, op, cycles, instret);
  const T value = static_cast<T>(File::at(hart, op->rd));
  std::memcpy(window->host + offset, &value, sizeof(T));
  Mode::write_back(hart, op);
  return next(hart, op, cycles, instret);
}

template <class T, class Mode>
void load(Hart* hart, Op* op, u64 cycles, u64 instret) {
  return load_as<T, Mode, CoreFile, false>(hart, op, cycles, instret);
}
template <class T, class Mode>
void store(Hart* hart, Op* op, u64 cycles, u64 instret) {
  return store_as<T, Mode, CoreFile>(hart, op, cycles, instret);
}
/// A load whose target may be the stack pointer.
template <class T, class Mode>
Handler choose_load(const Decoded& d, bool) {
  return d.operands.rd == kSp ? load_as<T, Mode, CoreFile, true> : load_as<T, Mode, CoreFile, false>;
}

// --- several words: List says which registers, and how far the base moves

/// `count` words at `address` in the window of the op; nullptr: not there.
[[gnu::always_inline]] inline std::uint8_t* reach(const Op* op, u32 address, u32 count) {
  const Window* window = op->link.window;
  const u32 offset = address - window->base;
  if (address % 4 != 0 || offset >= window->span[0] || 4 * count > window->span[0] - offset) [[unlikely]]
    return nullptr;
  return window->host + offset;
}

template <class List>
void load_multiple(Hart* hart, Op* op, u64 cycles, u64 instret);
template <class List>
void store_multiple(Hart* hart, Op* op, u64 cycles, u64 instret);

template <class List>
[[gnu::noinline]] void load_multiple_slowly(Hart* hart, Op* op, u64 cycles, u64 instret) {
  const Elsewhere e =
      load_words_elsewhere(hart, op, cycles, instret, List::count(op), List::address(hart, op));
  if (e.way == Elsewhere::again) return load_multiple<List>(hart, op, cycles, instret);
  if (e.way == Elsewhere::left) return;
  List::write_back(hart, op);
  List::load(hart, op, reinterpret_cast<const std::uint8_t*>(arm_of(hart).words.data()));
  return next_with_care(hart, op, after(cycles, e), instret);
}
template <class List>
[[gnu::noinline]] void store_multiple_slowly(Hart* hart, Op* op, u64 cycles, u64 instret) {
  List::store(hart, op, reinterpret_cast<std::uint8_t*>(arm_of(hart).words.data()));
  const Elsewhere e =
      store_words_elsewhere(hart, op, cycles, instret, List::count(op), List::address(hart, op));
  if (e.way == Elsewhere::again) return store_multiple<List>(hart, op, cycles, instret);
  if (e.way == Elsewhere::left) return;
  List::write_back(hart, op);
  return next_with_care(hart, op, after(cycles, e), instret);
}

template <class List>
void load_multiple(Hart* hart, Op* op, u64 cycles, u64 instret) {
  const std::uint8_t* const from = reach(op, List::address(hart, op), List::count(op));
  if (from == nullptr) [[unlikely]]
    return load_multiple_slowly<List>(hart, op, cycles, instret);
  List::write_back(hart, op);
  List::load(hart, op, from);
  return next(hart, op, cycles, instret);
}
template <class List>
void store_multiple(Hart* hart, Op* op, u64 cycles, u64 instret) {
  std::uint8_t* const to = reach(op, List::address(hart, op), List::count(op));
  if (to == nullptr) [[unlikely]]
    return store_multiple_slowly<List>(hart, op, cycles, instret);
  List::store(hart, op, to);
  List::write_back(hart, op);
  return next(hart, op, cycles, instret);
}

enum class Way { increment_after, decrement_before };

/// A register list: imm holds a bit a core register.
template <Way W, bool WriteBack>
struct RegisterList {
  static u32 count(const Op* op) { return static_cast<u32>(std::popcount(op->imm)); }
  static u32 address(const Hart* h, const Op* op) {
    return W == Way::increment_after ? h->x[op->rs1] : h->x[op->rs1] - 4 * count(op);
  }
  static void write_back(Hart* h, const Op* op) {
    if constexpr (WriteBack) {
      const u32 bytes = 4 * count(op);
      h->x[op->rs1] += W == Way::increment_after ? bytes : 0U - bytes;
    }
  }
  static void load(Hart* h, const Op* op, const std::uint8_t* from) {
    for (u32 list = op->imm; list != 0; list &= list - 1, from += 4)
      std::memcpy(&h->x[static_cast<std::size_t>(std::countr_zero(list)) + 1], from, 4);
  }
  static void store(Hart* h, const Op* op, std::uint8_t* to) {
    for (u32 list = op->imm; list != 0; list &= list - 1, to += 4)
      std::memcpy(to, &h->x[static_cast<std::size_t>(std::countr_zero(list)) + 1], 4);
  }
};

/// Words for an instruction that leaves its block, which has no window. They are in ArmHart::words.
[[nodiscard]] Elsewhere load_words_leaving(Hart* hart, Op* op, u64 cycles, u64 instret, u32 count,
                                           u32 address);

/// The same with PC in the list, which is last in memory.
template <Way W, bool WriteBack>
void load_multiple_pc(Hart* hart, Op* op, u64 cycles, u64 instret) {
  using List = RegisterList<W, WriteBack>;
  constexpr u32 kPcBit = 1U << 15;
  const u32 count = List::count(op);
  const Elsewhere e = load_words_leaving(hart, op, cycles, instret, count, List::address(hart, op));
  if (e.way == Elsewhere::left) return;
  const u32 target = arm_of(hart).words[count - 1];
  List::write_back(hart, op);
  Op list = *op;
  list.imm &= ~kPcBit;
  List::load(hart, &list, reinterpret_cast<const std::uint8_t*>(arm_of(hart).words.data()));
  return leave_to(hart, op, target, after(cycles, e), instret);
}
template <class Mode>
void load_pc(Hart* hart, Op* op, u64 cycles, u64 instret) {
  const Elsewhere e = load_words_leaving(hart, op, cycles, instret, 1, Mode::address(hart, op));
  if (e.way == Elsewhere::left) return;
  Mode::write_back(hart, op);
  return leave_to(hart, op, arm_of(hart).words[0], after(cycles, e), instret);
}

}  // namespace quartet::mcu::arm
