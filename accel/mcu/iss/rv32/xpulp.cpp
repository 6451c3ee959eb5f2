#include "accel/mcu/iss/rv32/xpulp.hpp"

#include "accel/mcu/iss/rv32/extension.hpp"
#include "accel/mcu/iss/rv32/mpic.hpp"

namespace quartet::mcu::rv32 {

namespace {

void add_scalar_part(InstructionTable& table, Encoding encoding) {
  add_xpulp_memory(table, encoding);
  add_xpulp_alu(table, encoding);
  add_xpulp_multiply(table, encoding);
  add_xpulp_loops(table, encoding);
}

InstructionTable make(Encoding encoding) {
  InstructionTable table;
  add_scalar_part(table, encoding);
  add_xpulp_simd(table, encoding);
  add_xpulp_shuffle(table, encoding);
  return table;
}

}  // namespace

void add_rows(InstructionTable& table, Encoding encoding, std::span<const XpulpRow> rows) {
  const bool pulp = encoding == Encoding::pulpv2;
  for (const XpulpRow& row : rows) {
    const std::string_view pattern = pulp ? row.pulp_pattern : row.corev_pattern;
    if (pattern.empty()) continue;
    const Format& format = pulp || row.corev_format == nullptr ? *row.format : *row.corev_format;
    table.add(std::string(pulp ? row.pulp_name : row.corev_name), std::string(pattern), format, row.run, row.flow,
              row.cost);
  }
}

std::span<const Instruction> xpulpv2() {
  static const InstructionTable kTable = make(Encoding::pulpv2);
  return kTable.all();
}

std::span<const Instruction> xcorev() {
  static const InstructionTable kTable = make(Encoding::corev);
  return kTable.all();
}

std::span<const Instruction> xmpic() {
  static const InstructionTable kTable = [] {
    InstructionTable table;
    add_scalar_part(table, Encoding::pulpv2);
    add_mpic_simd(table);
    add_mpic_shuffle(table);
    return table;
  }();
  return kTable.all();
}

}  // namespace quartet::mcu::rv32
