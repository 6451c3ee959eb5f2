#include "accel/mcu/rtl/lockstep.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace quartet::mcu {

namespace {

constexpr std::uint32_t kSystemOpcode = 0x73, kPendingInterrupts = 0x344;
/// A sleep and an interrupt entry come before an instruction; more steps never do.
constexpr int kMaxSteps = 3;

/// Reads something that counts time: not the same in two implementations.
bool reads_counter(std::uint32_t instruction) {
  const std::uint32_t number = instruction >> 20;
  if ((instruction & 0x7F) != kSystemOpcode || (instruction >> 12 & 3) == 0) return false;
  return number == kPendingInterrupts || (number & ~0x83U) == 0xB00 || (number & ~0x83U) == 0xC00;
}

std::string flat(std::string text) {
  std::replace(text.begin(), text.end(), '\t', ' ');
  return text;
}

}  // namespace

Result<std::unique_ptr<Lockstep>> Lockstep::attach(RtlCpu& cpu, const Core& core, const ElfImage& image, const std::string& file_name,
                                                   const RtlCpuOptions& options, bool starts_at_entry) {
  if (!cpu.shows_instructions())
    return bad_input("--lockstep", "the block does not show its instructions",
                     "declare retire_valid, retire_pc, retire_instruction, retire_rd and retire_value as SIGNALS");
  std::unique_ptr<Lockstep> made(new Lockstep(cpu, core, starts_at_entry));
  auto machine = Machine::make(core, {.deliver_faults = options.deliver_faults});
  if (!machine) return pass(machine.error());
  made->machine_ = std::move(*machine);
  if (auto loaded = made->machine_->load(image, file_name); !loaded) return pass(loaded.error());
  Lockstep* const self = made.get();
  cpu.observe([self](const Retired& retired, const MapTarget::Seen& seen) { return self->check(retired, seen); });
  return made;
}

Result<void> Lockstep::check(const Retired& retired, const MapTarget::Seen& seen) {
  if (!retired.trap && retired.rd != 0) x_[retired.rd] = retired.value;
  started_ = started_ || retired.pc == machine_->pc();
  if (!started_) return {};
  if (retired.interrupt && machine_->pc() != retired.pc) machine_->step();
  const std::uint32_t simulated_pc = machine_->pc();
  const auto difference = step(retired, seen);
  if (!difference) {
    ++compared_;
    return {};
  }
  return pass(describe(retired, *difference, simulated_pc));
}

std::optional<Lockstep::Difference> Lockstep::step(const Retired& retired, const MapTarget::Seen& seen) {
  if (machine_->stop().reason != StopReason::none)
    return Difference{"the simulator has stopped", "goes on", describe_stop(*machine_)};
  if (machine_->pc() != retired.pc)
    return Difference{retired.interrupt ? "an interrupt that the simulator does not take (its timing is another core's, or it comes from a device)"
                                        : "pc",
                      fmt::format("0x{:08x}", retired.pc), fmt::format("0x{:08x}", machine_->pc())};
  const std::uint64_t before = machine_->instret();
  for (int i = 0; i < kMaxSteps && machine_->instret() == before && machine_->stop().reason == StopReason::none; ++i) {
    machine_->step();
    if (retired.trap) return std::nullopt;  // the next instruction shows where it went
  }
  if (machine_->stop().reason != StopReason::none && machine_->stop().reason != StopReason::exit)
    return Difference{"the simulator stops", "completes the instruction", describe_stop(*machine_)};
  if (retired.rd != 0 && (reads_counter(retired.instruction) || seen.device_read)) machine_->set_register(retired.rd, retired.value);
  return compare_state(retired, seen);
}

std::optional<Lockstep::Difference> Lockstep::compare_state(const Retired& retired, const MapTarget::Seen& seen) {
  const auto value = [](std::uint32_t v) { return fmt::format("0x{:08x}", v); };
  for (unsigned i = 1; i < x_.size(); ++i) {
    if (machine_->register_value(i) != x_[i])
      return Difference{"register " + machine_->register_name(i), value(x_[i]), value(machine_->register_value(i))};
  }
  for (const std::uint32_t address : seen.written) {
    const auto rtl = cpu_.word(address), simulated = machine_->word(address);
    if (rtl != simulated)
      return Difference{fmt::format("memory word at 0x{:08x}", address), value(rtl.value_or(0)), value(simulated.value_or(0))};
  }
  if (retired.next_pc && !retired.trap && machine_->stop().reason == StopReason::none && machine_->pc() != *retired.next_pc)
    return Difference{"next pc", value(*retired.next_pc), value(machine_->pc())};
  return std::nullopt;
}

Error Lockstep::describe(const Retired& retired, const Difference& difference, std::uint32_t simulated_pc) const {
  std::string text = fmt::format("cycle {}, instruction {}: {} differs\n", retired.cycle, compared_ + 1, difference.what);
  text += fmt::format("  RTL        pc 0x{:08x}: {}: {}\n", retired.pc, flat(cpu_.disassemble(retired.pc)), difference.rtl);
  text += fmt::format("  simulator  pc 0x{:08x}: {}: {}", simulated_pc, flat(machine_->disassemble(simulated_pc)), difference.simulator);
  return fail(ErrorCode::check_failed, core_.name, text).value();
}

Result<void> Lockstep::finish() {
  if (cpu_.failure()) return {};
  if (compared_ == 0)
    return fail(ErrorCode::check_failed, core_.name, "no instruction was compared: the core never came to the program's entry");
  const auto base = static_cast<std::uint32_t>(core_.ram_base);
  const auto size = static_cast<std::uint64_t>(core_.ram_bytes);
  const std::uint8_t* const rtl = cpu_.memory().ram(base, size);
  const std::uint8_t* const simulated = machine_->memory(base, size);
  if (rtl == nullptr || simulated == nullptr || std::memcmp(rtl, simulated, size) == 0) return {};
  const auto first = std::mismatch(rtl, rtl + size, simulated).first - rtl;
  return fail(ErrorCode::check_failed, core_.name,
              fmt::format("memory at 0x{:08x} differs after the run: 0x{:02x} in the RTL, 0x{:02x} in the simulator", base + first, rtl[first],
                          simulated[first]));
}

}  // namespace quartet::mcu
