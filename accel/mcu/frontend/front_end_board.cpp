#include "accel/mcu/frontend/front_end_board.hpp"

#include <fmt/format.h>

#include <cstring>

#include "accel/mcu/core.hpp"
#include "accel/mcu/firmware/include/quartet_frontend.h"
#include "accel/mcu/machine.hpp"
#include "accel/mcu/target/firmware_board.hpp"
#include "accel/mcu/target/firmware_file.hpp"
#include "accel/mcu/target/slow_flash.hpp"

namespace quartet::mcu {

namespace {

/// A program that takes so many cycles a byte of its input and output is a run-away program.
constexpr std::uint64_t kMostCyclesAByte = 100'000, kSpareCycles = 100'000'000;

/// Where everything lies.
struct FrontEndPlaces {
  q_frontend_boot boot{};
  std::int64_t ram_used = 0;
};

Result<FrontEndPlaces> place_front_end(const McuParams& platform, const ElfImage& firmware,
                                       const FrontEndProgram& program) {
  const auto ram_end = need_symbol(firmware, "_ram_end"), flash_end = need_symbol(firmware, "_flash_end");
  if (!ram_end) return pass(ram_end.error());
  if (!flash_end) return pass(flash_end.error());
  const auto table_bytes = static_cast<std::int64_t>(program.tables.size());
  FrontEndPlaces p;
  std::int64_t at = aligned(*ram_end);
  const auto take = [&](std::int64_t bytes) {
    const auto here = static_cast<std::uint32_t>(at);
    at += aligned(bytes);
    return here;
  };
  p.boot.count = static_cast<std::uint32_t>(program.count);
  p.boot.trace = kMarkerBase;
  p.boot.input = take(program.input_bytes);
  p.boot.scratch = take(program.scratch_bytes);
  p.boot.out = take(program.output_bytes);
  const bool in_flash = platform.flash_bytes > 0;
  p.boot.tables = in_flash ? static_cast<std::uint32_t>(aligned(*flash_end)) : take(table_bytes);
  p.ram_used = at - platform.ram_base;
  const std::int64_t flash_used = in_flash ? aligned(*flash_end) + table_bytes - platform.flash_base : 0;
  if (p.ram_used <= platform.ram_bytes && flash_used <= platform.flash_bytes) return p;
  return fail(ErrorCode::does_not_fit, "front end",
              fmt::format("needs {:L} B of SRAM ({:L} are there) and {:L} B of flash ({:L} are there)",
                          p.ram_used, platform.ram_bytes, flash_used, platform.flash_bytes),
              "a shorter or smaller input would fit");
}

}  // namespace

struct FrontEndBoard::Parts {
  FrontEndProgram program;
  FrontEndPlaces places;
  std::unique_ptr<SlowFlash> flash;
  std::unique_ptr<Machine> machine;
  MarkerDevice markers;

