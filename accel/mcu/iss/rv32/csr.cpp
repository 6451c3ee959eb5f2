// The control registers: privileged specification 1.12, tables 2.2 to 2.6, as far as a machine-mode core has
// them.
#include "accel/mcu/iss/rv32/rv_hart.hpp"

#include <array>
#include <utility>

namespace quartet::mcu::rv32 {

namespace {

using u32 = std::uint32_t;

constexpr u32 kMstatus = 0x300, kMisa = 0x301, kMieNumber = 0x304, kMtvec = 0x305, kMcountinhibit = 0x320,
              kMscratch = 0x340, kMepc = 0x341, kMcause = 0x342, kMtval = 0x343, kMip = 0x344,
              kMcycle = 0xB00, kMinstret = 0xB02, kHigh = 0x80, kCycle = 0xC00, kTime = 0xC01,
              kInstret = 0xC02, kMvendorid = 0xF11, kMhartid = 0xF14;
/// misa: 32 bit, with I, M and C.
constexpr u32 kMisaValue = 1U << 30 | 1U << 8 | 1U << 12 | 1U << 2, kMisaX = 1U << 23;

u32 half(std::uint64_t value, bool high) {
  return static_cast<u32>(high ? value >> 32 : value);
}

bool is_counter_event(u32 number) {
  return (number >= 0xB03 && number <= 0xB1F) || (number >= 0xB83 && number <= 0xB9F) ||
         (number >= 0x323 && number <= 0x33F);
}

bool read_counter(RvHart& hart, u32 number, u32& value) {
  const bool high = (number & kHigh) != 0;
  switch (number & ~kHigh) {
    case kMcycle:
    case kCycle:
    case kTime:
      value = half(hart.mcycle.value(hart.cycles), high);
      return true;
    case kMinstret:
    case kInstret:
      value = half(hart.minstret.value(hart.instret), high);
      return true;
    default:
      return false;
  }
}

void write_half(Counter& counter, std::uint64_t source, bool high, u32 value) {
  const std::uint64_t old = counter.value(source);
  counter.set(source, high ? (old & 0xFFFFFFFF) | std::uint64_t{value} << 32
                           : (old & ~std::uint64_t{0xFFFFFFFF}) | value);
}

bool write_counter(RvHart& hart, u32 number, u32 value) {
  const bool high = (number & kHigh) != 0;
  switch (number & ~kHigh) {
    case kMcycle:
      write_half(hart.mcycle, hart.cycles, high, value);
      return true;
    case kMinstret:
      write_half(hart.minstret, hart.instret, high, value);
      return true;
    default:
      return false;
  }
}

bool read_mpic(const MpicState& mpic, u32 number, u32& value) {
  if (!mpic.present || number < MpicState::kFormat || number > MpicState::kLegacy) return false;
  value = number == MpicState::kFormat ? mpic.format
          : number == MpicState::kPart ? mpic.part
          : number == MpicState::kSkip ? mpic.skip
                                       : (mpic.legacy ? 1 : 0);
  return true;
}

bool write_mpic(MpicState& mpic, u32 number, u32 value) {
  if (!mpic.present) return false;
  switch (number) {
    case MpicState::kFormat:
      mpic.format = value & 15;
      return true;
    case MpicState::kPart:
      mpic.part = value & 7;
      return true;
    case MpicState::kSkip:
      mpic.skip = value & 31;
      return true;
    case MpicState::kLegacy:
      mpic.legacy = (value & 1) != 0;
      return true;
    default:
      return false;
  }
}

}  // namespace

bool read_csr(RvHart& hart, u32 number, u32& value) {
  const bool counter = (number & ~(kHigh | 3U)) == kMcycle || (number & ~(kHigh | 3U)) == kCycle;
  if (counter && (hart.options.machine_csrs || (number & ~(kHigh | 3U)) == kCycle)) {
    if (read_counter(hart, number, value)) return true;
  }
  if (!hart.options.machine_csrs) return false;
  value = 0;
  if (is_counter_event(number)) return true;
  if (number >= kMvendorid && number <= kMhartid) return true;
  if (hart.loops.read_csr(number, value) || read_mpic(hart.mpic, number, value)) return true;
  switch (number) {
    case kMstatus:
      value = hart.mstatus;
      return true;
    case kMisa:
      value = kMisaValue | (hart.options.custom_extension ? kMisaX : 0);
      return true;
    case kMieNumber:
      value = hart.mie;
      return true;
    case kMtvec:
      value = hart.mtvec;
      return true;
    case kMcountinhibit:
      value = (hart.mcycle.halted ? 1 : 0) | (hart.minstret.halted ? 4 : 0);
      return true;
    case kMscratch:
      value = hart.mscratch;
      return true;
    case kMepc:
      value = hart.mepc;
      return true;
    case kMcause:
      value = hart.mcause;
      return true;
    case kMtval:
      value = hart.mtval;
      return true;
    case kMip:
      value = hart.mip;
      return true;
    default:
      return false;
  }
}

std::optional<u32> csr_number(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, u32>, 18> kNames{{{"mstatus", kMstatus},
                                                                            {"misa", kMisa},
                                                                            {"mie", kMieNumber},
                                                                            {"mtvec", kMtvec},
                                                                            {"mscratch", kMscratch},
                                                                            {"mepc", kMepc},
                                                                            {"mcause", kMcause},
                                                                            {"mtval", kMtval},
                                                                            {"mip", kMip},
                                                                            {"mcycle", kMcycle},
                                                                            {"minstret", kMinstret},
                                                                            {"mcycleh", kMcycle | kHigh},
                                                                            {"minstreth", kMinstret | kHigh},
                                                                            {"mcountinhibit", kMcountinhibit},
                                                                            {"cycle", kCycle},
                                                                            {"instret", kInstret},
                                                                            {"cycleh", kCycle | kHigh},
                                                                            {"instreth", kInstret | kHigh}}};
  for (const auto& [known, number] : kNames) {
    if (known == name) return number;
  }
  return std::nullopt;
}

bool write_csr(RvHart& hart, u32 number, u32 value) {
  if (number >> 10 == 3 || !hart.options.machine_csrs) return false;
  if (write_counter(hart, number, value) || is_counter_event(number)) return true;
  if (hart.loops.write_csr(number, value, hart.loop_violation) || write_mpic(hart.mpic, number, value)) return true;
  switch (number) {
    case kMstatus:
      hart.mstatus = 0x1800 | (value & (kMie | kMpie));
      break;
    case kMisa:
      return true;
    case kMieNumber:
      hart.mie = value & kInterruptBits;
      break;
    case kMtvec:
      hart.mtvec = value & ~2U;
      hart.mtvec_set = true;
      return true;
    case kMcountinhibit:
      hart.mcycle.halt(hart.cycles, (value & 1) != 0);
      hart.minstret.halt(hart.instret, (value & 4) != 0);
      return true;
    case kMscratch:
      hart.mscratch = value;
      return true;
    case kMepc:
      hart.mepc = value & ~1U;
      return true;
    case kMcause:
      hart.mcause = value;
      return true;
    case kMtval:
      hart.mtval = value;
      return true;
    case kMip:
      break;
    default:
      return false;
  }
  hart.attention = true;
  return true;
}

}  // namespace quartet::mcu::rv32
