#include "accel/mcu/target/params.hpp"

#include "accel/mcu/core.hpp"
#include "accel/mcu/image/kernels.hpp"

namespace quartet::mcu {

void McuParams::declare(ParameterSet& set) {
  std::vector<std::string> sets;
  for (const KernelSet& kernel_set : kernel_sets()) sets.push_back(kernel_set.name);
  constexpr double kAddressMax = 0xFFFFFFC0;
  constexpr double kMemoryMax = 64 << 20;
  set.text("mcu.core", core, core_names(), "instruction set and pipeline, a file of accel/mcu/cores");
  set.text("mcu.kernels", kernels, sets, "inner loops that the firmware is built with");
  set.text("mcu.firmware", firmware, {}, "NAME.elf in the firmware folder");
  set.real("mcu.clock_hz", clock_hz, "Hz", {1e3, 1e9}, "clock of core and memories");
  set.integer("mcu.flash_base", flash_base, "", {0, kAddressMax}, "address of the flash");
  set.integer("mcu.flash_bytes", flash_bytes, "B", {0, kMemoryMax}, "size of the flash; 0: none, all lies in SRAM");
  set.integer("mcu.ram_base", ram_base, "", {0, kAddressMax}, "address of the SRAM");
  set.integer("mcu.ram_bytes", ram_bytes, "B", {4096, kMemoryMax}, "size of the SRAM");
  set.text("mcu.weights", weights, {"flash", "sram"}, "where weights and layer table lie during an inference");
  set.text("mcu.values", values, {"firmware", "golden"},
           "what computes the values of a data set: the firmware on the simulated core, or the golden interpreter (the "
           "same bits, faster)");
  set.integer("mcu.firmware_samples", firmware_samples, "", {1, 1e9},
              "with mcu.values = firmware: the first samples that the simulated core computes; the golden interpreter, whose "
              "bits are the same, computes the others");
  set.integer("mcu.stage_bytes", stage_bytes, "B", {0, 1 << 20},
              "with weights in flash: a layer whose weights and multipliers need no more copies them to SRAM first");
  set.boolean("mcu.shift_weights", shift_weights, "power-of-two weights are shifted and added instead of multiplied");
  set.integer("mcu.wait_states", flash.wait_states, "cycle", {0, 1000},
              "cycles beyond the first of a flash access that no buffer answers");
  set.integer("mcu.flash_word_bytes", flash.word_bytes, "B", {4, 64},
              "bytes of one flash access, the unit of its buffers (a power of two)");
  set.boolean("mcu.prefetch", flash.prefetch, "the next flash word is read while instructions of this one execute");
  set.integer("mcu.icache_lines", flash.instruction_lines, "", {1, 65535}, "flash words in the instruction buffer");
  set.integer("mcu.icache_ways", flash.instruction_ways, "", {0, 64}, "ways of the instruction buffer; 0: fully associative");
  set.integer("mcu.dcache_lines", flash.data_lines, "", {0, 65535}, "flash words in the data buffer; 0: none");
  set.integer("mcu.dcache_ways", flash.data_ways, "", {0, 64}, "ways of the data buffer; 0: fully associative");
  set.boolean("mcu.unified_cache", flash.unified, "data share the instruction buffer");
  set.integer("mcu.sram_banks", banks.banks, "", {1, 64}, "banks of the SRAM that the arena lies in (a power of two)");
  set.integer("mcu.sram_stripe_bytes", banks.word_bytes, "B", {4, 1 << 20},
              "bytes in sequence that lie in one bank (a power of two)");
  set.text("mcu.input", input, {"in_sram", "dma", "dma_beside"},
           "where the input comes from: it lies in SRAM when an inference begins; a DMA brings it before the first layer; a "
           "DMA brings the next one to a second buffer while this one is computed on");
  set.integer("mcu.dma_setup_cycles", dma.setup_cycles, "cycle", {0, 1e6}, "from the start of the DMA to its first word");
  set.integer("mcu.dma_read_cycles", dma.read_cycles, "cycle", {0, 1e6}, "of the DMA for a word, where it is read");
  set.integer("mcu.dma_write_cycles", dma.write_cycles, "cycle", {1, 1e6}, "of the DMA for a word, in the SRAM");
  set.integer("mcu.dma_burst_words", dma.burst_words, "", {1, 1 << 20},
              "words of the DMA between two cycles in which the bus is free");
  set.real("mcu.peak_macs_per_cycle", peak_macs_per_cycle, "1/cycle", {0.01, 64},
           "products that the widest instruction accumulates in a cycle: what utilization is measured against");
}

}  // namespace quartet::mcu
