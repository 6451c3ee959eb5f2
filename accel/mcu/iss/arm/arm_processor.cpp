#include "accel/mcu/iss/arm/arm_processor.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "accel/mcu/devices/apb_timer.hpp"
#include "accel/mcu/iss/arm/decoder.hpp"
#include "accel/mcu/iss/arm/disassemble.hpp"
#include "accel/mcu/iss/arm/exceptions.hpp"
#include "accel/mcu/semihosting/semihosting.hpp"

namespace quartet::mcu::arm {

namespace {

constexpr unsigned kCoreRegisters = 16, kFloatRegisters = 32;

bool is_v7(const Core& core) {
  return core.isa.rfind("armv7", 0) == 0;
}
bool has_fpu(const Core& core) {
  return core.isa.find("_fpv4") != std::string::npos;
}
SystemControl::Params control_params(const Core& core) {
  const auto word = [](std::int64_t value) { return static_cast<u32>(value); };
  return {is_v7(core),
          has_fpu(core),
          word(core.arm.interrupts),
          word(core.arm.priority_bits),
          word(core.arm.cpuid),
          word(core.arm.vector_base)};
}

class ArmProcessor : public IProcessor {
 public:
  ArmProcessor(const Core& core, Decoder decoder, ProcessorOptions options)
      : core_(core),
        decoder_(std::move(decoder)),
        timing_(make_cortex_m_timing(options.timed ? core_.arm.timing : CortexMParams{})),
        control_(control_params(core_), dwt_),
        exceptions_(hart_, control_),
        semihosting_(static_cast<std::uint64_t>(core_.arm.clock_hz)) {
    const CortexMParams t = options.timed ? core_.arm.timing : CortexMParams{};
    CoreOptions& o = hart_.options;
    o.v7 = is_v7(core_);
    o.fpu = has_fpu(core_);
    o.deliver_faults = options.deliver_faults;
    o.entry_cycles = static_cast<u32>(t.exception_entry);
    o.exit_cycles = static_cast<u32>(t.exception_exit);
    o.tail_chain_cycles = static_cast<u32>(t.tail_chain);
    o.unaligned_cycles = static_cast<u32>(t.unaligned_access);
    o.io_port_base = static_cast<u32>(core_.arm.io_port_base);
    o.io_port_bytes = static_cast<u32>(core_.arm.io_port_bytes);
    o.io_port_saving = static_cast<u32>(t.io_port_saving);
    hart_.cycles = static_cast<u64>(t.reset);
    hart_.exceptions = &exceptions_;
    hart_.semihosting = &semihosting_;
  }

  Hart& hart() override { return hart_; }
  [[nodiscard]] const IInstructionSet& instructions() const override { return decoder_; }
  [[nodiscard]] const ITiming& timing() const override { return *timing_; }
  IEvents& events() override { return exceptions_; }

  [[nodiscard]] std::vector<Region> ram() const override {
    std::vector<Region> regions{{"ram", static_cast<u32>(core_.ram_base), static_cast<u32>(core_.ram_bytes)}};
    if (core_.arm.code_bytes > 0)
      regions.push_back(
          {"code", static_cast<u32>(core_.arm.code_base), static_cast<u32>(core_.arm.code_bytes)});
    return regions;
  }
  Result<void> connect(MemoryMap& memory) override {
    if (auto ok =
            memory.add_device("timer", static_cast<u32>(core_.arm.timer_base), ApbTimer::kBytes, timer_);
        !ok)
      return ok;
    if (is_v7(core_)) {
      if (auto ok = memory.add_device("dwt", Dwt::kBase, Dwt::kBytes, dwt_); !ok) return ok;
    }
    return memory.add_device("system control", SystemControl::kBase, SystemControl::kBytes, control_);
  }

  Result<void> connect_interrupt(std::uint32_t number, IInterruptSource& source) override {
    const auto lines = static_cast<u32>(core_.arm.interrupts);
    if (number >= lines)
      return bad_input(core_.name, fmt::format("has no interrupt line {}", number), fmt::format("lines: 0 to {}", lines - 1));
    exceptions_.connect_line(number, source);
    return {};
  }

  /// As reset does: stack pointer and first instruction from the vector table.
  Result<void> start(const ElfImage&, MemoryMap& memory, const std::string& file_name) override {
    const u32 table = control_.vector_table();
    u32 stack = 0, reset = 0;
    const bool there = memory.read(table, 4, 0, stack) && memory.read(table + 4, 4, 0, reset);
    if (!there || (reset & 1) == 0)
      return bad_input(
          file_name,
          fmt::format("has no vector table at 0x{:08x}: the reset vector is 0x{:08x}", table, reset),
          "link it to begin there, with bit 0 of each vector set, or change core.vector_base");
    hart_.x[kSp] = stack & ~3U;
    hart_.x[kLr] = 0xFFFFFFFF;
    hart_.pc = reset & ~1U;
    return {};
  }