  [[nodiscard]] Result<void> write(std::uint32_t address, const void* from, std::size_t bytes) const {
    std::uint8_t* const to = machine->memory(address, bytes);
    if (to == nullptr) return fail(ErrorCode::internal, "front end", "lies outside the memories");
    std::memcpy(to, from, bytes);
    return {};
  }
  [[nodiscard]] std::uint64_t wait_cycles() const {
    return flash ? flash->flash().data_stalls() + flash->flash().fetch_stalls() : 0;
  }
  /// Goes on to the next marker.
  [[nodiscard]] Result<void> advance() {
    markers.go_on();
    machine->run_to_end(machine->cycles() + kSpareCycles +
                        kMostCyclesAByte *
                            static_cast<std::uint64_t>(program.input_bytes + program.output_bytes));
    if (markers.mark()) return {};
    return fail(ErrorCode::internal, "firmware", "stopped within the front end", describe_stop(*machine));
  }
};

FrontEndBoard::FrontEndBoard(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
FrontEndBoard::~FrontEndBoard() = default;

Result<std::unique_ptr<FrontEndBoard>> FrontEndBoard::make(const McuParams& platform,
                                                           FrontEndProgram program) {
  auto core = load_core(platform.core);
  if (!core) return pass(core.error());
  // A Cortex-M starts from the vectors at the beginning of its flash.
  if (platform.flash_bytes > 0) core->arm.vector_base = platform.flash_base;
  const auto firmware = load_firmware("frontend-" + platform.firmware);
  if (!firmware) return pass(firmware.error());
  const auto places = place_front_end(platform, *firmware, program);
  if (!places) return pass(places.error());
  auto parts = std::make_unique<Parts>();
  parts->places = *places;
  parts->program = std::move(program);
  MachineOptions options;
  options.memories = {{"sram", static_cast<std::uint32_t>(platform.ram_base),
                       static_cast<std::uint32_t>(platform.ram_bytes)}};
  if (platform.flash_bytes > 0) {
    const auto base = static_cast<std::uint32_t>(platform.flash_base);
    parts->flash = std::make_unique<SlowFlash>(platform.flash, base);
    options.memories.push_back(
        {"flash", base, static_cast<std::uint32_t>(platform.flash_bytes), parts->flash.get()});
  }
  auto machine = Machine::make(*core, options);
  if (!machine) return pass(machine.error());
  parts->machine = std::move(*machine);
  if (auto ok = parts->markers.attach(*parts->machine); !ok) return pass(ok.error());
  if (auto ok = parts->machine->load(*firmware, "firmware"); !ok) return pass(ok.error());
  const std::vector<std::uint8_t>& tables = parts->program.tables;
  if (auto ok = parts->write(places->boot.tables, tables.data(), tables.size()); !ok) return pass(ok.error());
  if (auto ok = write_stored(*parts->machine, *firmware, "q_frontend_boot", &places->boot, sizeof places->boot); !ok)
    return pass(ok.error());
  return std::unique_ptr<FrontEndBoard>(new FrontEndBoard(std::move(parts)));
}

Result<FrontEndRun> FrontEndBoard::run(std::span<const std::int16_t> input) {
  return run(std::span(reinterpret_cast<const std::uint8_t*>(input.data()), input.size_bytes()));
}

Result<FrontEndRun> FrontEndBoard::run(std::span<const std::uint8_t> input) {
  Parts& p = *parts_;
  if (static_cast<std::int64_t>(input.size()) != p.program.input_bytes)
    return bad_input("front end", fmt::format("an input has {} B, {} were announced", input.size(),
                                              p.program.input_bytes));
  if (auto ok = p.write(p.places.boot.input, input.data(), input.size()); !ok) return pass(ok.error());
  FrontEndRun run;
  do {
    if (auto ok = p.advance(); !ok) return pass(ok.error());
  } while (p.markers.mark()->offset != Q_FRONTEND_BEGIN);
  const std::uint64_t cycles = p.machine->cycles(), instructions = p.machine->instret(),
                      waits = p.wait_cycles();
  if (auto ok = p.advance(); !ok) return pass(ok.error());
  if (p.markers.mark()->value != 0)
    return fail(ErrorCode::internal, "firmware", "refuses the tables",
                "firmware and quartet are of different builds: build both again");
  run.cycles = p.machine->cycles() - cycles;
  run.instructions = p.machine->instret() - instructions;
  run.wait_cycles = p.wait_cycles() - waits;
  const auto bytes = static_cast<std::size_t>(p.program.output_bytes);
  const std::uint8_t* const from = p.machine->memory(p.places.boot.out, bytes);
  if (from == nullptr) return fail(ErrorCode::internal, "front end", "its features lie outside the memories");
  run.features.resize(bytes);
  std::memcpy(run.features.data(), from, bytes);
  return run;
}

const FrontEndProgram& FrontEndBoard::program() const {
  return parts_->program;
}
std::int64_t FrontEndBoard::ram_bytes() const {
  return parts_->places.ram_used;
}

Result<McuParams> mcu_params_of(ITarget& target) {
  McuParams params;
  ParameterSet own;
  params.declare(own);
  for (const Parameter& parameter : own.all()) {
    const Parameter* const theirs = target.parameters().find(parameter.name);
    if (theirs == nullptr)
      return bad_input(target.name(),
                       "is no microcontroller of its own: it has no parameter '" + parameter.name + "'",
                       "name a platform of kind 'mcu' for the front end");
    parameter.put(theirs->get());
  }
  return params;
}

}  // namespace quartet::mcu
