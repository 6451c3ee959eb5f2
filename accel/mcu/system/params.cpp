#include "accel/mcu/system/params.hpp"

#include "accel/mcu/core.hpp"

namespace quartet::soc {

namespace {

constexpr double kAddressMax = 0xFFFFFFE0;
constexpr double kMemoryMax = 64 << 20;

void declare_core(SystemParams& p, ParameterSet& set) {
  set.text("cnn-system.core", p.core, mcu::core_names(),
           "instruction set and pipeline, a file of accel/mcu/cores");
  set.text("cnn-system.firmware", p.firmware, {}, "NAME.elf in the firmware folder");
  set.real("cnn-system.clock_hz", p.clock_hz, "Hz", {1e3, 1e9}, "clock of the core, its flash and SRAM");
  set.integer("cnn-system.flash_base", p.flash_base, "", {0, kAddressMax}, "address of the flash");
  set.integer("cnn-system.flash_bytes", p.flash_bytes, "B", {4096, kMemoryMax}, "size of the flash");
  set.integer("cnn-system.ram_base", p.ram_base, "", {0, kAddressMax}, "address of the SRAM");
  set.integer("cnn-system.ram_bytes", p.ram_bytes, "B", {8192, kMemoryMax}, "size of the SRAM");
  set.integer("cnn-system.wait_states", p.flash.wait_states, "cycle", {0, 1000},
              "cycles beyond the first of a flash access that no buffer answers");
  set.integer("cnn-system.flash_word_bytes", p.flash.word_bytes, "B", {4, 64},
              "bytes of one flash access, the unit of its buffers (a power of two)");
  set.boolean("cnn-system.prefetch", p.flash.prefetch,
              "the next flash word is read while instructions of this one execute");
  set.integer("cnn-system.icache_lines", p.flash.instruction_lines, "", {1, 65535},
              "flash words in the instruction cache");
  set.integer("cnn-system.icache_ways", p.flash.instruction_ways, "", {0, 64},
              "ways of the instruction cache; 0: fully associative");
  set.integer("cnn-system.dcache_lines", p.flash.data_lines, "", {0, 65535},
              "flash words in the data buffer; 0: none");
  set.real("cnn-system.wakeup_s", p.wakeup_s, "s", {0, 1},
           "from the array's interrupt to the first instruction of the sleeping core");
  set.integer("cnn-system.interrupt_line", p.interrupt_line, "", {0, 239},
              "line of the array at the interrupt controller, as the firmware is built for");
}

void declare_bus(SystemParams& p, ParameterSet& set) {
  set.integer("cnn-system.bridge_cycles", p.bridge_cycles, "cycle", {0, 1000},
              "bus cycles between a request of the core and its transfer");
  set.integer("cnn-system.write_cycles", p.write_cycles, "cycle", {1, 1000},
              "bus cycles of a 32-bit write to the array");
  set.integer("cnn-system.read_cycles", p.read_cycles, "cycle", {1, 1000},
              "bus cycles of a 32-bit read from the array");
  set.boolean("cnn-system.write_buffer", p.write_buffer,
              "the core goes on behind a store and waits only for the one before it");
}

void declare_addresses(SystemParams& p, ParameterSet& set) {
  const auto address = [&](const char* name, std::int64_t& field, const char* sentence) {
    set.integer(name, field, "", {0, kAddressMax}, sentence);
  };
  address("cnn-system.control_base", p.control_base, "address of the first quadrant's registers");
  address("cnn-system.quadrant_stride", p.quadrant_stride, "bytes between the same thing of two quadrants");
  address("cnn-system.bias_base", p.bias_base, "address of the first quadrant's bias memory: a word each");
  address("cnn-system.weight_base", p.weight_base, "address of the first processor's weight memory");
  address("cnn-system.weight_stride", p.weight_stride,
          "bytes between the weight memories of a quadrant's processors");
  address("cnn-system.data_base", p.data_base, "address of the first data memory");
  address("cnn-system.data_stride", p.data_stride, "bytes between the data memories of a quadrant");
  address("cnn-system.fifo_base", p.fifo_base,
          "address of the FIFOs' status, behind it a data register each");
}

}  // namespace

void SystemParams::declare(ParameterSet& set) {
  declare_core(*this, set);
  declare_bus(*this, set);
  declare_addresses(*this, set);
  set.text("cnn-system.softmax", softmax, {"auto", "network"},
           "auto: the firmware computes the softmax of every result that is a vector (32-bit results as "
           "Q17.14); network: "
           "only where the network has one");
  set.integer("cnn-system.quantum_cycles", quantum_cycles, "cycle", {1, 1e9},
              "core cycles between two synchronisations while nothing happens around the core; no figure "
              "depends on it");
}

}  // namespace quartet::soc
