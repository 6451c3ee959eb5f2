// 32-bit loads of one register and memory hints: DDI0403E A5.3.7 to A5.3.9. The unprivileged forms are as the
// others: there is no memory protection.
#include <array>

#include "accel/mcu/iss/arm/addressing.hpp"
#include "accel/mcu/iss/arm/extension.hpp"
#include "accel/mcu/iss/arm/memory_access.hpp"

namespace quartet::mcu::arm {

namespace {

bool is_index(u32 raw) {
  return bits(raw, 0, 4) != 13 && bits(raw, 0, 4) != 15;
}
// The target of a word may be SP; PC has instructions of its own.
bool to_word(u32 raw) {
  return bits(raw, 12, 4) != 15;
}
bool to_part(u32 raw) {
  return bits(raw, 12, 4) != 13 && bits(raw, 12, 4) != 15;
}
bool word_written_back(u32 raw) {
  return to_word(raw) && writes_back(raw);
}
bool part_written_back(u32 raw) {
  return to_part(raw) && writes_back(raw);
}
bool word_indexed(u32 raw) {
  return to_word(raw) && is_index(raw);
}
bool part_indexed(u32 raw) {
  return to_part(raw) && is_index(raw);
}

constexpr Format kLiteralWord{literal_fields, kLiteralSyntax, to_word},
    kLiteralPart{literal_fields, kLiteralSyntax, to_part}, kLiteralPc{literal_fields, "pc, [pc, #%L]"},
    kOffsetWord{up_fields, kOffsetSyntax, to_word}, kOffsetPart{up_fields, kOffsetSyntax, to_part},
    kOffsetPc{up_fields, "pc, [%n%o]"}, kUser{low_up_fields, kOffsetSyntax, to_part},
    kDownWord{down_fields, kSignedSyntax, to_word}, kDownPart{down_fields, kSignedSyntax, to_part},
    kDownPc{down_fields, "pc, [%n%j]"}, kPostWord{either_fields, kPostSyntax, word_written_back},
    kPostPart{either_fields, kPostSyntax, part_written_back},
    kPostPc{either_fields, "pc, [%n], %J", writes_back},
    kPreWord{either_fields, kPreSyntax, word_written_back},
    kPrePart{either_fields, kPreSyntax, part_written_back}, kPrePc{either_fields, "pc, [%n%j]!", writes_back},
    kIndexWord{index_fields, kIndexSyntax, word_indexed},
    kIndexPart{index_fields, kIndexSyntax, part_indexed}, kIndexPc{index_fields, "pc, [%n, %m%H]", is_index},
    kLiteralHint{no_target, "[pc, #%L]"}, kOffsetHint{no_target, "[%n, #%9]"}, kDownHint{no_target, "[%n%j]"},
    kIndexHint{no_target_index, "[%n, %m%H]", is_index};

using I8 = std::int8_t;
using I16 = std::int16_t;
using U8 = std::uint8_t;
using U16 = std::uint16_t;
constexpr std::uint8_t kLiteralLoad = of(CostClass::load_literal), kLoadPc = of(CostClass::load_pc);

// clang-format off: a line an instruction
constexpr std::array kInstructions{
    Instruction{"ldr%c.w", "11111000 u 10 1 1111 1111 iiiiiiiiiiii", &kLiteralPc, load_pc<Offset>,
                Flow::indirect, kLoadPc, kLeaves},
    Instruction{"ldr%c.w", "11111000 1 10 1 nnnn 1111 iiiiiiiiiiii", &kOffsetPc, load_pc<Offset>,
                Flow::indirect, kLoadPc, kLeaves},
    Instruction{"ldr%c.w", "11111000 0 10 1 nnnn 1111 1100 iiiiiiii", &kDownPc, load_pc<Offset>,
                Flow::indirect, kLoadPc, kLeaves},
    Instruction{"ldr%c.w", "11111000 0 10 1 nnnn 1111 10u1 iiiiiiii", &kPostPc, load_pc<PostIndexed>,
                Flow::indirect, kLoadPc, kLeaves},
    Instruction{"ldr%c.w", "11111000 0 10 1 nnnn 1111 11u1 iiiiiiii", &kPrePc, load_pc<PreIndexed>,
                Flow::indirect, kLoadPc, kLeaves},
    Instruction{"ldr%c.w", "11111000 0 10 1 nnnn 1111 000000 ss mmmm", &kIndexPc, load_pc<Indexed>,
                Flow::indirect, kLoadPc, kLeaves},
    Instruction{"pld%c", "1111100 0 u 00 1 1111 1111 iiiiiiiiiiii", &kLiteralHint, do_nothing, Flow::next,
                of(CostClass::nop)},
    Instruction{"pld%c", "1111100 0 1 00 1 nnnn 1111 iiiiiiiiiiii", &kOffsetHint, do_nothing, Flow::next,
                of(CostClass::nop)},
    Instruction{"pld%c", "1111100 0 0 00 1 nnnn 1111 1100 iiiiiiii", &kDownHint, do_nothing, Flow::next,
                of(CostClass::nop)},
    Instruction{"pld%c", "1111100 0 0 00 1 nnnn 1111 000000 ss mmmm", &kIndexHint, do_nothing, Flow::next,
                of(CostClass::nop)},
    Instruction{"pli%c", "1111100 1 u 00 1 1111 1111 iiiiiiiiiiii", &kLiteralHint, do_nothing, Flow::next,
                of(CostClass::nop)},
    Instruction{"pli%c", "1111100 1 1 00 1 nnnn 1111 iiiiiiiiiiii", &kOffsetHint, do_nothing, Flow::next,
                of(CostClass::nop)},
    Instruction{"pli%c", "1111100 1 0 00 1 nnnn 1111 1100 iiiiiiii", &kDownHint, do_nothing, Flow::next,
                of(CostClass::nop)},
    Instruction{"pli%c", "1111100 1 0 00 1 nnnn 1111 000000 ss mmmm", &kIndexHint, do_nothing, Flow::next,
                of(CostClass::nop)},
    Instruction{"ldr%c.w", "1111100 0 u 10 1 1111 tttt iiiiiiiiiiii", &kLiteralWord, nullptr, Flow::next,
                kLiteralLoad, kLeaves, choose_load<u32, Offset>},
    Instruction{"ldr%c.w", "1111100 0 1 10 1 nnnn tttt iiiiiiiiiiii", &kOffsetWord, nullptr, Flow::next,
                kLoad, kLeaves, choose_load<u32, Offset>},
    Instruction{"ldrt%c", "1111100 0 0 10 1 nnnn tttt 1110 iiiiiiii", &kUser, load<u32, Offset>, Flow::next,
                kLoad, kLeaves},
    Instruction{"ldr%c.w", "1111100 0 0 10 1 nnnn tttt 1100 iiiiiiii", &kDownWord, nullptr, Flow::next, kLoad,
                kLeaves, choose_load<u32, Offset>},
    Instruction{"ldr%c.w", "1111100 0 0 10 1 nnnn tttt 10u1 iiiiiiii", &kPostWord, nullptr, Flow::next, kLoad,
                kLeaves, choose_load<u32, PostIndexed>},
    Instruction{"ldr%c.w", "1111100 0 0 10 1 nnnn tttt 11u1 iiiiiiii", &kPreWord, nullptr, Flow::next, kLoad,
                kLeaves, choose_load<u32, PreIndexed>},
    Instruction{"ldr%c.w", "1111100 0 0 10 1 nnnn tttt 000000 ss mmmm", &kIndexWord, nullptr, Flow::next,
                kLoad, kLeaves, choose_load<u32, Indexed>},
    Instruction{"ldrh%c.w", "1111100 0 u 01 1 1111 tttt iiiiiiiiiiii", &kLiteralPart, load<U16, Offset>,
                Flow::next, kLiteralLoad, kLeaves},
    Instruction{"ldrh%c.w", "1111100 0 1 01 1 nnnn tttt iiiiiiiiiiii", &kOffsetPart, load<U16, Offset>,
                Flow::next, kLoad, kLeaves},
    Instruction{"ldrht%c", "1111100 0 0 01 1 nnnn tttt 1110 iiiiiiii", &kUser, load<U16, Offset>, Flow::next,
                kLoad, kLeaves},
    Instruction{"ldrh%c.w", "1111100 0 0 01 1 nnnn tttt 1100 iiiiiiii", &kDownPart, load<U16, Offset>,
                Flow::next, kLoad, kLeaves},
    Instruction{"ldrh%c.w", "1111100 0 0 01 1 nnnn tttt 10u1 iiiiiiii", &kPostPart, load<U16, PostIndexed>,
                Flow::next, kLoad, kLeaves},
    Instruction{"ldrh%c.w", "1111100 0 0 01 1 nnnn tttt 11u1 iiiiiiii", &kPrePart, load<U16, PreIndexed>,
                Flow::next, kLoad, kLeaves},
    Instruction{"ldrh%c.w", "1111100 0 0 01 1 nnnn tttt 000000 ss mmmm", &kIndexPart, load<U16, Indexed>,
                Flow::next, kLoad, kLeaves},
    Instruction{"ldrb%c.w", "1111100 0 u 00 1 1111 tttt iiiiiiiiiiii", &kLiteralPart, load<U8, Offset>,
                Flow::next, kLiteralLoad, kLeaves},
    Instruction{"ldrb%c.w", "1111100 0 1 00 1 nnnn tttt iiiiiiiiiiii", &kOffsetPart, load<U8, Offset>,
                Flow::next, kLoad, kLeaves},
    Instruction{"ldrbt%c", "1111100 0 0 00 1 nnnn tttt 1110 iiiiiiii", &kUser, load<U8, Offset>, Flow::next,
                kLoad, kLeaves},
    Instruction{"ldrb%c.w", "1111100 0 0 00 1 nnnn tttt 1100 iiiiiiii", &kDownPart, load<U8, Offset>,
                Flow::next, kLoad, kLeaves},
    Instruction{"ldrb%c.w", "1111100 0 0 00 1 nnnn tttt 10u1 iiiiiiii", &kPostPart, load<U8, PostIndexed>,
                Flow::next, kLoad, kLeaves},
    Instruction{"ldrb%c.w", "1111100 0 0 00 1 nnnn tttt 11u1 iiiiiiii", &kPrePart, load<U8, PreIndexed>,
                Flow::next, kLoad, kLeaves},
    Instruction{"ldrb%c.w", "1111100 0 0 00 1 nnnn tttt 000000 ss mmmm", &kIndexPart, load<U8, Indexed>,
                Flow::next, kLoad, kLeaves},
    Instruction{"ldrsh%c.w", "1111100 1 u 01 1 1111 tttt iiiiiiiiiiii", &kLiteralPart, load<I16, Offset>,
                Flow::next, kLiteralLoad, kLeaves},
    Instruction{"ldrsh%c.w", "1111100 1 1 01 1 nnnn tttt iiiiiiiiiiii", &kOffsetPart, load<I16, Offset>,
                Flow::next, kLoad, kLeaves},
    Instruction{"ldrsht%c", "1111100 1 0 01 1 nnnn tttt 1110 iiiiiiii", &kUser, load<I16, Offset>, Flow::next,
                kLoad, kLeaves},
    Instruction{"ldrsh%c.w", "1111100 1 0 01 1 nnnn tttt 1100 iiiiiiii", &kDownPart, load<I16, Offset>,
                Flow::next, kLoad, kLeaves},
    Instruction{"ldrsh%c.w", "1111100 1 0 01 1 nnnn tttt 10u1 iiiiiiii", &kPostPart, load<I16, PostIndexed>,
                Flow::next, kLoad, kLeaves},
    Instruction{"ldrsh%c.w", "1111100 1 0 01 1 nnnn tttt 11u1 iiiiiiii", &kPrePart, load<I16, PreIndexed>,
                Flow::next, kLoad, kLeaves},
    Instruction{"ldrsh%c.w", "1111100 1 0 01 1 nnnn tttt 000000 ss mmmm", &kIndexPart, load<I16, Indexed>,
                Flow::next, kLoad, kLeaves},
    Instruction{"ldrsb%c.w", "1111100 1 u 00 1 1111 tttt iiiiiiiiiiii", &kLiteralPart, load<I8, Offset>,
                Flow::next, kLiteralLoad, kLeaves},
    Instruction{"ldrsb%c.w", "1111100 1 1 00 1 nnnn tttt iiiiiiiiiiii", &kOffsetPart, load<I8, Offset>,
                Flow::next, kLoad, kLeaves},
    Instruction{"ldrsbt%c", "1111100 1 0 00 1 nnnn tttt 1110 iiiiiiii", &kUser, load<I8, Offset>, Flow::next,
                kLoad, kLeaves},
    Instruction{"ldrsb%c.w", "1111100 1 0 00 1 nnnn tttt 1100 iiiiiiii", &kDownPart, load<I8, Offset>,
                Flow::next, kLoad, kLeaves},
    Instruction{"ldrsb%c.w", "1111100 1 0 00 1 nnnn tttt 10u1 iiiiiiii", &kPostPart, load<I8, PostIndexed>,
                Flow::next, kLoad, kLeaves},
    Instruction{"ldrsb%c.w", "1111100 1 0 00 1 nnnn tttt 11u1 iiiiiiii", &kPrePart, load<I8, PreIndexed>,
                Flow::next, kLoad, kLeaves},
    Instruction{"ldrsb%c.w", "1111100 1 0 00 1 nnnn tttt 000000 ss mmmm", &kIndexPart, load<I8, Indexed>,
                Flow::next, kLoad, kLeaves},
};
// clang-format on

}  // namespace

std::span<const Instruction> thumb32_load() {
  return kInstructions;
}

}  // namespace quartet::mcu::arm
