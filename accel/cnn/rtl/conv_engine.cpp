#include "accel/cnn/rtl/conv_engine.hpp"

#include <charconv>

#include "accel/rtl/registers/register_access.hpp"

namespace quartet::cnn {

namespace {

constexpr std::uint32_t kControl = 0x00, kStatus = 0x04, kInput = 0x08, kOutput = 0x0C, kWeights = 0x10, kSize = 0x14,
                        kChannels = 0x18, kShape = 0x1C;
constexpr std::uint32_t kStart = 1, kBusy = 1, kReluBit = 1U << 6;
constexpr int kTaps = 9, kKernelWords = kTaps + 1;  // behind the taps comes the bias
/// A run of rows without any transfer (padding) is no hang.
constexpr std::uint64_t kWatchdogCycles = 200'000;

/// One memory of the job: bytes from address 0.
class Bytes : public rtl::IBusTarget {
 public:
  explicit Bytes(std::size_t size) : bytes_(size, 0) {}
  std::uint32_t wait_cycles(const rtl::BusRequest&, std::uint64_t) override { return 0; }
  rtl::BusAnswer transfer(const rtl::BusRequest& r, std::uint64_t) override {
    rtl::BusAnswer answer;
    if (r.address + r.bytes > bytes_.size()) return {0, missed_ = true};
    for (unsigned i = 0; i < r.bytes; ++i) {
      std::uint8_t& byte = bytes_[r.address + i];
      if (r.write && (r.enables >> i & 1) != 0) byte = static_cast<std::uint8_t>(r.data >> (8 * i));
      answer.data |= std::uint64_t{byte} << (8 * i);
    }
    return answer;
  }
  [[nodiscard]] std::uint8_t& at(std::size_t i) { return bytes_[i]; }
  [[nodiscard]] bool missed() const { return missed_; }

 private:
  std::vector<std::uint8_t> bytes_;
  bool missed_ = false;
};

std::size_t u(int value) {
  return static_cast<std::size_t>(value);
}

/// The three memories as the block finds them.
struct Memories {
  Bytes input, weights, output;
  std::size_t output_words;

  Memories(const ConvJob& job, int lanes)
      : input(u(job.height) * u(job.width) * u(lanes)),
        weights(u(job.outputs) * kKernelWords * u(lanes)),
        output(u(job.output_height()) * u(job.output_width()) * words(job, lanes) * u(lanes)),
        output_words(words(job, lanes)) {
    for (std::size_t p = 0; p < u(job.height) * u(job.width); ++p) {
      for (std::size_t c = 0; c < u(job.channels); ++c)
        input.at(p * u(lanes) + c) = static_cast<std::uint8_t>(job.input[p * u(job.channels) + c]);
    }
    for (std::size_t o = 0; o < u(job.outputs); ++o) {
      const std::size_t base = o * kKernelWords * u(lanes);
      for (std::size_t t = 0; t < kTaps; ++t) {
        for (std::size_t c = 0; c < u(job.channels); ++c)
          weights.at(base + t * u(lanes) + c) = static_cast<std::uint8_t>(job.kernels[(o * kTaps + t) * u(job.channels) + c]);
      }
      const std::uint32_t bias = job.biases.empty() ? 0 : static_cast<std::uint32_t>(job.biases[o]);
      for (std::size_t i = 0; i < 4; ++i) weights.at(base + kTaps * u(lanes) + i) = static_cast<std::uint8_t>(bias >> (8 * i));
    }
  }
  [[nodiscard]] std::vector<std::int32_t> result(const ConvJob& job, int lanes) {
    std::vector<std::int32_t> values;
    for (std::size_t p = 0; p < u(job.output_height()) * u(job.output_width()); ++p) {
      for (std::size_t o = 0; o < u(job.outputs); ++o)
        values.push_back(static_cast<std::int8_t>(output.at(p * output_words * u(lanes) + o)));
    }
    return values;
  }

