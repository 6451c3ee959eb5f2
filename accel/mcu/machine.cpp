#include "accel/mcu/machine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "accel/mcu/devices/clint.hpp"
#include "accel/mcu/devices/uart.hpp"
#include "accel/mcu/engine/engine.hpp"
#include "accel/mcu/iss/rv32/decoder.hpp"
#include "accel/mcu/iss/rv32/disassemble.hpp"
#include "accel/mcu/iss/rv32/interrupts.hpp"

namespace quartet::mcu {

struct Machine::Parts {
  Parts(const Core& the_core, rv32::Decoder the_decoder, const MachineOptions& options)
      : core(the_core),
        decoder(std::move(the_decoder)),
        timing(make_in_order_timing(options.timed ? core.timing : untimed())),
        clint(static_cast<std::uint32_t>(core.cycles_per_tick)),
        interrupts(hart, clint),
        engine(hart, memory, decoder, *timing, interrupts) {
    const InOrderParams& t = options.timed ? core.timing : untimed();
    hart.misaligned_load_cycles = static_cast<std::uint32_t>(t.misaligned_load);
    hart.misaligned_store_cycles = static_cast<std::uint32_t>(t.misaligned_store);
    hart.options = {core.machine_csrs, core.misaligned_in_hardware, options.deliver_faults,
                    static_cast<std::uint32_t>(t.interrupt), static_cast<std::uint32_t>(t.trap)};
    hart.cycles = static_cast<std::uint64_t>(t.reset);
    hart.mcycle.halted = hart.minstret.halted = core.counters_halted;
  }

  Core core;
  rv32::RvHart hart;
  MemoryMap memory;
  rv32::Decoder decoder;
  std::unique_ptr<ITiming> timing;
  Clint clint;
  Uart uart;
  rv32::Interrupts interrupts;
  Engine engine;
  ElfImage image;
};

Machine::Machine(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Machine::~Machine() = default;

Result<std::unique_ptr<Machine>> Machine::make(const Core& core, MachineOptions options) {
  auto decoder = rv32::Decoder::make(core.isa, core.name);
  if (!decoder) return pass(decoder.error());
  auto parts = std::make_unique<Parts>(core, std::move(*decoder), options);
  MemoryMap& memory = parts->memory;
  if (auto ok = memory.add_ram("ram", static_cast<std::uint32_t>(core.ram_base),
                               static_cast<std::uint32_t>(core.ram_bytes));
      !ok)
    return pass(ok.error());
  if (auto ok =
          memory.add_device("uart", static_cast<std::uint32_t>(core.uart_base), Uart::kBytes, parts->uart);
      !ok)
    return pass(ok.error());
  if (core.machine_csrs) {
    if (auto ok = memory.add_device("clint", static_cast<std::uint32_t>(core.clint_base), Clint::kBytes,
                                    parts->clint);
        !ok)
      return pass(ok.error());
  }
  return std::unique_ptr<Machine>(new Machine(std::move(parts)));
}

Result<void> Machine::load(const ElfImage& image, const std::string& file_name) {
  Parts& p = *parts_;
  if (image.machine != kMachineRiscv)
    return bad_input(
        file_name,
        fmt::format("is made for ELF machine {}, not for RISC-V ({})", image.machine, kMachineRiscv),
        "compile it for " + p.core.isa);
  for (const ElfSegment& s : image.segments) {
    std::uint8_t* const memory = p.memory.ram(s.load_address, s.memory_bytes);
    if (memory == nullptr)
      return bad_input(file_name,
                       fmt::format("{} bytes at 0x{:08x} lie outside the RAM of {}", s.memory_bytes,
                                   s.load_address, p.core.name),
                       fmt::format("RAM: {} bytes at 0x{:08x}", p.core.ram_bytes, p.core.ram_base));
    std::copy(s.bytes.begin(), s.bytes.end(), memory);
    std::fill(memory + s.bytes.size(), memory + s.memory_bytes, std::uint8_t{0});
  }
  p.image = image;
  p.hart.pc = image.entry;
  rv32::RvHart& hart = p.hart;
  const auto tohost = image.symbol("tohost");
  if (!tohost) return {};
  return p.memory.watch(*tohost, [&hart](std::uint32_t value) {
    if (value != 0)
      hart.stop = {(value & 1) != 0 ? StopReason::exit : StopReason::unsupported, value >> 1, 0};
  });
}

void Machine::run(std::uint64_t until) {
  parts_->engine.run(until);
}
void Machine::run_to_end(std::uint64_t limit) {
  run(limit);
  if (parts_->hart.stop.reason == StopReason::none) parts_->hart.stop = {StopReason::cycle_limit, 0, pc()};
}
void Machine::step() {
  parts_->engine.step();
}

const Stop& Machine::stop() const {
  return parts_->hart.stop;
}
std::uint64_t Machine::cycles() const {
  return parts_->engine.now().cycles;
}
std::uint64_t Machine::sleep_cycles() const {
  return parts_->hart.sleep_cycles;
}
std::uint64_t Machine::instret() const {
  return parts_->engine.now().instret;
}
std::uint32_t Machine::pc() const {
  return parts_->engine.pc();
}
std::uint32_t Machine::register_value(unsigned number) const {
  return parts_->hart.x[number % register_count()];
}
std::string Machine::register_name(unsigned number) const {
  return std::string(rv32::register_name(number));
}
unsigned Machine::register_count() const {
  return 32;
}
const std::string& Machine::serial_text() const {
  return parts_->uart.text();
}

std::optional<std::uint32_t> Machine::word(std::uint32_t address) const {
  const std::uint8_t* const memory = parts_->memory.ram(address, 4);
  if (memory == nullptr) return std::nullopt;
  std::uint32_t value = 0;
  std::memcpy(&value, memory, 4);
  return value;
}

std::string Machine::disassemble(std::uint32_t address) const {
  return rv32::disassemble(parts_->decoder.decode(parts_->memory, address));
}

std::vector<std::string> Machine::call_trace() const {
  const auto place = [&](std::uint32_t address) {
    const std::string name = parts_->image.function_at(address);
    return fmt::format("0x{:08x}{}{}", address, name.empty() ? "" : " ", name);
  };
  std::vector<std::string> trace{place(pc())};
  const CallStack& calls = parts_->hart.calls;
  const std::uint32_t shown = std::min(calls.depth, CallStack::kDepth);
  for (std::uint32_t i = 1; i <= shown; ++i)
    trace.push_back(place(calls.call_pc[(calls.depth - i) % CallStack::kDepth]));
  return trace;
}

std::string describe_stop(const Machine& machine) {
  const Stop& stop = machine.stop();
  std::string instruction = machine.disassemble(machine.pc());
  std::replace(instruction.begin(), instruction.end(), '\t', ' ');
  std::string text = fmt::format("{} at pc 0x{:08x}: {}", to_string(stop.reason), machine.pc(), instruction);
  if (stop.reason == StopReason::bus_error || stop.reason == StopReason::misaligned)
    text += fmt::format(" (address 0x{:08x})", stop.address);
  const std::vector<std::string> trace = machine.call_trace();
  text += "\n  in " + trace[0];
  for (std::size_t i = 1; i < trace.size(); ++i) text += "\n  called from " + trace[i];
  return text;
}

}  // namespace quartet::mcu
