// Escapes of names: %c condition, nothing outside IT blocks; %s "s" outside IT blocks, the condition inside;
// %k the condition of b<c>; %t then and else of it. Escapes of syntax, by what they write: see operand().
#include "accel/mcu/iss/arm/disassemble.hpp"

#include <fmt/format.h>

#include <array>
#include <map>

#include "accel/mcu/iss/arm/execute.hpp"
#include "accel/mcu/iss/arm/extension.hpp"

namespace quartet::mcu::arm {

namespace {

constexpr std::array<std::string_view, 16> kConditions{"eq", "ne", "cs", "cc", "mi", "pl", "vs", "vc",
                                                       "hi", "ls", "ge", "lt", "gt", "le", "",   ""};
constexpr std::array<std::string_view, 16> kRegisters{"r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7",
                                                      "r8", "r9", "sl", "fp", "ip", "sp", "lr", "pc"};
constexpr std::array<std::string_view, 4> kShifts{"lsl", "lsr", "asr", "ror"};

std::string reg_text(u32 number) {
  if (number >= kFloat) return fmt::format("s{}", number - kFloat);
  return number == 0 ? "" : std::string(kRegisters[(number - 1) % 16]);
}
std::string double_text(u32 number) {
  return fmt::format("d{}", (number - kFloat) / 2);
}

std::string list_text(u32 list) {
  std::string text = "{";
  for (u32 i = 0; i < 16; ++i) {
    if ((list >> i & 1) != 0) text += (text.size() > 1 ? ", " : "") + std::string(kRegisters[i]);
  }
  return text + "}";
}
std::string range_text(char file, u32 first, u32 count) {
  return count == 1 ? fmt::format("{{{}{}}}", file, first)
                    : fmt::format("{{{}{}-{}{}}}", file, first, file, first + count - 1);
}

std::string shift_text(u32 raw) {
  const u32 type = shift_type(raw), amount = shift_amount(raw);
  if (amount == 0 && type == 0) return "";
  if (amount == 0 && type == 3) return ", rrx";
  return fmt::format(", {} #{}", kShifts[type], amount == 0 ? 32 : amount);
}

std::string special_text(u32 number, u32 mask) {
  static const std::map<u32, std::string> kNames{
      {0, "CPSR"},     {1, "IAPSR"},        {2, "EAPSR"},      {3, "PSR"},     {5, "IPSR"},
      {6, "EPSR"},     {7, "IEPSR"},        {8, "MSP"},        {9, "PSP"},     {16, "PRIMASK"},
      {17, "BASEPRI"}, {18, "BASEPRI_MAX"}, {19, "FAULTMASK"}, {20, "CONTROL"}};
  const auto found = kNames.find(number);
  std::string text = found != kNames.end() ? found->second : fmt::format("{}", number);
  if (number != 0 || mask == 0) return text;
  return text + (mask == 1 ? "_s" : mask == 2 ? "_f" : "_fs");
}

std::string barrier_text(u32 option) {
  return option == 15 ? "sy" : fmt::format("#{}", option);
}

std::string flags_text(u32 imm) {
  return std::string((imm & 2) != 0 ? "i" : "") + ((imm & 1) != 0 ? "f" : "");
}

/// Then and else of the instructions behind the first.
std::string then_else(u32 raw) {
  const u32 mask = raw & 15, condition = raw >> 4 & 1;
  std::string text;
  for (int bit = 3; bit > 0 && (mask & ((1U << bit) - 1)) != 0; --bit)
    text += (mask >> bit & 1) == condition ? 't' : 'e';
  return text;
}

/// "-8" or "8": the offset of a literal or of a pair or a floating-point access, by bit 23.
std::string with_sign(u32 raw, u32 magnitude) {
  return fmt::format("{}{}", bits(raw, 23, 1) != 0 ? "" : "-", magnitude);
}

std::string number_operand(char escape, const Decoded& d) {
  const Operands& o = d.operands;
  switch (escape) {
    case 'i':  // constant
      return fmt::format("#{}", o.imm);
    case 'x':  // number of a breakpoint
      return fmt::format("{:04x}", o.imm);
    case 'p':  // target
      return fmt::format("0x{:x}", o.imm);
    case 'o':  // offset, unless 0
      return o.imm == 0 ? "" : fmt::format(", #{}", o.imm);
    case 'h':  // bit field
      return fmt::format("#{}, #{}", o.imm & 31, o.imm >> 8);
    case 's':  // saturation width
      return fmt::format("#{}", o.imm & 63);
    case '4':  // low four bits
      return fmt::format("{}", d.raw & 15);
    case '8':  // word offset of eight bits
      return fmt::format("{}", bits(d.raw, 0, 8) << 2);
    case '9':  // offset of twelve bits: constant or memory
      return fmt::format("{}", (d.raw >> 27) == 0x1F
                                   ? bits(d.raw, 0, 12)
                                   : bits(d.raw, 26, 1) << 11 | bits(d.raw, 12, 3) << 8 | bits(d.raw, 0, 8));
    case 'L':  // offset of a literal
      return with_sign(d.raw, bits(d.raw, 0, 12));
    case 'M':  // word offset with its sign
      return with_sign(d.raw, bits(d.raw, 0, 8) << 2);
    case 'K':  // the same, unless +0
      return bits(d.raw, 0, 8) == 0 && bits(d.raw, 23, 1) != 0
                 ? ""
                 : ", #" + with_sign(d.raw, bits(d.raw, 0, 8) << 2);
    case 'J':  // offset of eight bits, signed by bit 9
      return fmt::format("#{}{}", bits(d.raw, 9, 1) != 0 ? "" : "-", bits(d.raw, 0, 8));
    case 'j':  // the same behind a comma, unless 0
      return bits(d.raw, 0, 8) == 0 ? "" : ", " + number_operand('J', d);
    case 'G':  // the rest of a pre-indexed pair
      return bits(d.raw, 0, 8) == 0 && bits(d.raw, 23, 1) != 0
                 ? "]"
                 : fmt::format(", #{}]!", number_operand('M', d));
    case 'N':  // number of a request
      return fmt::format("{}", o.imm);
    case 'f':  // encoded floating-point constant
      return fmt::format("{}", bits(d.raw, 16, 4) << 4 | bits(d.raw, 0, 4));
    default:
      return "?";
  }
}

std::string operand(char escape, const Decoded& d) {
  const Operands& o = d.operands;
  switch (escape) {
    case 'd':
      return reg_text(o.rd);
    case 'n':
      return reg_text(o.rs1);
    case 'm':
      return reg_text(o.rs2);
    case 'a':  // register in imm
      return reg_text(o.imm);
    case 'D':
      return double_text(o.rd);
    case 'P':  // two S registers from imm
      return reg_text(o.imm) + ", " + reg_text(o.imm + 1);
    case 'Q':
      return double_text(o.imm);
    case 'X':  // half of a D register
      return fmt::format("{}[{}]", double_text(std::max(o.rd, o.rs1)), bits(d.raw, 21, 1));
    case 'S':  // shift
      return shift_text(d.raw);
    case 'u': {  // shift of a saturation
      const u32 by = o.imm >> 8 & 31;
      return by == 0 ? "" : fmt::format(", {} #{}", (o.imm >> 13) != 0 ? "asr" : "lsl", by);
    }
    case 'H':  // index shift
      return o.imm == 0 && bits(d.raw, 4, 2) == 0 ? "" : fmt::format(", lsl #{}", bits(d.raw, 4, 2));
    case 'R':  // rotation
      return o.imm == 0 ? "" : fmt::format(", ror #{}", o.imm);
    case 'l':
      return list_text(o.imm);
    case 'V':
      return range_text('s', o.rd - kFloat, o.imm);
    case 'W':
      return range_text('d', (o.rd - kFloat) / 2u, o.imm / 2);
    case 'w':
      return bits(d.raw, 21, 1) != 0 ? "!" : "";
    case 'C':  // condition of it
      return bits(d.raw, 4, 4) == 14 ? "al" : std::string(kConditions[bits(d.raw, 4, 4)]);
    case 'z':
      return special_text(o.imm & 0xFF, o.imm >> 8);
    case 'b':
      return barrier_text(d.raw & 15);
    case 'F':
      return flags_text(d.raw & 3);
    default:
      return number_operand(escape, d);
  }
}

std::string name_part(char escape, const Decoded& d) {
  const std::string condition(d.context != 0 ? kConditions[d.context >> 4] : "");
  switch (escape) {
    case 's':
      return d.context != 0 ? condition : "s";
    case 'k':
      return std::string(kConditions[branch_condition(d.raw)]);
    case 't':
      return then_else(d.raw);
    case 'h':
      return fmt::format("{}", bits(d.raw, 4, 4));
    default:
      return condition;
  }
}

template <class Part>
std::string expanded(std::string_view text, const Decoded& d, Part part) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%' || i + 1 == text.size()) {
      out += text[i];
    } else {
      out += part(text[++i], d);
    }
  }
  return out;
}

}  // namespace

std::string_view register_name(unsigned number) {
  static constexpr std::array<std::string_view, 16> kNames{"r0", "r1", "r2",  "r3",  "r4",  "r5", "r6", "r7",
                                                           "r8", "r9", "r10", "r11", "r12", "sp", "lr", "pc"};
  return kNames[number % kNames.size()];
}

std::string disassemble(const Decoded& d) {
  if (d.what == &undefined_instruction())
    return d.size == 2 ? fmt::format(".short\t0x{:04x}", d.raw)
                       : fmt::format(".word\t0x{:04x}{:04x}", d.raw >> 16, d.raw & 0xFFFF);
  if (d.what->pattern.empty()) return fmt::format("({})", d.what->name);
  std::string text = expanded(d.what->name, d, name_part);
  if (!d.what->format->syntax.empty()) text += '\t';
  return text + expanded(d.what->format->syntax, d, operand);
}

}  // namespace quartet::mcu::arm
