#include "accel/mcu/target/board.hpp"

#include <fmt/format.h>

#include <bit>
#include <cstring>
#include <numeric>

#include "accel/mcu/target/banked_sram.hpp"
#include "accel/mcu/target/firmware_board.hpp"
#include "accel/mcu/target/slow_flash.hpp"

namespace quartet::mcu {

namespace {

/// A network of this many cycles a product is a run-away program.
constexpr std::uint64_t kMostCyclesAMac = 4000, kSpareCycles = 1'000'000'000;

std::int64_t input_bytes(const NetworkImage& image) {
  return std::accumulate(image.input_bytes.begin(), image.input_bytes.end(), std::int64_t{0});
}

std::string room(const char* memory, std::int64_t used, std::int64_t there) {
  return fmt::format("{}: {:L} of {:L} B{}", memory, used, there,
                     used > there ? fmt::format(" ({:L} B too many)", used - there) : "");
}

}  // namespace

Result<Placement> place(const McuParams& params, const ElfImage& firmware, const NetworkImage& image) {
  const auto ram_end = need_symbol(firmware, "_ram_end"), flash_end = need_symbol(firmware, "_flash_end");
  if (!ram_end) return pass(ram_end.error());
  if (!flash_end) return pass(flash_end.error());
  const bool has_flash = params.flash_bytes > 0;
  const bool in_flash = params.weights == "flash";
  if (in_flash && !has_flash)
    return bad_input("mcu.weights", "is 'flash', but the device has none", "set mcu.weights=sram");
  const auto image_bytes = static_cast<std::int64_t>(image.bytes.size());
  Placement p;
  const std::int64_t arena = aligned(*ram_end);
  p.arena = static_cast<std::uint32_t>(arena);
  // Kernels may read up to four words behind a buffer.
  std::int64_t ram = arena + aligned(image.arena_bytes + 16);
  if (params.input == "dma_beside") {
    p.next_input = static_cast<std::uint32_t>(ram);
    ram += aligned(input_bytes(image));
  }
  const std::int64_t stored = has_flash ? aligned(*flash_end) : ram;
  p.image = static_cast<std::uint32_t>(has_flash && !in_flash ? ram : stored);
  if (!in_flash) ram += aligned(image_bytes);
  if (has_flash && !in_flash) p.copy_from = static_cast<std::uint32_t>(stored);
  p.ram_used = ram - params.ram_base;
  p.flash_used = has_flash ? stored + image_bytes - params.flash_base : 0;
  if (p.ram_used <= params.ram_bytes && p.flash_used <= params.flash_bytes) return p;
  return fail(ErrorCode::does_not_fit, "memory",
              "the network does not fit: " + room("SRAM", p.ram_used, params.ram_bytes) +
                  (has_flash ? ", " + room("flash", p.flash_used, params.flash_bytes) : ""),
              fmt::format("activations need {:L} B, the network image {:L} B; {}", image.arena_bytes, image_bytes,
                          has_flash && !in_flash && p.ram_used > params.ram_bytes
                              ? "mcu.weights=flash keeps the image out of SRAM"
                              : "narrower weights or smaller layers would fit"));
}

struct Board::Parts {
  NetworkImage image;
  Placement placement;
  std::unique_ptr<SlowFlash> flash;
  std::unique_ptr<BankedSram> sram;  ///< with a DMA beside the core
  std::optional<std::uint64_t> input_cycles;
  std::unique_ptr<Machine> machine;
  std::unique_ptr<StallCounter> stalls;
  MarkerDevice markers;
  std::uint64_t copy_cycles = 0;
  std::uint64_t limit = 0;
  bool started = false;