 private:
  static std::size_t words(const ConvJob& job, int lanes) { return (u(job.outputs) + u(lanes) - 1) / u(lanes); }
};

Result<void> configure(rtl::RegisterAccess& registers, const ConvJob& job) {
  const auto word = [](int value) { return static_cast<std::uint32_t>(value); };
  const std::uint32_t shape = (word(job.shift) & 0x3F) | (job.relu ? kReluBit : 0) | word(job.padding) << 8;
  const std::pair<std::uint32_t, std::uint32_t> writes[] = {
      {kInput, 0}, {kOutput, 0}, {kWeights, 0}, {kSize, word(job.height) << 16 | word(job.width)}, {kChannels, word(job.outputs)},
      {kShape, shape}, {kControl, kStart}};
  for (const auto& [address, value] : writes) {
    const auto answer = registers.write(address, value);
    if (!answer) return pass(answer.error());
    if (answer->error)
      return fail(ErrorCode::check_failed, registers.loop().model().plugin().name(),
                  "answers a write of register " + std::to_string(address) + " with an error");
  }
  return {};
}

/// Clocks the block until every row is done; fills in cycles.
Result<void> run_rows(rtl::CycleLoop& loop, const rtl::IBusPort& weights, const ConvJob& job, rtl::WaveCut& wave, ConvOutcome& outcome) {
  const auto row_done = loop.model().signal("row_done");
  if (!row_done) return pass(row_done.error());
  const std::uint64_t kernel_words = u(job.outputs) * kKernelWords;
  const std::size_t rows = u(job.height + 2 * job.padding);
  const std::uint64_t start = loop.cycle();
  std::uint64_t last = start;
  loop.owes(true);
  while (outcome.row_ends.size() < rows) {
    const std::uint64_t now = loop.cycle();
    if (auto ok = wave.cycle(loop.model()); !ok) return ok;
    if (auto ok = loop.settle(); !ok) return ok;
    if (row_done->get() != 0) {
      outcome.row_ends.push_back(now);
      outcome.row_cycles.push_back(now + 1 - last);
      last = now + 1;
      loop.progress();
    }
    if (outcome.kernel_load == 0 && weights.transfers() == kernel_words) {
      outcome.kernel_load = now + 1 - start;
      last = now + 1;
    }
    if (auto ok = loop.tick(); !ok) return ok;
  }
  return {};
}

Result<int> limit(const rtl::Plugin& plugin, const char* key) {
  const std::string text = plugin.declaration().attribute(key);
  int value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc{} || end != text.data() + text.size() || value < 1 || value > 4096)
    return bad_input(plugin.file().string(), std::string("attribute ") + key + " is '" + text + "', not a number from 1 to 4096",
                     std::string("declare it in quartet_add_rtl: ATTRIBUTES ") + key + "=N");
  return value;
}

}  // namespace

Result<ConvLimits> conv_limits(const rtl::Plugin& plugin) {
  if (const std::string kind = plugin.declaration().attribute("cnn.kind"); kind != "conv3x3")
    return bad_input(plugin.file().string(), "block '" + plugin.name() + "' is no convolution engine: its attribute cnn.kind is '" + kind + "'",
                     "declare ATTRIBUTES cnn.kind=conv3x3");
  const auto lanes = limit(plugin, "cnn.lanes"), width = limit(plugin, "cnn.width"), outputs = limit(plugin, "cnn.outputs");
  for (const auto* value : {&lanes, &width, &outputs}) {
    if (!*value) return pass(value->error());
  }
  return ConvLimits{*lanes, *width, *outputs};
}

Result<ConvOutcome> run_conv_engine(const std::shared_ptr<const rtl::Plugin>& plugin, const ConvJob& job, const ConvEngineOptions& options) {
  const auto limits = conv_limits(*plugin);
  if (!limits) return pass(limits.error());
  auto model = rtl::RtlModel::create(plugin);
  if (!model) return pass(model.error());
  Memories memories(job, limits->lanes);
  auto registers = rtl::make_register_port(**model, "registers");
  auto input = rtl::make_memory_port(**model, "input", memories.input, options.memory);
  auto weights = rtl::make_memory_port(**model, "weights", memories.weights, options.memory);
  auto output = rtl::make_memory_port(**model, "output", memories.output, options.memory);
  if (!registers) return pass(registers.error());
  for (const auto* port : {&input, &weights, &output}) {
    if (!*port) return pass(port->error());
  }
  rtl::CycleLoop loop(**model, (*model)->declaration().watchdog_cycles.value_or(kWatchdogCycles));
  rtl::WaveCut wave(options.wave);
  loop.add(**registers);
  for (const auto* port : {&input, &weights, &output}) loop.add(***port);
  rtl::RegisterAccess access(loop, **registers);
  if (auto ok = configure(access, job); !ok) return pass(ok.error());

  ConvOutcome outcome;
  auto ran = run_rows(loop, **weights, job, wave, outcome);
  (*model)->close_wave();
  if (!ran) return pass(ran.error());
  loop.owes(false);
  const auto status = access.read(kStatus);
  if (!status) return pass(status.error());
  const std::string place = plugin->name();
  if ((status->data & kBusy) != 0) return fail(ErrorCode::check_failed, place, "is still busy behind its last row");
  if (memories.input.missed() || memories.weights.missed() || memories.output.missed())
    return fail(ErrorCode::check_failed, place, "accesses memory outside its input, kernels or output");
  outcome.output = memories.result(job, limits->lanes);
  return outcome;
}

}  // namespace quartet::cnn
