#include "accel/mcu/rtl/rtl_cpu.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "accel/mcu/devices/clint.hpp"
#include "accel/mcu/devices/uart.hpp"
#include "accel/mcu/processor.hpp"
#include "accel/mcu/rtl/interrupt_lines.hpp"
#include "accel/rtl/memory/cycle_loop.hpp"

namespace quartet::mcu {

namespace {

constexpr unsigned kRegisters = 32;
constexpr std::uint32_t kBreakpointCause = 3, kEnvironmentCause = 11;

/// Exception causes of the privileged specification, table 3.6.
StopReason reason_of(const std::optional<std::uint32_t>& cause) {
  static constexpr std::array<StopReason, 12> kReasons{
      StopReason::misaligned, StopReason::bus_error,  StopReason::illegal_instruction, StopReason::breakpoint,
      StopReason::misaligned, StopReason::bus_error,  StopReason::misaligned,          StopReason::bus_error,
      StopReason::unsupported, StopReason::unsupported, StopReason::unsupported,       StopReason::environment_call};
  return cause && *cause < kReasons.size() ? kReasons[*cause] : StopReason::unsupported;
}

bool has_error_input(const rtl::Interface& interface) {
  return interface.has("err") || interface.has("error");
}

}  // namespace

struct RtlCpu::Parts {
  Parts(const Core& of, RtlCpuOptions with)
      : core(of), options(std::move(with)), clint(static_cast<std::uint32_t>(core.cycles_per_tick)), target(memory), wave(options.wave) {}

  Core core;
  RtlCpuOptions options;
  MemoryMap memory;
  Uart uart;
  Clint clint;
  MapTarget target;
  std::unique_ptr<IProcessor> processor;  ///< for decoding and the names of registers
  std::unique_ptr<rtl::RtlModel> model;
  std::vector<std::unique_ptr<rtl::IBusPort>> ports;
  std::optional<InterruptLines> lines;
  std::optional<RetirePort> retire;
  rtl::RtlPort asleep;
  std::optional<rtl::CycleLoop> loop;
  rtl::WaveCut wave;
  Observer observer;
  ElfImage image;

  bool reports_errors = true;  ///< the core hears of accesses that nothing answers
  Stop stop;
  std::string reason;  ///< instead of that of stop
  std::optional<Error> failure;
  std::array<std::uint32_t, kRegisters> x{};
  std::uint64_t instret = 0, sleep_cycles = 0;
  std::uint32_t pc = 0;