  [[nodiscard]] unsigned register_count() const override {
    return kCoreRegisters + 1 + (has_fpu(core_) ? kFloatRegisters + 1 : 0);
  }
  [[nodiscard]] std::uint32_t register_value(unsigned number) const override {
    if (number < kCoreRegisters - 1) return hart_.x[core_reg(number)];
    if (number == kCoreRegisters - 1) return hart_.pc;
    if (number == kCoreRegisters) return apsr(hart_) | 1U << 24 | hart_.exception;
    number -= kCoreRegisters + 1;
    return number < kFloatRegisters ? hart_.s[number] : hart_.fpscr;
  }
  [[nodiscard]] std::string register_name(unsigned number) const override {
    if (number < kCoreRegisters) return std::string(arm::register_name(number));
    if (number == kCoreRegisters) return std::string("xpsr");
    number -= kCoreRegisters + 1;
    return number < kFloatRegisters ? fmt::format("s{}", number) : std::string("fpscr");
  }
  [[nodiscard]] std::string register_key(unsigned number) const override { return register_name(number); }
  bool set_register(unsigned number, std::uint32_t value) override {
    if (number == kCoreRegisters - 1 || number >= register_count()) return false;
    if (number < kCoreRegisters) {
      hart_.x[core_reg(number)] = core_reg(number) == kSp ? value & ~3U : value;
    } else if (number == kCoreRegisters) {
      set_nzcv(hart_, value);
      hart_.q = value >> 27 & 1;
      hart_.ge = value >> 16 & 15;
    } else if (number == register_count() - 1) {
      hart_.fpscr = value;
    } else {
      hart_.s[number - kCoreRegisters - 1] = value;
    }
    return true;
  }
  [[nodiscard]] std::optional<std::uint32_t> special_register(std::string_view name) override {
    const std::array<std::pair<std::string_view, u32>, 6> values{{{"msp", exceptions_.main_sp()},
                                                                  {"psp", exceptions_.process_sp()},
                                                                  {"primask", hart_.primask},
                                                                  {"basepri", hart_.basepri},
                                                                  {"faultmask", hart_.faultmask},
                                                                  {"control", hart_.control}}};
    for (const auto& [known, value] : values) {
      if (known == name) return value;
    }
    return std::nullopt;
  }
  bool set_special_register(std::string_view name, std::uint32_t value) override {
    if (name == "msp" || name == "psp") {
      exceptions_.set_sp(name == "psp", value & ~3U);
      return true;
    }
    if (name == "primask") hart_.primask = value & 1;
    if (name == "faultmask") hart_.faultmask = value & 1;
    return name == "primask" || name == "faultmask";
  }
  [[nodiscard]] std::string disassemble(const Decoded& d) const override { return arm::disassemble(d); }
  [[nodiscard]] const std::string& console() const override { return semihosting_.text(); }

 private:
  Core core_;
  ArmHart hart_;
  Decoder decoder_;
  std::unique_ptr<ITiming> timing_;
  Dwt dwt_;
  SystemControl control_;
  ApbTimer timer_;
  Exceptions exceptions_;
  Semihosting semihosting_;
};

void declare_core(Core& core, ParameterSet& set) {
  constexpr double kAddressMax = 0xFFFFFFC0;
  ArmParams& a = core.arm;
  set.integer("core.interrupts", a.interrupts, "", {1, 240}, "lines of the interrupt controller");
  set.integer("core.priority_bits", a.priority_bits, "", {2, 8}, "implemented bits of a priority");
  set.integer("core.cpuid", a.cpuid, "", {0, 0xFFFFFFFF}, "identification register");
  set.integer("core.vector_base", a.vector_base, "", {0, 0xFFFFFF80}, "vector table after reset");
  set.integer("core.clock_hz", a.clock_hz, "Hz", {1, 1e10}, "clock that semihosting tells the time by");
  set.integer("memory.code_base", a.code_base, "", {0, kAddressMax}, "address of the memory for code");
  set.integer("memory.code_bytes", a.code_bytes, "B", {0, 1 << 28}, "its size; 0: there is none");
  set.integer("memory.timer_base", a.timer_base, "", {0, kAddressMax}, "address of the timer");
  set.integer("memory.io_port_base", a.io_port_base, "", {0, kAddressMax},
              "address of the single-cycle I/O port");
  set.integer("memory.io_port_bytes", a.io_port_bytes, "B", {0, 0x20000000}, "its size; 0: there is none");
  declare(a.timing, set);
}

Result<std::unique_ptr<IProcessor>> make(const Core& core, ProcessorOptions options, MemoryMap&) {
  auto decoder = Decoder::make(core.isa, core.name);
  if (!decoder) return pass(decoder.error());
  return std::make_unique<ArmProcessor>(core, std::move(*decoder), options);
}

}  // namespace

const ProcessorFamily& family() {
  static constexpr ProcessorFamily kFamily{"armv", "Arm", kMachineArm, declare_core, make};
  return kFamily;
}

}  // namespace quartet::mcu::arm
