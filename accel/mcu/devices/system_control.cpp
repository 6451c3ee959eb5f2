#include "accel/mcu/devices/system_control.hpp"

namespace quartet::mcu {

namespace {

using u32 = std::uint32_t;

constexpr u32 kSysTickFirst = 0x10, kSysTickEnd = 0x20, kNvicFirst = 0x100, kNvicEnd = 0x4F0, kCpuid = 0xD00,
              kIcsr = 0xD04, kVtor = 0xD08, kAircr = 0xD0C, kScr = 0xD10, kCcr = 0xD14, kShpr1 = 0xD18,
              kShprEnd = 0xD24, kShcsr = 0xD24, kCfsr = 0xD28, kHfsr = 0xD2C, kMmfar = 0xD34, kBfar = 0xD38,
              kCpacr = 0xD88, kDemcr = 0xDFC, kStir = 0xF00, kFpccr = 0xF34, kFpdscr = 0xF3C, kMvfr0 = 0xF40,
              kMvfr1 = 0xF44;
constexpr u32 kNmi = 2, kMemManage = 4, kSvc = 11, kPendSv = 14, kSysTickException = 15;
constexpr u32 kVectorKey = 0x05FA, kVectorKeyRead = 0xFA05;
constexpr u32 kStackAlign = 1U << 9, kTrapUnalignedBit = 1U << 3;
/// Media and VFP features of FPv4-SP, as Cortex-M4's manual gives them.
constexpr u32 kMvfr0Value = 0x10110021, kMvfr1Value = 0x11000011;
constexpr u32 kFloatControlReset = 3U << 30;  ///< automatic and lazy state preservation

}  // namespace

SystemControl::SystemControl(const Params& params, Dwt& dwt)
    : nvic(params.interrupts, params.priority_bits),
      params_(params),
      dwt_(dwt),
      vector_table_(params.vector_base),
      configuration_(params.v7 ? kStackAlign : kStackAlign | kTrapUnalignedBit),
      float_control_(kFloatControlReset) {}

void SystemControl::record_fault(u32 status, u32 address) {
  fault_status_ |= status;
  if ((status & kPreciseBus) == 0) return;
  fault_status_ |= kBusAddressValid;
  fault_address_ = address;
}
void SystemControl::record_hard_fault(bool forced) {
  hard_fault_status_ |= forced ? 1U << 30 : 1U << 1;
}

u32 SystemControl::interrupt_control() const {
  const auto bit = [&](u32 exception, u32 at) { return nvic.is_pending(exception) ? 1U << at : 0; };
  const u32 urgent = nvic.most_urgent();
  return bit(kNmi, 31) | bit(kPendSv, 28) | bit(kSysTickException, 26) |
         (urgent >= Nvic::kFirstLine ? 1U << 22 : 0) | urgent << 12 |
         (nvic.active_count() <= 1 ? 1U << 11 : 0) | current;
}

void SystemControl::write_interrupt_control(u32 value) {
  if ((value >> 31 & 1) != 0) nvic.pend(kNmi);
  if ((value >> 28 & 1) != 0) nvic.pend(kPendSv);
  if ((value >> 27 & 1) != 0) nvic.clear(kPendSv);
  if ((value >> 26 & 1) != 0) nvic.pend(kSysTickException);
  if ((value >> 25 & 1) != 0) nvic.clear(kSysTickException);
}

// Bits 0, 1, 3: active faults; 7, 8, 10, 11: active SVC, monitor, PendSV, SysTick; 12 to 15: pending; 16 to
// 18: enabled.
u32 SystemControl::handler_control() const {
  static constexpr struct {
    u32 exception, active, pending;
  } kFields[] = {{4, 0, 13}, {5, 1, 14}, {6, 3, 12}, {11, 7, 15}, {14, 10, 32}, {15, 11, 32}};
  u32 value = 0;
  for (const auto& f : kFields) {
    if (nvic.is_active(f.exception)) value |= 1U << f.active;
    if (f.pending < 32 && nvic.is_pending(f.exception)) value |= 1U << f.pending;
  }
  for (u32 i = 0; i < 3; ++i) value |= nvic.is_enabled(kMemManage + i) ? 1U << (16 + i) : 0;
  return value;
}

bool SystemControl::read_block(u32 offset, u32& value) const {
  switch (offset) {
    case kCpuid:
      value = params_.cpuid;
      return true;
    case kIcsr:
      value = interrupt_control();
      return true;
    case kVtor:
      value = vector_table_;
      return true;
    case kAircr:
      value = kVectorKeyRead << 16 | grouping_ << 8;
      return true;
    case kScr:
      value = sleep_control_;
      return true;
    case kCcr:
      value = configuration_;
      return true;
    case kShcsr:
      value = handler_control();
      return true;
    case kCfsr:
      value = fault_status_;
      return true;
    case kHfsr:
      value = hard_fault_status_;
      return true;
    case kMmfar:
    case kBfar:
      value = fault_address_;
      return true;
    case kCpacr:
      value = cpacr_;
      return true;
    case kDemcr:
      value = dwt_.trace() ? 1U << 24 : 0;
      return true;
    case kFpccr:
      value = params_.fpu ? float_control_ : 0;
      return true;
    case kFpdscr:
      value = float_default_;
      return true;
    case kMvfr0:
      value = params_.fpu ? kMvfr0Value : 0;
      return true;
    case kMvfr1:
      value = params_.fpu ? kMvfr1Value : 0;
      return true;
    default:
      value = 0;
      return true;
  }
}

bool SystemControl::write_block(u32 offset, std::uint64_t now, u32 value) {
  switch (offset) {
    case kIcsr:
      write_interrupt_control(value);
      return true;
    case kVtor:
      vector_table_ = value & ~0x7FU;
      return true;
    case kAircr:
      if (value >> 16 != kVectorKey) return true;
      reset_requested_ = (value >> 2 & 1) != 0;
      if (params_.v7) grouping_ = value >> 8 & 7;
      nvic.set_grouping(grouping_);
      return true;
    case kScr:
      sleep_control_ = value & 0x16;
      return true;
    case kCcr:
      if (params_.v7) configuration_ = value & 0x31B;
      return true;
    case kShcsr:
      for (u32 i = 0; i < 3 && params_.v7; ++i) nvic.enable(kMemManage + i, (value >> (16 + i) & 1) != 0);
      return true;
    case kCfsr:
      fault_status_ &= ~value;
      return true;
    case kHfsr:
      hard_fault_status_ &= ~value;
      return true;
    case kCpacr:
      if (params_.fpu) cpacr_ = value & 0xF00000;
      return true;
    case kDemcr:
      dwt_.set_trace((value >> 24 & 1) != 0, now);
      return true;
    case kStir:
      nvic.pend(Nvic::kFirstLine + (value & 0x1FF));
      return true;
    case kFpccr:
      float_control_ = value & kFloatControlReset;
      return true;
    case kFpdscr:
      float_default_ = value & 0x07C00000;
      return true;
    default:
      return true;
  }
}

bool SystemControl::read(u32 offset, unsigned size, std::uint64_t now, u32& value) {
  if (offset >= kNvicFirst && offset < kNvicEnd) return nvic.read(offset, size, value);
  value = 0;
  if (offset >= kShpr1 && offset < kShprEnd) {
    for (unsigned i = 0; i < size; ++i)
      value |= nvic.priority_field(kMemManage + offset - kShpr1 + i) << (8 * i);
    return true;
  }
  if (size != 4) return false;
  if (offset >= kSysTickFirst && offset < kSysTickEnd)
    return systick.read(offset - kSysTickFirst, now, value);
  return read_block(offset, value);
}

bool SystemControl::write(u32 offset, unsigned size, std::uint64_t now, u32 value) {
  if (offset >= kNvicFirst && offset < kNvicEnd) return nvic.write(offset, size, value);
  if (offset >= kShpr1 && offset < kShprEnd) {
    for (unsigned i = 0; i < size; ++i) {
      const u32 number = kMemManage + offset - kShpr1 + i;
      if (params_.v7 || number >= kSvc) nvic.set_priority(number, value >> (8 * i) & 0xFF);
    }
    return true;
  }
  if (size != 4) return false;
  if (offset >= kSysTickFirst && offset < kSysTickEnd)
    return systick.write(offset - kSysTickFirst, now, value);
  return write_block(offset, now, value);
}

}  // namespace quartet::mcu
