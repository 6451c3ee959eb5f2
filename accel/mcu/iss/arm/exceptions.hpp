// Exceptions of a hart: priorities, entry with its stack frame, return, tail-chaining (DDI0403E B1.5). The
// floating-point part of a frame is written at entry, where hardware may leave it to the first floating-point
// instruction of the handler: the frame is the same, and no entry takes longer for it.
#pragma once

#include <vector>

#include "accel/mcu/devices/interrupt_source.hpp"
#include "accel/mcu/devices/system_control.hpp"
#include "accel/mcu/engine/engine.hpp"
#include "accel/mcu/iss/arm/branch.hpp"

namespace quartet::mcu::arm {

inline constexpr u32 kHardFault = 3, kBusFault = 5, kUsageFault = 6, kSupervisorCall = 11,
                     kSysTickNumber = 15;

class Exceptions : public IEvents {
 public:
  /// Both must outlive it.
  Exceptions(ArmHart& hart, SystemControl& control) : hart_(hart), control_(control) {}

  bool take_interrupt(Hart& hart) override;
  [[nodiscard]] std::uint64_t next_event(std::uint64_t now) const override;
  /// Line `number` of the interrupt controller; `source` must outlive it.
  void connect_line(u32 number, IInterruptSource& source) { lines_.push_back({Nvic::kFirstLine + number, &source}); }

  /// Goes to the handler of `number`; pc and context of the hart are where it returns to.
  void enter(u32 number);
  /// Returns by a value that a handler has branched to; hart.pc is the branch.
  void leave(u32 exception_return);
  /// The handler that takes a fault or a request, after escalation; 0: none can.
  [[nodiscard]] u32 escalated(u32 number) const;
  /// CONTROL.SPSEL and the two stack pointers.
  void select_stack(bool process);
  [[nodiscard]] u32 main_sp() const { return uses_process_stack() ? hart_.other_sp : hart_.x[kSp]; }
  [[nodiscard]] u32 process_sp() const { return uses_process_stack() ? hart_.x[kSp] : hart_.other_sp; }
  void set_sp(bool process, u32 value);
  /// Makes the FPU usable if it is on; false: it is off, or there is none.
  bool start_float();
  [[nodiscard]] SystemControl& control() { return control_; }
  void reset();

 private:
  [[nodiscard]] bool uses_process_stack() const { return (hart_.control & kProcessStack) != 0; }
  [[nodiscard]] int execution_priority() const;
  [[nodiscard]] bool preempts(u32 number) const;
  [[nodiscard]] u32 status_word() const;
  bool push_frame(u32& exception_return);
  bool pop_frame(u32 exception_return);
  bool go_to_handler(u32 number, u32 exception_return);
  void lock_up(u32 address);

  /// A level that is up makes its exception pending whenever that is not active (DDI0403E B3.4.1).
  void sample_lines();
  struct Line {
    u32 number;
    IInterruptSource* source;
  };

  ArmHart& hart_;
  SystemControl& control_;
  std::vector<Line> lines_;
};

}  // namespace quartet::mcu::arm
