#include "accel/mcu/iss/rv32/rv_processor.hpp"

#include <fmt/format.h>

#include "accel/mcu/devices/clint.hpp"
#include "accel/mcu/iss/rv32/decoder.hpp"
#include "accel/mcu/iss/rv32/disassemble.hpp"
#include "accel/mcu/iss/rv32/interrupts.hpp"

namespace quartet::mcu::rv32 {

namespace {

class RvProcessor : public IProcessor {
 public:
  RvProcessor(const Core& core, Decoder decoder, ProcessorOptions options, MemoryMap& memory)
      : core_(core),
        decoder_(std::move(decoder)),
        timing_(make_in_order_timing(options.timed ? core_.timing : untimed())),
        clint_(static_cast<std::uint32_t>(core_.cycles_per_tick)),
        interrupts_(hart_, clint_) {
    const InOrderParams& t = options.timed ? core_.timing : untimed();
    hart_.misaligned_load_cycles = static_cast<std::uint32_t>(t.misaligned_load);
    hart_.misaligned_store_cycles = static_cast<std::uint32_t>(t.misaligned_store);
    CoreOptions& o = hart_.options;
    o.machine_csrs = core_.machine_csrs;
    o.misaligned_in_hardware = core_.misaligned_in_hardware;
    o.deliver_faults = options.deliver_faults;
    o.custom_extension = decoder_.has("xpulpv2") || decoder_.has("xcorev") || decoder_.has("xmpic");
    o.interrupt_cycles = static_cast<std::uint32_t>(t.interrupt);
    o.trap_cycles = static_cast<std::uint32_t>(t.trap);
    hart_.cycles = static_cast<std::uint64_t>(t.reset);
    hart_.mcycle.halted = hart_.minstret.halted = core_.counters_halted;
    hart_.mpic.present = decoder_.has("xmpic");
    hart_.loops.connect(core_.loops, decoder_, memory);
    decoder_.use_loops(hart_.loops);
  }

  Hart& hart() override { return hart_; }
  [[nodiscard]] const IInstructionSet& instructions() const override { return decoder_; }
  [[nodiscard]] const ITiming& timing() const override { return *timing_; }
  IEvents& events() override { return interrupts_; }

  [[nodiscard]] std::vector<Region> ram() const override {
    return {{"ram", static_cast<std::uint32_t>(core_.ram_base), static_cast<std::uint32_t>(core_.ram_bytes)}};
  }
  Result<void> connect(MemoryMap& memory) override {
    if (!core_.machine_csrs) return {};
    return memory.add_device("clint", static_cast<std::uint32_t>(core_.clint_base), Clint::kBytes, clint_);
  }
  Result<void> connect_interrupt(std::uint32_t number, IInterruptSource& source) override {
    if (number != kExternalInterrupt || !core_.machine_csrs)
      return bad_input(core_.name, fmt::format("has no interrupt {} for a device", number),
                       core_.machine_csrs ? "devices interrupt by number 11, the external interrupt" : "it has no interrupts");
    if (!interrupts_.connect_external(source)) return bad_input(core_.name, "interrupt 11 is connected already");
    return {};
  }
  Result<void> start(const ElfImage& image, MemoryMap&, const std::string&) override {
    hart_.pc = image.entry;
    return {};
  }

  [[nodiscard]] unsigned register_count() const override { return 32; }
  [[nodiscard]] std::uint32_t register_value(unsigned number) const override {
    return hart_.x[number % register_count()];
  }
  [[nodiscard]] std::string register_name(unsigned number) const override {
    return std::string(rv32::register_name(number));
  }
  [[nodiscard]] std::string register_key(unsigned number) const override {
    return fmt::format("x{}", number);
  }
  bool set_register(unsigned number, std::uint32_t value) override {
    if (number == 0 || number >= register_count()) return false;
    hart_.x[number] = value;
    return true;
  }
  [[nodiscard]] std::optional<std::uint32_t> special_register(std::string_view name) override {
    const auto number = csr_number(name);
    std::uint32_t value = 0;
    if (!number || !read_csr(hart_, *number, value)) return std::nullopt;
    return value;
  }
  bool set_special_register(std::string_view name, std::uint32_t value) override {
    const auto number = csr_number(name);
    return number && write_csr(hart_, *number, value);
  }
  [[nodiscard]] std::string disassemble(const Decoded& d) const override { return rv32::disassemble(d); }
  [[nodiscard]] const std::string& console() const override { return console_; }

 private:
  Core core_;
  RvHart hart_;
  Decoder decoder_;
  std::unique_ptr<ITiming> timing_;
  Clint clint_;
  Interrupts interrupts_;
  std::string console_;  ///< RISC-V programs have no other way to say something
};

void declare_core(Core& core, ParameterSet& set) {
  constexpr double kAddressMax = 0xFFFFFFC0;
  set.boolean("core.machine_csrs", core.machine_csrs,
              "machine-mode control registers, interrupts and traps; else only the counters");
  set.boolean("core.misaligned_in_hardware", core.misaligned_in_hardware,
              "misaligned accesses work; else they are faults");
  set.boolean("core.counters_halted", core.counters_halted, "mcycle and minstret stand still after reset");
  set.integer("memory.clint_base", core.clint_base, "", {0, kAddressMax},
              "address of the interruptor with the machine timer");
  set.integer("memory.cycles_per_tick", core.cycles_per_tick, "cycle", {1, 1e6},
              "core cycles of one count of the machine timer");
  quartet::mcu::declare(core.timing, set);
  declare(core.loops, set);
}

Result<std::unique_ptr<IProcessor>> make(const Core& core, ProcessorOptions options, MemoryMap& memory) {
  auto decoder = Decoder::make(core.isa, core.name);
  if (!decoder) return pass(decoder.error());
  return std::make_unique<RvProcessor>(core, std::move(*decoder), options, memory);
}

}  // namespace

const ProcessorFamily& family() {
  static constexpr ProcessorFamily kFamily{"rv32", "RISC-V", kMachineRiscv, declare_core, make};
  return kFamily;
}

}  // namespace quartet::mcu::rv32
