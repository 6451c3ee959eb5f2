#include "accel/mcu/iss/rv32/disassemble.hpp"

#include <fmt/format.h>

#include <array>
#include <map>

#include "accel/mcu/iss/rv32/extension.hpp"
#include "accel/mcu/iss/rv32/format.hpp"

namespace quartet::mcu::rv32 {

namespace {

constexpr std::array<std::string_view, 32> kRegisters{
    "zero", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "s0", "s1", "a0",  "a1",  "a2", "a3", "a4", "a5",
    "a6",   "a7", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6"};

// The names that programs for these cores use; the rest is written as a number.
std::string csr_name(std::uint32_t number) {
  static const std::map<std::uint32_t, std::string> kNames{
      {0x300, "mstatus"},       {0x301, "misa"},      {0x304, "mie"},    {0x305, "mtvec"},
      {0x320, "mcountinhibit"}, {0x340, "mscratch"},  {0x341, "mepc"},   {0x342, "mcause"},
      {0x343, "mtval"},         {0x344, "mip"},       {0xB00, "mcycle"}, {0xB02, "minstret"},
      {0xB80, "mcycleh"},       {0xB82, "minstreth"}, {0xC00, "cycle"},  {0xC01, "time"},
      {0xC02, "instret"},       {0xC80, "cycleh"},    {0xC81, "timeh"},  {0xC82, "instreth"},
      {0x00D, "simd_format"},   {0x00E, "simd_part"}, {0x00F, "simd_skip"}, {0x010, "simd_legacy"},
      {0xF11, "mvendorid"},     {0xF12, "marchid"},   {0xF13, "mimpid"}, {0xF14, "mhartid"}};
  const auto found = kNames.find(number);
  return found != kNames.end() ? found->second : fmt::format("0x{:x}", number);
}

std::string fence_set(std::uint32_t set) {
  std::string text;
  for (int bit = 3; bit >= 0; --bit) {
    if ((set >> bit & 1) != 0) text += "wroi"[bit];
  }
  return text.empty() ? "unknown" : text;
}

// The immediate of vector instructions: its lowest bit is bit 25 of the encoding.
std::uint32_t imm6(std::uint32_t raw) {
  return bits(raw, 20, 5) << 1 | bits(raw, 25, 1);
}

std::string operand(char letter, const Decoded& d) {
  const Operands& o = d.operands;
  switch (letter) {
    case 'd':
      return std::string(register_name(o.rd));
    case 's':
      return std::string(register_name(o.rs1));
    case 't':
      return std::string(register_name(o.rs2));
    case 'j':
      return fmt::format("{}", static_cast<std::int32_t>(o.imm));
    case '>':
      return fmt::format("0x{:x}", o.imm);
    case 'u':
      return fmt::format("0x{:x}", d.size == 2 ? o.imm >> 12 : d.raw >> 12);
    case 'p':
      return fmt::format("0x{:x}", o.imm);
    case 'E':
      return csr_name(o.imm);
    case 'Z':
      return fmt::format("{}", bits(d.raw, 15, 5));
    case 'P':
      return fence_set(bits(d.raw, 24, 4));
    case 'Q':
      return fence_set(bits(d.raw, 20, 4));
    case 'r':
      return std::string(register_name(bits(d.raw, 7, 5)));
    case 'b':
      return fmt::format("{}", bits(d.raw, 20, 5));
    case 'l':
      return fmt::format("{}", bits(d.raw, 25, 5));
    case 'm':
      return fmt::format("{}", static_cast<std::int32_t>(sign_extend(bits(d.raw, 20, 5), 5)));
    case 'n':
      return fmt::format("{}", bits(d.raw, 7, 1));
    case 'c':
      return fmt::format("{}", bits(d.raw, 20, 12));
    case 'v':
      return fmt::format("{}", static_cast<std::int32_t>(sign_extend(imm6(d.raw), 6)));
    case 'w':
      return fmt::format("{}", imm6(d.raw));
    default:
      return std::string(1, letter);
  }
}

}  // namespace

std::string_view register_name(unsigned number) {
  return kRegisters[number % kRegisters.size()];
}

std::string disassemble(const Decoded& d) {
  if (d.what == &illegal_instruction())
    return d.size == 2 ? fmt::format(".2byte\t0x{:x}", d.raw) : fmt::format(".4byte\t0x{:x}", d.raw);
  if (d.what->pattern.empty()) return fmt::format("({})", d.what->name);
  std::string text(d.what->name);
  if (!d.what->format->syntax.empty()) text += '\t';
  for (const char letter : d.what->format->syntax) text += operand(letter, d);
  return text;
}

}  // namespace quartet::mcu::rv32
