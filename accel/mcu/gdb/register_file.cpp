#include "accel/mcu/gdb/register_file.hpp"

#include <array>
#include <utility>

#include "accel/mcu/gdb/packet.hpp"

namespace quartet::mcu::gdb {

namespace {

constexpr std::array<const char*, 16> kControlRegisters{"mstatus", "mie",      "mtvec",   "mscratch",  "mepc",  "mcause",
                                                        "mtval",   "mip",      "mcycle",  "minstret",  "mcycleh", "minstreth",
                                                        "cycle",   "instret",  "cycleh",  "instreth"};
constexpr std::array<const char*, 6> kArmSpecial{"msp", "psp", "primask", "basepri", "faultmask", "control"};
constexpr unsigned kRiscvRegisters = 32, kArmPc = 15, kArmStatus = 16, kFirstFloat = 17, kDoubles = 16;

}  // namespace

RegisterFile::RegisterFile(Machine& machine) {
  description_ = "<?xml version=\"1.0\"?>\n<!DOCTYPE target SYSTEM \"gdb-target.dtd\">\n<target version=\"1.0\">\n";
  if (machine.isa().rfind("rv32", 0) == 0)
    describe_riscv(machine);
  else
    describe_arm(machine);
  description_ += "</target>\n";
}

void RegisterFile::begin_feature(const std::string& name) {
  description_ += "  <feature name=\"" + name + "\">\n";
}
void RegisterFile::end_feature() {
  description_ += "  </feature>\n";
}

void RegisterFile::add(Register r, const std::string& type, const std::string& group) {
  description_ += "    <reg name=\"" + r.name + "\" bitsize=\"" + std::to_string(32 * r.words) + "\" regnum=\"" +
                  std::to_string(registers_.size()) + "\" type=\"" + type + "\"" +
                  (group.empty() ? std::string() : " group=\"" + group + "\"") + "/>\n";
  registers_.push_back(std::move(r));
}

void RegisterFile::describe_riscv(Machine& machine) {
  description_ += "  <architecture>riscv:rv32</architecture>\n";
  begin_feature("org.gnu.gdb.riscv.cpu");
  for (unsigned i = 0; i < kRiscvRegisters; ++i) {
    const std::string name = machine.register_name(i);
    const char* const type = name == "ra" ? "code_ptr" : name == "sp" || name == "gp" || name == "tp" ? "data_ptr" : "int";
    add({name, 1, From::listed, i}, type, "general");
  }
  add({"pc", 1, From::pc, 0}, "code_ptr", "general");
  end_feature();
  begin_feature("org.gnu.gdb.riscv.csr");
  for (const char* name : kControlRegisters) {
    if (machine.special_register(name)) add({name, 1, From::special, 0}, "int", "csr");
  }
  end_feature();
}

void RegisterFile::describe_arm(Machine& machine) {
  description_ += "  <architecture>arm</architecture>\n";
  begin_feature("org.gnu.gdb.arm.m-profile");
  for (unsigned i = 0; i < kArmPc; ++i) add({machine.register_name(i), 1, From::listed, i}, i == 13 ? "data_ptr" : "int", "general");
  add({"pc", 1, From::pc, 0}, "code_ptr", "general");
  add({"xpsr", 1, From::listed, kArmStatus}, "int", "general");
  end_feature();
  begin_feature("org.gnu.gdb.arm.m-system");
  for (const char* name : kArmSpecial)
    add({name, 1, From::special, 0}, name[1] == 's' ? "data_ptr" : "int", "system");
  end_feature();
  if (machine.register_count() <= kFirstFloat) return;
  begin_feature("org.gnu.gdb.arm.vfp");
  for (unsigned i = 0; i < kDoubles; ++i)
    add({std::string("d") + std::to_string(i), 2, From::listed, kFirstFloat + 2 * i}, "ieee_double", "float");
  add({"fpscr", 1, From::listed, kFirstFloat + 2 * kDoubles}, "int", "float");
  end_feature();
}

std::vector<std::uint8_t> RegisterFile::read(Machine& machine, std::size_t number) const {
  std::vector<std::uint8_t> bytes;
  if (number >= registers_.size()) return bytes;
  const Register& r = registers_[number];
  for (unsigned w = 0; w < r.words; ++w) {
    const std::uint32_t value = r.from == From::pc        ? machine.pc()
                                : r.from == From::special ? machine.special_register(r.name).value_or(0)
                                                          : machine.register_value(r.first + w);
    for (unsigned b = 0; b < 4; ++b) bytes.push_back(static_cast<std::uint8_t>(value >> (8 * b)));
  }
  return bytes;
}

std::vector<std::uint8_t> RegisterFile::read_all(Machine& machine) const {
  std::vector<std::uint8_t> all;
  for (std::size_t i = 0; i < registers_.size(); ++i) {
    const std::vector<std::uint8_t> one = read(machine, i);
    all.insert(all.end(), one.begin(), one.end());
  }
  return all;
}

bool RegisterFile::write(Machine& machine, std::size_t number, std::span<const std::uint8_t> bytes) const {
  if (number >= registers_.size()) return false;
  const Register& r = registers_[number];
  if (bytes.size() != 4 * std::size_t{r.words}) return false;
  bool written = true;
  for (unsigned w = 0; w < r.words; ++w) {
    std::uint32_t value = 0;
    for (unsigned b = 0; b < 4; ++b) value |= std::uint32_t{bytes[4 * w + b]} << (8 * b);
    if (r.from == From::pc)
      machine.set_pc(value & ~1U);
    else if (r.from == From::special)
      written = machine.set_special_register(r.name, value);
    else
      written = machine.set_register(r.first + w, value) && written;
  }
  return written;
}

bool RegisterFile::write_all(Machine& machine, std::span<const std::uint8_t> bytes) const {
  std::size_t size = 0;
  for (const Register& r : registers_) size += 4 * std::size_t{r.words};
  if (bytes.size() != size) return false;
  for (std::size_t i = 0; i < registers_.size(); ++i) {
    const std::size_t own = 4 * std::size_t{registers_[i].words};
    // A new pc ends what the program is in the middle of; the same one does not.
    const bool same_pc = registers_[i].from == From::pc && word_hex(machine.pc()) == to_hex(bytes.first(own));
    if (!same_pc) (void)write(machine, i, bytes.first(own));
    bytes = bytes.subspan(own);
  }
  return true;
}

}  // namespace quartet::mcu::gdb
