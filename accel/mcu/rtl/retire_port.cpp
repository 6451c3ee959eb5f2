#include "accel/mcu/rtl/retire_port.hpp"

#include <array>

namespace quartet::mcu {

namespace {

std::uint32_t word(const rtl::RtlPort& port) {
  return static_cast<std::uint32_t>(port.get());
}
std::optional<std::uint32_t> maybe(const rtl::RtlPort& port) {
  return port ? std::optional(word(port)) : std::nullopt;
}

}  // namespace

Result<std::optional<RetirePort>> RetirePort::find(const rtl::RtlModel& model) {
  RetirePort made;
  struct Entry {
    const char* name;
    rtl::RtlPort* port;
    bool needed;
    std::uint32_t bits;
  };
  const std::array<Entry, 10> entries{{{"retire_valid", &made.valid_, true, 1},
                                       {"retire_pc", &made.pc_, true, 32},
                                       {"retire_instruction", &made.instruction_, true, 32},
                                       {"retire_rd", &made.rd_, true, 5},
                                       {"retire_value", &made.value_, true, 32},
                                       {"retire_next_pc", &made.next_pc_, false, 32},
                                       {"retire_trap", &made.trap_, false, 1},
                                       {"retire_interrupt", &made.interrupt_, false, 1},
                                       {"trap_cause", &made.cause_, false, 32},
                                       {"trap_value", &made.trap_value_, false, 32}}};
  bool any = false;
  for (const Entry& e : entries) any = any || model.declaration().signals.count(e.name) != 0;
  if (!any) return std::optional<RetirePort>();
  std::vector<Problem> problems;
  const auto use = [&](Result<rtl::RtlPort> found) {
    if (found) return *found;
    problems.insert(problems.end(), found.error().problems.begin(), found.error().problems.end());
    return rtl::RtlPort();
  };
  for (const Entry& e : entries) {
    if (!e.needed && model.declaration().signals.count(e.name) == 0) continue;
    *e.port = use(model.signal(e.name));
    if (*e.port) (void)use(model.port(e.port->name(), rtl::Direction::out, e.bits));
  }
  if (!problems.empty()) return pass(Error{ErrorCode::bad_input, std::move(problems)});
  return std::optional(std::move(made));
}

Retired RetirePort::read(std::uint64_t cycle) const {
  Retired r;
  r.cycle = cycle;
  r.pc = word(pc_);
  r.instruction = word(instruction_);
  r.next_pc = maybe(next_pc_);
  r.rd = word(rd_) & 31;
  r.value = word(value_);
  r.trap = trap_ && trap_.get() != 0;
  r.interrupt = interrupt_ && interrupt_.get() != 0;
  r.cause = maybe(cause_);
  r.trap_value = maybe(trap_value_);
  return r;
}

}  // namespace quartet::mcu
