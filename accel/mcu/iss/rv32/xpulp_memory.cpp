// Loads and stores that step their pointer, and those with a register as offset.
#include <array>

#include "accel/mcu/iss/rv32/cost_class.hpp"
#include "accel/mcu/iss/rv32/format.hpp"
#include "accel/mcu/iss/rv32/refuse.hpp"
#include "accel/mcu/iss/rv32/stepping_access.hpp"
#include "accel/mcu/iss/rv32/xpulp.hpp"

namespace quartet::mcu::rv32 {

namespace {

// --- operands ---------------------------------------------------------------------------------------------

Operands load_step(u32 raw, u32) {
  return {reg(raw, 7), reg(raw, 15), 0, sign_extend(raw >> 20, 12)};
}
Operands load_register(u32 raw, u32) {
  return {reg(raw, 7), reg(raw, 15), reg(raw, 20), 0};
}
Operands store_step(u32 raw, u32) {
  return {0, reg(raw, 15), reg(raw, 20), sign_extend(bits(raw, 25, 7) << 5 | bits(raw, 7, 5), 12)};
}
// The third register is where others have rd; the op keeps its number as immediate.
Operands store_register(u32 raw, u32) {
  return {0, reg(raw, 15), reg(raw, 20), bits(raw, 7, 5), reg(raw, 7)};
}

bool steps_a_pointer(u32 raw) {
  return reg(raw, 15) != 0;
}
bool loads_beside_its_pointer(u32 raw) {
  return reg(raw, 15) != 0 && reg(raw, 15) != reg(raw, 7);
}
bool pointer_is_zero(u32 raw) {
  return reg(raw, 15) == 0;
}

constexpr Format kLoadStep{load_step, "d,j(s!)", loads_beside_its_pointer},
    kLoadStepC{load_step, "d,(s),j", loads_beside_its_pointer},
    kLoadStepRegister{load_register, "d,t(s!)", loads_beside_its_pointer},
    kLoadStepRegisterC{load_register, "d,(s),t", loads_beside_its_pointer},
    kLoadRegister{load_register, "d,t(s)"}, kStoreStep{store_step, "t,j(s!)", steps_a_pointer},
    kStoreStepC{store_step, "t,(s),j", steps_a_pointer},
    kStoreStepRegister{store_register, "t,r(s!)", steps_a_pointer},
    kStoreStepRegisterC{store_register, "t,(s),r", steps_a_pointer}, kStoreRegister{store_register, "t,r(s)"},
    kLoadWord{load_step, "d,j(s)"};

// --- the table --------------------------------------------------------------------------------------------

constexpr auto kLd = static_cast<std::uint8_t>(CostClass::load), kSt = static_cast<std::uint8_t>(CostClass::store),
               kNone = static_cast<std::uint8_t>(CostClass::none);

/// funct3 or funct7 of the five loads and three stores, in the order in which they are declared here.
struct Width {
  std::string_view name;  ///< "lb"
  Handler step, step_register, offset_register;
  std::string_view funct3;
  std::string_view pulp7, corev7_step, corev7_offset;  ///< funct7 of the register forms
};

constexpr std::array<Width, 5> kLoads{
    Width{"lb", load_by<std::int8_t, StepImmediate>, load_by<std::int8_t, LoadStepRegister>,
          load_by<std::int8_t, LoadOffsetRegister>, "000", "0000000", "0000000", "0000100"},
    Width{"lh", load_by<std::int16_t, StepImmediate>, load_by<std::int16_t, LoadStepRegister>,
          load_by<std::int16_t, LoadOffsetRegister>, "001", "0001000", "0000001", "0000101"},
    Width{"lw", load_by<i32, StepImmediate>, load_by<i32, LoadStepRegister>, load_by<i32, LoadOffsetRegister>,
          "010", "0010000", "0000010", "0000110"},
    Width{"lbu", load_by<std::uint8_t, StepImmediate>, load_by<std::uint8_t, LoadStepRegister>,
          load_by<std::uint8_t, LoadOffsetRegister>, "100", "0100000", "0001000", "0001100"},
    Width{"lhu", load_by<std::uint16_t, StepImmediate>, load_by<std::uint16_t, LoadStepRegister>,
          load_by<std::uint16_t, LoadOffsetRegister>, "101", "0101000", "0001001", "0001101"}};

/// pulp7: here funct3 of the register forms, with funct7 = 0.
constexpr std::array<Width, 3> kStores{
    Width{"sb", store_by<std::uint8_t, StepImmediate>, store_by<std::uint8_t, StoreStepRegister>,
          store_by<std::uint8_t, StoreOffsetRegister>, "000", "100", "0010000", "0010100"},
    Width{"sh", store_by<std::uint16_t, StepImmediate>, store_by<std::uint16_t, StoreStepRegister>,
          store_by<std::uint16_t, StoreOffsetRegister>, "001", "101", "0010001", "0010101"},
    Width{"sw", store_by<u32, StepImmediate>, store_by<u32, StoreStepRegister>, store_by<u32, StoreOffsetRegister>,
          "010", "110", "0010010", "0010110"}};

std::string text(std::initializer_list<std::string_view> parts) {
  std::string joined;
  for (const std::string_view part : parts) joined += part;
  return joined;
}

/// The form, and behind it what its pattern matches besides and is refused.
void add_load(InstructionTable& table, const std::string& name, const std::string& pattern, const Format& format,
              Handler run) {
  // The same operands without the condition: x0 first, as it may be pointer and destination.
  static constexpr Format kZero{load_register, "d,(s)", pointer_is_zero}, kItself{load_register, "d,(s)"};
  table.add(name, pattern, format, run, Flow::next, kLd);
  table.add(name, pattern, kZero, refused<Refusal::pointer_is_zero>, Flow::alone, kNone);
  table.add(name, pattern, kItself, refused<Refusal::pointer_is_destination>, Flow::alone, kNone);
}

void add_store(InstructionTable& table, const std::string& name, const std::string& pattern, const Format& format,
               Handler run) {
  static constexpr Format kZero{store_register, "t,(s)"};
  table.add(name, pattern, format, run, Flow::next, kSt);
  table.add(name, pattern, kZero, refused<Refusal::pointer_is_zero>, Flow::alone, kNone);
}

void add_pulpv2(InstructionTable& table) {
  for (const Width& w : kLoads) {
    const std::string name = text({"p.", w.name});
    add_load(table, name, text({"iiiiiiiiiiii sssss ", w.funct3, " ddddd 0001011"}), kLoadStep, w.step);
    add_load(table, name, text({w.pulp7, " ttttt sssss 111 ddddd 0001011"}), kLoadStepRegister, w.step_register);
    table.add(name, text({w.pulp7, " ttttt sssss 111 ddddd 0000011"}), kLoadRegister, w.offset_register,
              Flow::next, kLd);
  }
  for (const Width& w : kStores) {
    const std::string name = text({"p.", w.name});
    add_store(table, name, text({"iiiiiii ttttt sssss ", w.funct3, " iiiii 0101011"}), kStoreStep, w.step);
    add_store(table, name, text({"0000000 ttttt sssss ", w.pulp7, " rrrrr 0101011"}), kStoreStepRegister,
              w.step_register);
    table.add(name, text({"0000000 ttttt sssss ", w.pulp7, " rrrrr 0100011"}), kStoreRegister, w.offset_register,
              Flow::next, kSt);
  }
  table.add("p.elw", "iiiiiiiiiiii sssss 110 ddddd 0000011", kLoadWord, refused<Refusal::event_load>, Flow::alone,
            kNone);
}

void add_corev(InstructionTable& table) {
  for (const Width& w : kLoads) {
    const std::string name = text({"cv.", w.name});
    add_load(table, name, text({"iiiiiiiiiiii sssss ", w.funct3, " ddddd 0001011"}), kLoadStepC, w.step);
    add_load(table, name, text({w.corev7_step, " ttttt sssss 011 ddddd 0101011"}), kLoadStepRegisterC,
             w.step_register);
    table.add(name, text({w.corev7_offset, " ttttt sssss 011 ddddd 0101011"}), kLoadRegister, w.offset_register,
              Flow::next, kLd);
  }
  for (const Width& w : kStores) {
    const std::string name = text({"cv.", w.name});
    add_store(table, name, text({"iiiiiii ttttt sssss ", w.funct3, " iiiii 0101011"}), kStoreStepC, w.step);
    add_store(table, name, text({w.corev7_step, " ttttt sssss 011 rrrrr 0101011"}), kStoreStepRegisterC,
              w.step_register);
    table.add(name, text({w.corev7_offset, " ttttt sssss 011 rrrrr 0101011"}), kStoreRegister, w.offset_register,
              Flow::next, kSt);
  }
  table.add("cv.elw", "iiiiiiiiiiii sssss 011 ddddd 0001011", kLoadWord, refused<Refusal::event_load>, Flow::alone,
            kNone);
}

}  // namespace

void add_xpulp_memory(InstructionTable& table, Encoding encoding) {
  encoding == Encoding::pulpv2 ? add_pulpv2(table) : add_corev(table);
}

}  // namespace quartet::mcu::rv32
