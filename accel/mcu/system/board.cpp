#include "accel/mcu/system/board.hpp"

#include <fmt/format.h>

#include <bit>
#include <cstring>

#include "accel/mcu/core.hpp"
#include "accel/mcu/firmware/include/quartet_image.h"
#include "accel/mcu/machine.hpp"
#include "accel/mcu/target/firmware_board.hpp"
#include "accel/mcu/target/slow_flash.hpp"

namespace quartet::soc {

namespace {

std::string room(const char* memory, std::int64_t used, std::int64_t there) {
  return fmt::format("{}: {} of {} B{}", memory, used, there,
                     used > there ? fmt::format(" ({} B too many)", used - there) : "");
}

}  // namespace

Result<CorePlacement> place(const SystemParams& params, const mcu::ElfImage& firmware,
                            const ArrayImage& image) {
  const auto ram_end = mcu::need_symbol(firmware, "_ram_end"), flash_end = mcu::need_symbol(firmware, "_flash_end");
  if (!ram_end) return pass(ram_end.error());
  if (!flash_end) return pass(flash_end.error());
  const std::int64_t arena = mcu::aligned(*ram_end), stored = mcu::aligned(*flash_end);
  CorePlacement p;
  p.arena = static_cast<std::uint32_t>(arena);
  p.image = static_cast<std::uint32_t>(stored);
  p.ram_used = arena + image.arena_bytes - params.ram_base;
  p.flash_used = stored + static_cast<std::int64_t>(image.bytes.size()) - params.flash_base;
  if (p.ram_used <= params.ram_bytes && p.flash_used <= params.flash_bytes) return p;
  return fail(ErrorCode::does_not_fit, "memory of the core",
              "the network does not fit: " + room("SRAM", p.ram_used, params.ram_bytes) + ", " +
                  room("flash", p.flash_used, params.flash_bytes),
              fmt::format("input and results need {} B of SRAM, weights and biases {} B of flash; a smaller "
                          "input or narrower "
                          "weights would fit",
                          image.arena_bytes, image.bytes.size()));
}

struct Board::Parts {
  SystemParams params;
  ArrayImage image;
  CorePlacement placement;
  IArrayDevice* device = nullptr;
  std::unique_ptr<mcu::SlowFlash> flash;
  std::unique_ptr<mcu::Machine> machine;
  mcu::MarkerDevice markers;

