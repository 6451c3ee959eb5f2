// 32-bit stores of one register: DDI0403E A5.3.10.
#include <array>

#include "accel/mcu/iss/arm/addressing.hpp"
#include "accel/mcu/iss/arm/extension.hpp"
#include "accel/mcu/iss/arm/memory_access.hpp"

namespace quartet::mcu::arm {

namespace {

bool has_base(u32 raw) {
  return bits(raw, 16, 4) != 15;
}
bool word(u32 raw) {
  return has_base(raw) && bits(raw, 12, 4) != 15;
}
bool part(u32 raw) {
  return word(raw) && bits(raw, 12, 4) != 13;
}
bool word_written_back(u32 raw) {
  return word(raw) && writes_back(raw);
}
bool part_written_back(u32 raw) {
  return part(raw) && writes_back(raw);
}
bool word_indexed(u32 raw) {
  return word(raw) && bits(raw, 0, 4) != 13 && bits(raw, 0, 4) != 15;
}
bool part_indexed(u32 raw) {
  return part(raw) && word_indexed(raw);
}

constexpr Format kOffsetWord{up_fields, kOffsetSyntax, word}, kOffsetPart{up_fields, kOffsetSyntax, part},
    kUser{low_up_fields, kOffsetSyntax, part}, kDownWord{down_fields, kSignedSyntax, word},
    kDownPart{down_fields, kSignedSyntax, part}, kPostWord{either_fields, kPostSyntax, word_written_back},
    kPostPart{either_fields, kPostSyntax, part_written_back},
    kPreWord{either_fields, kPreSyntax, word_written_back},
    kPrePart{either_fields, kPreSyntax, part_written_back},
    kIndexWord{index_fields, kIndexSyntax, word_indexed},
    kIndexPart{index_fields, kIndexSyntax, part_indexed};

using U8 = std::uint8_t;
using U16 = std::uint16_t;
constexpr std::uint8_t kIndexedStore = of(CostClass::store_register);

// clang-format off: a line an instruction
constexpr std::array kInstructions{
    Instruction{"str%c.w", "111110001 10 0 nnnn tttt iiiiiiiiiiii", &kOffsetWord, store<u32, Offset>,
                Flow::next, kStore, kLeaves},
    Instruction{"strt%c", "111110000 10 0 nnnn tttt 1110 iiiiiiii", &kUser, store<u32, Offset>, Flow::next,
                kStore, kLeaves},
    Instruction{"str%c.w", "111110000 10 0 nnnn tttt 1100 iiiiiiii", &kDownWord, store<u32, Offset>,
                Flow::next, kStore, kLeaves},
    Instruction{"str%c.w", "111110000 10 0 nnnn tttt 10u1 iiiiiiii", &kPostWord, store<u32, PostIndexed>,
                Flow::next, kStore, kLeaves},
    Instruction{"str%c.w", "111110000 10 0 nnnn tttt 11u1 iiiiiiii", &kPreWord, store<u32, PreIndexed>,
                Flow::next, kStore, kLeaves},
    Instruction{"str%c.w", "111110000 10 0 nnnn tttt 000000 ss mmmm", &kIndexWord, store<u32, Indexed>,
                Flow::next, kIndexedStore, kLeaves},
    Instruction{"strh%c.w", "111110001 01 0 nnnn tttt iiiiiiiiiiii", &kOffsetPart, store<U16, Offset>,
                Flow::next, kStore, kLeaves},
    Instruction{"strht%c", "111110000 01 0 nnnn tttt 1110 iiiiiiii", &kUser, store<U16, Offset>, Flow::next,
                kStore, kLeaves},
    Instruction{"strh%c.w", "111110000 01 0 nnnn tttt 1100 iiiiiiii", &kDownPart, store<U16, Offset>,
                Flow::next, kStore, kLeaves},
    Instruction{"strh%c.w", "111110000 01 0 nnnn tttt 10u1 iiiiiiii", &kPostPart, store<U16, PostIndexed>,
                Flow::next, kStore, kLeaves},
    Instruction{"strh%c.w", "111110000 01 0 nnnn tttt 11u1 iiiiiiii", &kPrePart, store<U16, PreIndexed>,
                Flow::next, kStore, kLeaves},
    Instruction{"strh%c.w", "111110000 01 0 nnnn tttt 000000 ss mmmm", &kIndexPart, store<U16, Indexed>,
                Flow::next, kIndexedStore, kLeaves},
    Instruction{"strb%c.w", "111110001 00 0 nnnn tttt iiiiiiiiiiii", &kOffsetPart, store<U8, Offset>,
                Flow::next, kStore, kLeaves},
    Instruction{"strbt%c", "111110000 00 0 nnnn tttt 1110 iiiiiiii", &kUser, store<U8, Offset>, Flow::next,
                kStore, kLeaves},
    Instruction{"strb%c.w", "111110000 00 0 nnnn tttt 1100 iiiiiiii", &kDownPart, store<U8, Offset>,
                Flow::next, kStore, kLeaves},
    Instruction{"strb%c.w", "111110000 00 0 nnnn tttt 10u1 iiiiiiii", &kPostPart, store<U8, PostIndexed>,
                Flow::next, kStore, kLeaves},
    Instruction{"strb%c.w", "111110000 00 0 nnnn tttt 11u1 iiiiiiii", &kPrePart, store<U8, PreIndexed>,
                Flow::next, kStore, kLeaves},
    Instruction{"strb%c.w", "111110000 00 0 nnnn tttt 000000 ss mmmm", &kIndexPart, store<U8, Indexed>,
                Flow::next, kIndexedStore, kLeaves},
};
// clang-format on

}  // namespace

std::span<const Instruction> thumb32_store() {
  return kInstructions;
}

}  // namespace quartet::mcu::arm