  [[nodiscard]] Snapshot snapshot() const {
    Snapshot s;
    s.cycles = machine->cycles();
    s.instructions = machine->instret();
    s.sleep_cycles = machine->sleep_cycles();
    if (flash) {
      s.flash_data_stalls = flash->flash().data_stalls();
      s.flash_fetch_stalls = flash->flash().fetch_stalls();
    }
    if (sram) s.bank_conflicts = sram->conflict_cycles();
    if (stalls) s.stalls = stalls->total();
    return s;
  }
  [[nodiscard]] Result<void> load(const ElfImage& firmware);
  void write_inputs(std::span<const Values> inputs);
  /// After `layers` steps: the scores when the inference left early.
  [[nodiscard]] Values read_logits(std::size_t layers);
};

Board::Board(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Board::~Board() = default;

// Firmware, image, and the record that tells the firmware where things are: in the stored copy of its data.
Result<void> Board::Parts::load(const ElfImage& firmware) {
  if (auto ok = machine->load(firmware, "firmware"); !ok) return ok;
  const std::uint32_t stored = placement.copy_from != 0 ? placement.copy_from : placement.image;
  std::uint8_t* const to = machine->memory(stored, image.bytes.size());
  if (to == nullptr) return fail(ErrorCode::internal, "network image", "lies outside the memories");
  std::copy(image.bytes.begin(), image.bytes.end(), to);
  q_boot record{placement.image, placement.arena, kMarkerBase, placement.copy_from, 0};
  if (placement.copy_from != 0) record.copy_bytes = static_cast<std::uint32_t>(image.bytes.size());
  return write_stored(*machine, firmware, "q_boot", &record, sizeof record);
}

namespace {

Result<void> check_banks(const StripedBanks::Params& banks) {
  for (const auto& [name, value] : {std::pair("mcu.sram_banks", banks.banks), std::pair("mcu.sram_stripe_bytes", banks.word_bytes)}) {
    if (!std::has_single_bit(static_cast<unsigned>(value))) return bad_input(name, std::to_string(value) + " is no power of two");
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<Board>> Board::make(const McuParams& params, const ElfImage& firmware,
                                           const NetworkImage& image, Options options) {
  if (!std::has_single_bit(static_cast<unsigned>(params.flash.word_bytes)))
    return bad_input("mcu.flash_word_bytes", std::to_string(params.flash.word_bytes) + " is no power of two");
  if (auto ok = check_banks(params.banks); !ok) return pass(ok.error());
  auto core = load_core(params.core);
  if (!core) return pass(core.error());
  // A Cortex-M starts from the vectors at the beginning of its flash.
  if (params.flash_bytes > 0) core->arm.vector_base = params.flash_base;
  auto placed = place(params, firmware, image);
  if (!placed) return pass(placed.error());
  auto parts = std::make_unique<Parts>();
  parts->image = image;
  parts->placement = *placed;
  MachineOptions machine_options;
  machine_options.timed = options.timed;
  machine_options.count_blocks = options.counted;
  const auto ram_base = static_cast<std::uint32_t>(params.ram_base), ram_bytes = static_cast<std::uint32_t>(params.ram_bytes);
  if (params.input != "in_sram") parts->input_cycles = Dma(params.dma).undisturbed_cycles(input_bytes(image));
  if (params.input == "dma_beside" && options.timed)
    parts->sram = std::make_unique<BankedSram>(params.banks, params.dma, ram_base, ram_bytes);
  machine_options.memories = {{"sram", ram_base, ram_bytes, parts->sram.get()}};
  if (params.flash_bytes > 0) {
    const auto base = static_cast<std::uint32_t>(params.flash_base);
    if (options.timed) parts->flash = std::make_unique<SlowFlash>(params.flash, base);
    machine_options.memories.push_back(
        {"flash", base, static_cast<std::uint32_t>(params.flash_bytes), parts->flash.get()});
  }
  auto machine = Machine::make(*core, machine_options);
  if (!machine) return pass(machine.error());
  parts->machine = std::move(*machine);
  if (options.counted) parts->stalls = std::make_unique<StallCounter>(*parts->machine);
  if (auto ok = parts->markers.attach(*parts->machine); !ok) return pass(ok.error());
  if (auto ok = parts->load(firmware); !ok) return pass(ok.error());
  std::int64_t macs = 0;
  for (const ImageLayer& layer : image.layers) macs += layer.macs;
  parts->limit = kSpareCycles + kMostCyclesAMac * static_cast<std::uint64_t>(macs);
  return std::unique_ptr<Board>(new Board(std::move(parts)));
}

void Board::Parts::write_inputs(std::span<const Values> inputs) {
  for (std::size_t i = 0; i < inputs.size() && i < image.inputs.size(); ++i) {
    const auto at = static_cast<std::uint32_t>(placement.arena + image.inputs[i]);
    std::uint8_t* const to = machine->memory(at, inputs[i].size());
    for (std::size_t k = 0; to != nullptr && k < inputs[i].size(); ++k) to[k] = static_cast<std::uint8_t>(inputs[i][k]);
  }
}

Values Board::Parts::read_logits(std::size_t layers) {
  const bool left = image.exit && layers == image.exit->step + 1 && layers < image.layers.size();
  const auto elements = static_cast<std::size_t>(left ? image.exit->elements : image.output_elements);
  const bool words = left ? image.exit->words : image.output_words;
  const auto at = static_cast<std::uint32_t>(placement.arena + (left ? image.exit->scores : image.output));
  const std::uint8_t* const from = machine->memory(at, elements * (words ? 4 : 1));
  Values values(elements);
  for (std::size_t i = 0; from != nullptr && i < elements; ++i) {
    if (words)
      std::memcpy(&values[i], from + 4 * i, 4);
    else
      values[i] = static_cast<std::int8_t>(from[i]);
  }
  return values;
}

Result<InferenceTrace> Board::run(std::span<const Values> inputs) {
  Parts& p = *parts_;
  Machine& machine = *p.machine;
  p.write_inputs(inputs);
  InferenceTrace trace;
  for (;;) {
    p.markers.go_on();
    machine.run_to_end(machine.cycles() + p.limit);
    const auto& mark = p.markers.mark();
    if (!mark)
      return fail(ErrorCode::internal, "firmware", "stopped within an inference", describe_stop(machine));
    const bool layer = mark->offset == Q_TRACE_LAYER, done = mark->offset == Q_TRACE_DONE;
    if (!layer && !done) p.copy_cycles = machine.cycles();
    // The input of the next inference comes while the first layers of this one run.
    if (layer && trace.marks.empty() && p.sram)
      p.sram->begin_transfer(p.placement.next_input, input_bytes(p.image), machine.cycles());
    if (layer) trace.marks.push_back(p.snapshot());
    if (!done) continue;
    if (mark->value != 0)
      return fail(ErrorCode::internal, "firmware", "refuses the network image",
                  "firmware and quartet are of different builds: build both again");
    trace.logits = p.read_logits(trace.marks.size() - 1);
    return trace;
  }
}

std::uint64_t Board::copy_cycles() const {
  return parts_->placement.copy_from != 0 ? parts_->copy_cycles : 0;
}
std::optional<std::uint64_t> Board::input_cycles() const {
  return parts_->input_cycles;
}
const Placement& Board::placement() const {
  return parts_->placement;
}
const Machine& Board::machine() const {
  return *parts_->machine;
}

}  // namespace quartet::mcu