  [[nodiscard]] Result<void> connect();
  [[nodiscard]] bool cycle();
  void completed(const Retired& retired);
  void trapped(const Retired& retired);
  void fail_as(const char* why, Error error);
};

RtlCpu::RtlCpu(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
RtlCpu::~RtlCpu() = default;

Result<std::unique_ptr<RtlCpu>> RtlCpu::make(const Core& core, std::shared_ptr<const rtl::Plugin> plugin, RtlCpuOptions options) {
  const auto family = family_of(core.isa, core.name);
  if (!family) return pass(family.error());
  if ((*family)->elf_machine != kMachineRiscv)
    return bad_input(core.name, "a core in RTL stands for a RISC-V core, and this one is " + std::string((*family)->name));
  auto parts = std::make_unique<Parts>(core, std::move(options));
  Parts& p = *parts;
  auto processor = (*family)->make(p.core, {}, p.memory);
  if (!processor) return pass(processor.error());
  p.processor = std::move(*processor);
  for (const IProcessor::Region& region : p.processor->ram()) {
    if (auto ok = p.memory.add_ram(region.name, region.base, region.bytes); !ok) return pass(ok.error());
  }
  const auto at = [](std::int64_t address) { return static_cast<std::uint32_t>(address); };
  if (auto ok = p.memory.add_device("uart", at(core.uart_base), Uart::kBytes, p.uart); !ok) return pass(ok.error());
  if (core.machine_csrs) {
    if (auto ok = p.memory.add_device("clint", at(core.clint_base), Clint::kBytes, p.clint); !ok) return pass(ok.error());
  }
  auto model = rtl::RtlModel::create(std::move(plugin), {"TOP", p.options.power_up_seed});
  if (!model) return pass(model.error());
  p.model = std::move(*model);
  if (auto ok = p.connect(); !ok) return pass(ok.error());
  return std::unique_ptr<RtlCpu>(new RtlCpu(std::move(parts)));
}

Result<void> RtlCpu::Parts::connect() {
  const auto interfaces = model->declaration().all("memory");
  if (interfaces.empty())
    return bad_input(model->plugin().file().string(), "block '" + model->plugin().name() + "' declares no memory interface",
                     "declare it in quartet_add_rtl (MEMORY NAME:STYLE=PREFIX); its ports: " + model->port_list());
  for (const rtl::Interface* interface : interfaces) {
    auto port = rtl::make_memory_port(*model, interface->name, target, options.memory);
    if (!port) return pass(port.error());
    ports.push_back(std::move(*port));
    reports_errors = reports_errors && has_error_input(*interface);
  }
  auto found = InterruptLines::find(*model, clint);
  if (!found) return pass(found.error());
  lines = std::move(*found);
  auto shown = RetirePort::find(*model);
  if (!shown) return pass(shown.error());
  retire = std::move(*shown);
  if (model->declaration().signals.count("asleep") != 0) {
    auto port = model->signal("asleep");
    if (port) port = model->port(port->name(), rtl::Direction::out, 1);
    if (!port) return pass(port.error());
    asleep = *port;
  }
  return {};
}

Result<void> RtlCpu::load(const ElfImage& image, const std::string& file_name) {
  Parts& p = *parts_;
  if (image.machine != kMachineRiscv)
    return bad_input(file_name, fmt::format("is made for ELF machine {}, not for RISC-V ({})", image.machine, kMachineRiscv),
                     "compile it for " + p.core.isa);
  for (const ElfSegment& s : image.segments) {
    std::uint8_t* const memory = p.memory.ram(s.load_address, s.memory_bytes);
    if (memory == nullptr)
      return bad_input(file_name,
                       fmt::format("{} bytes at 0x{:08x} lie outside the RAM of {}", s.memory_bytes, s.load_address, p.core.name),
                       fmt::format("RAM: {} bytes at 0x{:08x}", p.core.ram_bytes, p.core.ram_base));
    std::copy(s.bytes.begin(), s.bytes.end(), memory);
    std::fill(memory + s.bytes.size(), memory + s.memory_bytes, std::uint8_t{0});
  }
  p.image = image;
  p.pc = image.entry;
  if (p.model->declaration().signals.count("boot_address") != 0) {
    auto boot = p.model->signal("boot_address");
    if (boot) boot = p.model->port(boot->name(), rtl::Direction::in, 32);
    if (!boot) return pass(boot.error());
    boot->set(image.entry);
  }
  p.loop.emplace(*p.model, p.options.watchdog_cycles);
  for (const auto& port : p.ports) p.loop->add(*port);
  p.loop->owes(true);
  const auto tohost = image.symbol("tohost");
  if (!tohost) return {};
  return p.memory.watch(*tohost, [&p](std::uint32_t value) {
    if (value != 0) p.stop = {(value & 1) != 0 ? StopReason::exit : StopReason::unsupported, value >> 1, 0};
  });
}

void RtlCpu::Parts::fail_as(const char* why, Error error) {
  reason = why;
  failure = std::move(error);
}

// Whether the trap goes to the program's handler, as in the simulator: requests do once there is one, faults if asked for.
void RtlCpu::Parts::trapped(const Retired& retired) {
  const bool request = retired.cause == kBreakpointCause || retired.cause == kEnvironmentCause;
  const bool handled = retired.next_pc.value_or(1) != 0;  // mtvec is 0 after reset
  if (handled && (request || options.deliver_faults)) return;
  pc = retired.pc;
  stop = {reason_of(retired.cause), retired.cause == kEnvironmentCause ? x[17] : 0U, retired.trap_value.value_or(retired.pc)};
}

void RtlCpu::Parts::completed(const Retired& retired) {
  loop->progress();
  pc = retired.next_pc.value_or(retired.pc);
  if (retired.trap) return trapped(retired);
  ++instret;
  if (retired.rd != 0) x[retired.rd] = retired.value;
}

// False: the run ends behind this cycle.
bool RtlCpu::Parts::cycle() {
  const std::uint64_t now = loop->cycle();
  if (auto ok = wave.cycle(*model); !ok) return fail_as("wave", ok.error()), false;
  if (lines->drive(now, target.take_device_access())) loop->inputs_changed();
  if (auto ok = loop->settle(); !ok) return fail_as("protocol", ok.error()), false;
  if (asleep && asleep.get() != 0) {
    ++sleep_cycles;
    loop->progress();
    if (!lines->may_rise()) stop = {StopReason::no_wake_up, 0, pc};
  }
  if (const auto miss = target.take_miss(); miss && !reports_errors) stop = {StopReason::bus_error, 0, miss->address};
  if (retire) {
    if (const auto retired = retire->sample(now); retired) {
      completed(*retired);
      if (observer) {
        if (auto same = observer(*retired, target.seen()); !same) return fail_as("difference", same.error()), false;
      }
      target.forget();
    }
  } else {
    target.forget();
  }
  if (auto ok = loop->tick(); !ok) return fail_as(model->stopped() ? "stopped" : "hang", ok.error()), false;
  return stop.reason == StopReason::none;
}

void RtlCpu::run_to_end(std::uint64_t limit) {
  Parts& p = *parts_;
  while (p.loop->cycle() < limit) {
    if (!p.cycle()) {
      p.model->close_wave();
      return;
    }
  }
  p.model->close_wave();
  p.stop = {StopReason::cycle_limit, 0, p.pc};
}

void RtlCpu::observe(Observer observer) { parts_->observer = std::move(observer); }

Result<void> RtlCpu::add_device(const std::string& name, std::uint32_t base, std::uint32_t bytes, IDevice& device) {
  return parts_->memory.add_device(name, base, bytes, device);
}
Result<void> RtlCpu::add_interrupt(std::uint32_t number, IInterruptSource& source) {
  constexpr std::uint32_t kExternalNumber = 11;
  if (number == kExternalNumber && parts_->lines->connect_external(source)) return {};
  return bad_input(parts_->model->plugin().name(), fmt::format("has no free interrupt input {}", number),
                   "devices interrupt by number 11, the declared signal irq_external");
}

bool RtlCpu::shows_instructions() const { return parts_->retire.has_value(); }
const std::optional<Error>& RtlCpu::failure() const { return parts_->failure; }
MemoryMap& RtlCpu::memory() { return parts_->memory; }
std::string RtlCpu::disassemble(std::uint32_t address) const {
  const IProcessor& p = *parts_->processor;
  return p.disassemble(p.instructions().decode(parts_->memory, address));
}

const Stop& RtlCpu::stop() const { return parts_->stop; }
std::string RtlCpu::reason() const {
  return parts_->reason.empty() ? std::string(to_string(parts_->stop.reason)) : parts_->reason;
}
std::uint64_t RtlCpu::cycles() const { return parts_->loop ? parts_->loop->cycle() : 0; }
std::optional<std::uint64_t> RtlCpu::sleep_cycles() const {
  return parts_->asleep ? std::optional(parts_->sleep_cycles) : std::nullopt;
}
std::optional<std::uint64_t> RtlCpu::instret() const {
  return parts_->retire ? std::optional(parts_->instret) : std::nullopt;
}
std::optional<std::uint32_t> RtlCpu::pc() const { return parts_->retire ? std::optional(parts_->pc) : std::nullopt; }
const std::string& RtlCpu::serial_text() const { return parts_->uart.text(); }

std::vector<IProgramRun::Register> RtlCpu::registers() const {
  std::vector<Register> all;
  if (!parts_->retire) return all;
  for (unsigned i = 0; i < kRegisters; ++i) all.push_back({parts_->processor->register_key(i), parts_->x[i]});
  return all;
}

std::optional<std::uint32_t> RtlCpu::word(std::uint32_t address) const {
  const std::uint8_t* const memory = parts_->memory.ram(address, 4);
  if (memory == nullptr) return std::nullopt;
  std::uint32_t value = 0;
  std::memcpy(&value, memory, 4);
  return value;
}

std::string RtlCpu::why() const {
  const Parts& p = *parts_;
  std::string text = p.failure ? reason() + ": " + p.failure->text() : std::string(to_string(p.stop.reason));
  if (p.retire) {
    std::string instruction = disassemble(p.pc);
    std::replace(instruction.begin(), instruction.end(), '\t', ' ');
    const std::string function = p.image.function_at(p.pc);
    text += fmt::format("{}at pc 0x{:08x}: {}", p.failure ? "\n  " : " ", p.pc, instruction);
    if (!function.empty()) text += "\n  in " + function;
  }
  if (p.stop.reason == StopReason::bus_error || p.stop.reason == StopReason::misaligned)
    text += fmt::format(" (address 0x{:08x})", p.stop.address);
  if (p.loop && (p.stop.reason == StopReason::cycle_limit || p.stop.reason == StopReason::no_wake_up)) text += "\n" + p.loop->states();
  return text;
}

}  // namespace quartet::mcu