  [[nodiscard]] Mark mark(std::uint32_t phase) const {
    return {phase, machine->cycles(), machine->sleep_cycles(), machine->instret()};
  }
  [[nodiscard]] std::uint8_t* arena(std::int64_t offset, std::size_t bytes) const {
    return machine->memory(static_cast<std::uint32_t>(placement.arena + offset), bytes);
  }
  [[nodiscard]] Result<void> load(const mcu::ElfImage& firmware);
  [[nodiscard]] Result<void> run_to_mark(std::uint64_t limit);
  void read_values(CoreTrace& trace) const;
};

Board::Board(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Board::~Board() = default;

// Firmware, image, and the record that tells the firmware where things are: in the stored copy of its data.
Result<void> Board::Parts::load(const mcu::ElfImage& firmware) {
  if (auto ok = machine->load(firmware, "firmware"); !ok) return ok;
  std::uint8_t* const to = machine->memory(placement.image, image.bytes.size());
  if (to == nullptr) return fail(ErrorCode::internal, "network image", "lies outside the flash");
  std::copy(image.bytes.begin(), image.bytes.end(), to);
  const q_boot record{placement.image, placement.arena, mcu::kMarkerBase, 0, 0};
  return mcu::write_stored(*machine, firmware, "q_boot", &record, sizeof record);
}

Result<std::unique_ptr<Board>> Board::make(const SystemParams& params, const AddressMap& map,
                                           const mcu::ElfImage& firmware, const ArrayImage& image,
                                           IArrayDevice& device) {
  if (!std::has_single_bit(static_cast<unsigned>(params.flash.word_bytes)))
    return bad_input("cnn-system.flash_word_bytes",
                     std::to_string(params.flash.word_bytes) + " is no power of two");
  auto core = mcu::load_core(params.core);
  if (!core) return pass(core.error());
  core->arm.vector_base = params.flash_base;
  core->arm.interrupts = std::max(core->arm.interrupts, params.interrupt_line + 1);
  auto placed = place(params, firmware, image);
  if (!placed) return pass(placed.error());
  auto parts = std::make_unique<Parts>();
  parts->params = params;
  parts->image = image;
  parts->placement = *placed;
  parts->device = &device;
  const auto flash_base = static_cast<std::uint32_t>(params.flash_base);
  parts->flash = std::make_unique<mcu::SlowFlash>(params.flash, flash_base);
  mcu::MachineOptions options;
  options.memories = {
      {"sram", static_cast<std::uint32_t>(params.ram_base), static_cast<std::uint32_t>(params.ram_bytes)},
      {"flash", flash_base, static_cast<std::uint32_t>(params.flash_bytes), parts->flash.get()}};
  auto machine = mcu::Machine::make(*core, options);
  if (!machine) return pass(machine.error());
  parts->machine = std::move(*machine);
  device.attach(*parts->machine);
  if (auto ok = parts->markers.attach(*parts->machine); !ok) return pass(ok.error());
  if (auto ok = parts->machine->add_device("array", map.base(), map.bytes(), device); !ok)
    return pass(ok.error());
  if (auto ok = parts->machine->add_interrupt(static_cast<std::uint32_t>(params.interrupt_line), device); !ok)
    return pass(ok.error());
  if (auto ok = parts->load(firmware); !ok) return pass(ok.error());
  return std::unique_ptr<Board>(new Board(std::move(parts)));
}

// The core runs ahead of what is around it by at most a quantum.
Result<void> Board::Parts::run_to_mark(std::uint64_t limit) {
  markers.go_on();
  while (machine->stop().reason == mcu::StopReason::none && machine->cycles() < limit) {
    const auto quantum = static_cast<std::uint64_t>(params.quantum_cycles);
    machine->run(std::min(machine->cycles() + quantum, limit));
    device->synchronise(machine->cycles());
  }
  if (markers.mark()) return {};
  if (machine->stop().reason == mcu::StopReason::none) machine->run_to_end(0);
  return fail(ErrorCode::internal, "firmware", "stopped within an inference", mcu::describe_stop(*machine));
}

void Board::Parts::read_values(CoreTrace& trace) const {
  const auto count = static_cast<std::size_t>(image.value_count);
  const std::uint8_t* const from = arena(image.values, count * (image.value_words ? 4 : 1));
  trace.values.resize(count);
  for (std::size_t i = 0; from != nullptr && i < count; ++i) {
    if (image.value_words)
      std::memcpy(&trace.values[i], from + 4 * i, 4);
    else
      trace.values[i] = static_cast<std::int8_t>(from[i]);
  }
  if (image.classes == 0) return;
  const std::uint8_t* const p = arena(image.probabilities, count);
  for (std::size_t i = 0; p != nullptr && i < count; ++i)
    trace.probabilities.push_back(static_cast<std::int8_t>(p[i]));
}

Result<CoreTrace> Board::run(std::span<const std::uint8_t> input, std::uint64_t limit) {
  Parts& p = *parts_;
  if (std::uint8_t* const to = p.arena(p.image.input, input.size()); to != nullptr)
    std::copy(input.begin(), input.end(), to);
  CoreTrace trace;
  trace.marks.push_back(Mark{});
  for (;;) {
    if (auto ok = p.run_to_mark(limit); !ok) return pass(ok.error());
    const mcu::MarkerDevice::Mark mark = *p.markers.mark();
    const bool done = mark.offset == Q_TRACE_DONE;
    trace.marks.push_back(p.mark(done ? std::uint32_t{Q_PHASES} : mark.value));
    if (!done) continue;
    if (mark.value != 0)
      return fail(ErrorCode::internal, "firmware", "refuses the network image",
                  "firmware and quartet are of different builds: build both again");
    trace.flash_stalls = p.flash->flash().data_stalls() + p.flash->flash().fetch_stalls();
    p.read_values(trace);
    return trace;
  }
}

const CorePlacement& Board::placement() const {
  return parts_->placement;
}

}  // namespace quartet::soc
