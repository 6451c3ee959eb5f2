// 32-bit loads and stores of several registers, of pairs, and exclusive ones: DDI0403E A5.3.5, A5.3.6.
#include <array>

#include "accel/mcu/iss/arm/extension.hpp"
#include "accel/mcu/iss/arm/memory_access.hpp"

namespace quartet::mcu::arm {

namespace {

Operands list_fields(u32 raw, u32) {
  return {0, reg(raw, 16), 0, bits(raw, 0, 16)};
}
u32 pair_offset(u32 raw) {
  const u32 offset = bits(raw, 0, 8) << 2;
  return bits(raw, 23, 1) != 0 ? offset : 0U - offset;
}
Operands pair_fields(u32 raw, u32) {
  return {reg(raw, 12), reg(raw, 16), reg(raw, 8), pair_offset(raw)};
}
Operands pair_literal(u32 raw, u32 pc) {
  return {reg(raw, 12), 0, reg(raw, 8), ((pc + 4) & ~3U) + pair_offset(raw)};
}
Operands load_exclusive_fields(u32 raw, u32) {
  return {reg(raw, 12), reg(raw, 16), 0, bits(raw, 0, 8) << 2};
}
Operands store_exclusive_fields(u32 raw, u32) {
  return {reg(raw, 8), reg(raw, 16), reg(raw, 12), bits(raw, 0, 8) << 2};
}
Operands load_part_fields(u32 raw, u32) {
  return {reg(raw, 12), reg(raw, 16), 0, 0};
}
Operands store_part_fields(u32 raw, u32) {
  return {reg(raw, 0), reg(raw, 16), reg(raw, 12), 0};
}
Operands no_fields(u32, u32) {
  return {};
}

bool is_plain(u32 r) {
  return r != 13 && r != 15;
}
// At least two registers, not SP; with write-back the base is not among them.
bool is_list(u32 raw) {
  const u32 list = bits(raw, 0, 16), base = bits(raw, 16, 4);
  const bool conflict = bits(raw, 21, 1) != 0 && (list >> base & 1) != 0;
  return base != 15 && (list & (list - 1)) != 0 && (list >> 13 & 1) == 0 && !conflict;
}
bool stored_list(u32 raw) {
  return is_list(raw) && bits(raw, 15, 1) == 0;
}
bool loaded_list(u32 raw) {
  return is_list(raw) && bits(raw, 14, 2) != 3;
}
bool loaded_pair(u32 raw) {
  return is_plain(bits(raw, 12, 4)) && is_plain(bits(raw, 8, 4)) && bits(raw, 12, 4) != bits(raw, 8, 4);
}
bool moves_base(u32 raw) {
  const u32 base = bits(raw, 16, 4);
  return base != 15 && base != bits(raw, 12, 4) && base != bits(raw, 8, 4);
}
bool loaded_pair_back(u32 raw) {
  return loaded_pair(raw) && moves_base(raw);
}
bool stored_pair(u32 raw) {
  return is_plain(bits(raw, 12, 4)) && is_plain(bits(raw, 8, 4)) && bits(raw, 16, 4) != 15;
}
bool stored_pair_back(u32 raw) {
  return stored_pair(raw) && moves_base(raw);
}
bool plain_load(u32 raw) {
  return is_plain(bits(raw, 12, 4)) && bits(raw, 16, 4) != 15;
}
bool plain_store(u32 raw) {
  return plain_load(raw) && is_plain(bits(raw, 8, 4)) && bits(raw, 8, 4) != bits(raw, 16, 4) &&
         bits(raw, 8, 4) != bits(raw, 12, 4);
}
bool plain_store_part(u32 raw) {
  return plain_load(raw) && is_plain(bits(raw, 0, 4)) && bits(raw, 0, 4) != bits(raw, 16, 4) &&
         bits(raw, 0, 4) != bits(raw, 12, 4);
}

constexpr Format kLoadBack{list_fields, "%n!, %l", loaded_list}, kLoad2{list_fields, "%n, %l", loaded_list},
    kStoreBack{list_fields, "%n!, %l", stored_list}, kStoreList{list_fields, "%n, %l", stored_list},
    kLoadPair{pair_fields, "%d, %m, [%n%K]", loaded_pair},
    kLoadPairPre{pair_fields, "%d, %m, [%n%G", loaded_pair_back},
    kLoadPairPost{pair_fields, "%d, %m, [%n], #%M", loaded_pair_back},
    kLoadPairLiteral{pair_literal, "%d, %m, [pc, #%M]", loaded_pair},
    kStorePair{pair_fields, "%d, %m, [%n%K]", stored_pair},
    kStorePairPre{pair_fields, "%d, %m, [%n%G", stored_pair_back},
    kStorePairPost{pair_fields, "%d, %m, [%n], #%M", stored_pair_back},
    kLoadEx{load_exclusive_fields, "%d, [%n%o]", plain_load},
    kStoreEx{store_exclusive_fields, "%d, %m, [%n%o]", plain_store},
    kLoadExPart{load_part_fields, "%d, [%n]", plain_load},
    kStoreExPart{store_part_fields, "%d, %m, [%n]", plain_store_part}, kPlain{no_fields, ""};

/// rd and rs2.
template <class Mode>
struct Pair {
  static u32 count(const Op*) { return 2; }
  static u32 address(const Hart* h, const Op* op) { return Mode::address(h, op); }
  static void write_back(Hart* h, const Op* op) { Mode::write_back(h, op); }
  static void load(Hart* h, const Op* op, const std::uint8_t* from) {
    std::memcpy(&h->x[op->rd], from, 4);
    std::memcpy(&h->x[op->rs2], from + 4, 4);
  }
  static void store(Hart* h, const Op* op, std::uint8_t* to) {
    std::memcpy(to, &h->x[op->rd], 4);
    std::memcpy(to + 4, &h->x[op->rs2], 4);
  }
};

template <class T>
void load_exclusive(Hart* hart, Op* op, u64 cycles, u64 instret) {
  const u32 address = Offset::address(hart, op);
  if (address % sizeof(T) != 0) return raise(hart, op, cycles, instret, Fault::unaligned, address);
  arm_of(hart).exclusive = true;
  return load<T, Offset>(hart, op, cycles, instret);
}

// rd: 0 when it was stored, 1 when the monitor had been cleared.
template <class T>
void store_exclusive(Hart* hart, Op* op, u64 cycles, u64 instret) {
  ArmHart& h = arm_of(hart);
  const u32 address = Offset::address(hart, op);
  if (address % sizeof(T) != 0) return raise(hart, op, cycles, instret, Fault::unaligned, address);
  const bool mine = std::exchange(h.exclusive, false);
  if (mine && !store_now(hart, op, cycles, instret, sizeof(T), address)) return;
  h.x[op->rd] = mine ? 0 : 1;
  return next_with_care(hart, op, cycles, instret);
}

void clear_exclusive(Hart* hart, Op* op, u64 cycles, u64 instret) {
  arm_of(hart).exclusive = false;
  return next(hart, op, cycles, instret);
}

using UpBack = RegisterList<Way::increment_after, true>;
using Up = RegisterList<Way::increment_after, false>;
using DownBack = RegisterList<Way::decrement_before, true>;
using Down = RegisterList<Way::decrement_before, false>;
using U8 = std::uint8_t;
using U16 = std::uint16_t;
constexpr std::uint8_t kMultiple = of(CostClass::multiple), kMultiplePc = of(CostClass::multiple_pc),
                       kPair = of(CostClass::pair), kExclusive = of(CostClass::exclusive);

// clang-format off: a line an instruction
constexpr std::array kInstructions{
    Instruction{"ldmia%c.w", "11101000 10 1 1 nnnn 1 l 0 lllllllllllll", &kLoadBack,
                load_multiple_pc<Way::increment_after, true>, Flow::indirect, kMultiplePc, kLeaves},
    Instruction{"ldmia%c.w", "11101000 10 0 1 nnnn 1 l 0 lllllllllllll", &kLoad2,
                load_multiple_pc<Way::increment_after, false>, Flow::indirect, kMultiplePc, kLeaves},
    Instruction{"ldmdb%c", "11101001 00 1 1 nnnn 1 l 0 lllllllllllll", &kLoadBack,
                load_multiple_pc<Way::decrement_before, true>, Flow::indirect, kMultiplePc, kLeaves},
    Instruction{"ldmdb%c", "11101001 00 0 1 nnnn 1 l 0 lllllllllllll", &kLoad2,
                load_multiple_pc<Way::decrement_before, false>, Flow::indirect, kMultiplePc, kLeaves},
    Instruction{"ldmia%c.w", "11101000 10 1 1 nnnn 0 l 0 lllllllllllll", &kLoadBack, load_multiple<UpBack>,
                Flow::next, kMultiple, kLeaves},
    Instruction{"ldmia%c.w", "11101000 10 0 1 nnnn 0 l 0 lllllllllllll", &kLoad2, load_multiple<Up>,
                Flow::next, kMultiple, kLeaves},
    Instruction{"ldmdb%c", "11101001 00 1 1 nnnn 0 l 0 lllllllllllll", &kLoadBack, load_multiple<DownBack>,
                Flow::next, kMultiple, kLeaves},
    Instruction{"ldmdb%c", "11101001 00 0 1 nnnn 0 l 0 lllllllllllll", &kLoad2, load_multiple<Down>,
                Flow::next, kMultiple, kLeaves},
    Instruction{"stmia%c.w", "11101000 10 1 0 nnnn 0 l 0 lllllllllllll", &kStoreBack, store_multiple<UpBack>,
                Flow::next, kMultiple, kLeaves},
    Instruction{"stmia%c.w", "11101000 10 0 0 nnnn 0 l 0 lllllllllllll", &kStoreList, store_multiple<Up>,
                Flow::next, kMultiple, kLeaves},
    Instruction{"stmdb%c", "11101001 00 1 0 nnnn 0 l 0 lllllllllllll", &kStoreBack, store_multiple<DownBack>,
                Flow::next, kMultiple, kLeaves},
    Instruction{"stmdb%c", "11101001 00 0 0 nnnn 0 l 0 lllllllllllll", &kStoreList, store_multiple<Down>,
                Flow::next, kMultiple, kLeaves},
    Instruction{"ldrexb%c", "111010001101 nnnn tttt 1111 0100 1111", &kLoadExPart, load_exclusive<U8>,
                Flow::next, kExclusive, kLeaves},
    Instruction{"ldrexh%c", "111010001101 nnnn tttt 1111 0101 1111", &kLoadExPart, load_exclusive<U16>,
                Flow::next, kExclusive, kLeaves},
    Instruction{"strexb%c", "111010001100 nnnn tttt 1111 0100 dddd", &kStoreExPart, store_exclusive<U8>,
                Flow::next, kExclusive, kLeaves},
    Instruction{"strexh%c", "111010001100 nnnn tttt 1111 0101 dddd", &kStoreExPart, store_exclusive<U16>,
                Flow::next, kExclusive, kLeaves},
    Instruction{"ldrex%c", "111010000101 nnnn tttt 1111 iiiiiiii", &kLoadEx, load_exclusive<u32>, Flow::next,
                kExclusive, kLeaves},
    Instruction{"strex%c", "111010000100 nnnn tttt dddd iiiiiiii", &kStoreEx, store_exclusive<u32>,
                Flow::next, kExclusive, kLeaves},
    Instruction{"clrex%c", "1111001110111111 10001111 0010 1111", &kPlain, clear_exclusive, Flow::next,
                of(CostClass::nop)},
    Instruction{"ldrd%c", "1110100 1 u 1 0 1 1111 tttt dddd iiiiiiii", &kLoadPairLiteral,
                load_multiple<Pair<Offset>>, Flow::next, kPair, kLeaves},
    Instruction{"ldrd%c", "1110100 1 u 1 0 1 nnnn tttt dddd iiiiiiii", &kLoadPair,
                load_multiple<Pair<Offset>>, Flow::next, kPair, kLeaves},
    Instruction{"ldrd%c", "1110100 1 u 1 1 1 nnnn tttt dddd iiiiiiii", &kLoadPairPre,
                load_multiple<Pair<PreIndexed>>, Flow::next, kPair, kLeaves},
    Instruction{"ldrd%c", "1110100 0 u 1 1 1 nnnn tttt dddd iiiiiiii", &kLoadPairPost,
                load_multiple<Pair<PostIndexed>>, Flow::next, kPair, kLeaves},
    Instruction{"strd%c", "1110100 1 u 1 0 0 nnnn tttt dddd iiiiiiii", &kStorePair,
                store_multiple<Pair<Offset>>, Flow::next, kPair, kLeaves},
    Instruction{"strd%c", "1110100 1 u 1 1 0 nnnn tttt dddd iiiiiiii", &kStorePairPre,
                store_multiple<Pair<PreIndexed>>, Flow::next, kPair, kLeaves},
    Instruction{"strd%c", "1110100 0 u 1 1 0 nnnn tttt dddd iiiiiiii", &kStorePairPost,
                store_multiple<Pair<PostIndexed>>, Flow::next, kPair, kLeaves},
};
// clang-format on

}  // namespace

std::span<const Instruction> thumb32_multiple() {
  return kInstructions;
}

}  // namespace quartet::mcu::arm
