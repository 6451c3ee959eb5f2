#include "accel/mcu/machine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "accel/mcu/machine_parts.hpp"

namespace quartet::mcu {

Machine::Machine(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Machine::~Machine() = default;

Result<std::unique_ptr<Machine>> Machine::make(const Core& core, MachineOptions options) {
  const auto family = family_of(core.isa, core.name);
  if (!family) return pass(family.error());
  auto parts = std::make_unique<Parts>();
  parts->core = core;
  parts->family = *family;
  MemoryMap& memory = parts->memory;
  auto processor = (*family)->make(core, {options.timed, options.deliver_faults}, memory);
  if (!processor) return pass(processor.error());
  parts->processor = std::move(*processor);
  IProcessor& p = *parts->processor;
  std::vector<MachineMemory> memories = options.memories;
  if (memories.empty()) {
    for (const IProcessor::Region& region : p.ram()) memories.push_back({region.name, region.base, region.bytes});
  }
  for (const MachineMemory& m : memories) {
    if (auto ok = memory.add_ram(m.name, m.base, m.bytes); !ok) return pass(ok.error());
    if (m.slow != nullptr) memory.set_slow(m.base, *m.slow);
  }
  parts->hart().count_blocks = options.count_blocks;
  if (auto ok =
          memory.add_device("uart", static_cast<std::uint32_t>(core.uart_base), Uart::kBytes, parts->uart);
      !ok)
    return pass(ok.error());
  if (auto ok = p.connect(memory); !ok) return pass(ok.error());
  parts->engine = std::make_unique<Engine>(p.hart(), memory, p.instructions(), p.timing(), p.events(),
                                           options.native_after);
  return std::unique_ptr<Machine>(new Machine(std::move(parts)));
}

Result<void> Machine::load(const ElfImage& image, const std::string& file_name) {
  Parts& p = *parts_;
  if (image.machine != p.family->elf_machine)
    return bad_input(file_name,
                     fmt::format("is made for ELF machine {}, not for {} ({}), which core {} is", image.machine,
                                 p.family->name, p.family->elf_machine, p.core.name),
                     "compile it for " + p.core.isa + ", or choose another core");
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
  if (auto started = p.processor->start(image, p.memory, file_name); !started) return started;
  Hart& hart = p.hart();
  const auto tohost = image.symbol("tohost");
  if (!tohost) return {};
  return p.memory.watch(*tohost, [&hart](std::uint32_t value) {
    if (value != 0)
      hart.stop = {(value & 1) != 0 ? StopReason::exit : StopReason::unsupported, value >> 1, 0};
  });
}

void Machine::run(std::uint64_t until) {
  parts_->engine->run(until);
}
void Machine::run_to_end(std::uint64_t limit) {
  run(limit);
  if (parts_->hart().stop.reason == StopReason::none) parts_->hart().stop = {StopReason::cycle_limit, 0, pc()};
}
void Machine::step() {
  parts_->engine->step();
}

Result<void> Machine::add_device(const std::string& name, std::uint32_t base, std::uint32_t bytes,
                                 IDevice& device) {
  return parts_->memory.add_device(name, base, bytes, device);
}
Result<void> Machine::add_interrupt(std::uint32_t number, IInterruptSource& source) {
  return parts_->processor->connect_interrupt(number, source);
}
void Machine::pause(std::uint32_t code) {
  parts_->hart().stop = {StopReason::exit, code, 0};
}
void Machine::stall(std::uint32_t cycles) {
  parts_->hart().device_wait += cycles;
}
void Machine::resume() {
  if (parts_->hart().stop.reason == StopReason::exit) parts_->hart().stop = {};
}
std::uint8_t* Machine::memory(std::uint32_t address, std::uint64_t bytes) {
  return parts_->memory.ram(address, bytes);
}
void Machine::for_each_block(const std::function<void(const Block&)>& visit) const {
  parts_->engine->for_each_block(visit);
}
void Machine::when_forgotten(std::function<void(const Block&)> forgotten) {
  parts_->engine->when_forgotten(std::move(forgotten));
}
const ITiming& Machine::timing() const {
  return parts_->processor->timing();
}

std::uint64_t Machine::native_blocks() const {
  return parts_->engine->native_blocks();
}

const std::string& Machine::isa() const {
  return parts_->core.isa;
}
const Stop& Machine::stop() const {
  return parts_->hart().stop;
}
std::uint64_t Machine::cycles() const {
  return parts_->engine->now().cycles;
}
std::uint64_t Machine::sleep_cycles() const {
  return parts_->hart().sleep_cycles;
}
std::uint64_t Machine::instret() const {
  return parts_->engine->now().instret;
}
std::uint32_t Machine::pc() const {
  return parts_->engine->pc();
}
std::uint32_t Machine::register_value(unsigned number) const {
  return parts_->processor->register_value(number % register_count());
}
std::string Machine::register_name(unsigned number) const {
  return parts_->processor->register_name(number % register_count());
}
std::string Machine::register_key(unsigned number) const {
  return parts_->processor->register_key(number % register_count());
}
unsigned Machine::register_count() const {
  return parts_->processor->register_count();
}
const std::string& Machine::serial_text() const {
  parts_->said = parts_->uart.text() + parts_->processor->console();
  return parts_->said;
}

std::optional<std::uint32_t> Machine::word(std::uint32_t address) const {
  const std::uint8_t* const memory = parts_->memory.ram(address, 4);
  if (memory == nullptr) return std::nullopt;
  std::uint32_t value = 0;
  std::memcpy(&value, memory, 4);
  return value;
}

std::string Machine::disassemble(std::uint32_t address) const {
  const IProcessor& p = *parts_->processor;
  const std::uint8_t context = address == pc() ? parts_->engine->now().context : std::uint8_t{0};
  return p.disassemble(p.instructions().decode_in(parts_->memory, address, context));
}

std::vector<std::string> Machine::call_trace() const {
  const auto place = [&](std::uint32_t address) {
    const std::string name = parts_->image.function_at(address);
    return fmt::format("0x{:08x}{}{}", address, name.empty() ? "" : " ", name);
  };
  std::vector<std::string> trace{place(pc())};
  const CallStack& calls = parts_->hart().calls;
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
  if (stop.why != nullptr) text += fmt::format(": {}", stop.why);
  const std::vector<std::string> trace = machine.call_trace();
  text += "\n  in " + trace[0];
  for (std::size_t i = 1; i < trace.size(); ++i) text += "\n  called from " + trace[i];
  return text;
}

}  // namespace quartet::mcu
