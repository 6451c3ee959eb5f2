#include "accel/cnn/model/host.hpp"

#include <algorithm>

#include "accel/cnn/bias_packing.hpp"
#include "sim/kernel/bus_transfer.hpp"

namespace quartet::cnn {

namespace {

/// A scratch image of the instances that a region uses, up to its last word.
class Image {
 public:
  Image(const DataRegion& region, int instances)
      : bytes_(static_cast<std::size_t>(instances)), spans_(static_cast<std::size_t>(instances)) {
    for (std::size_t i = 0; i < bytes_.size(); ++i) {
      if (((region.instance_mask() >> i) & 1U) == 0) continue;
      bytes_[i].resize(static_cast<std::size_t>((region.base + region.words) * 4));
      spans_[i] = bytes_[i];
    }
  }
  [[nodiscard]] const Instances& spans() const { return spans_; }
  [[nodiscard]] std::uint8_t* at(int instance, std::int64_t byte) {
    return bytes_[static_cast<std::size_t>(instance)].data() + byte;
  }

 private:
  std::vector<std::vector<std::uint8_t>> bytes_;
  Instances spans_;
};

}  // namespace

Host::Host(const sc_core::sc_module_name& name, const Network& network, const Program& program,
           const Params& params, sc_core::sc_time cycle, const KernelLayouts& layouts,
           std::span<const Values> inputs, Rounding rounding, InputFifo& fifo, DataMemory& ports)
    : sc_module(name),
      socket("socket"),
      interrupt("interrupt"),
      network_(network),
      program_(program),
      params_(params),
      cycle_(cycle),
      layouts_(layouts),
      inputs_(inputs),
      rounding_(rounding),
      fifo_(fifo),
      ports_(ports) {
  SC_THREAD(main);
  SC_THREAD(feed);
}

std::uint64_t Host::now() const {
  return sc_core::sc_time_stamp().value() / cycle_.value();
}

void Host::transfer(tlm::tlm_command command, std::uint64_t address, std::uint8_t* bytes, std::size_t size) {
  if (status) status = bus_transfer(*socket.operator->(), name(), command, address, bytes, size);
}

void Host::write_register(Register reg, std::uint32_t value) {
  std::uint8_t bytes[4];
  for (int b = 0; b < 4; ++b) bytes[b] = static_cast<std::uint8_t>(value >> (8 * b));
  transfer(tlm::TLM_WRITE_COMMAND, bus_address(BusRegion::registers, 0, static_cast<std::uint64_t>(reg)),
           bytes, sizeof bytes);
}

void Host::load_weights() {
  for (std::size_t i = 0; i < program_.layers.size(); ++i) {
    const HwLayer& layer = program_.layers[i];
    if (!layer.has_weights()) continue;
    const Layer& core = network_.layers[layer.core_member];
    const KernelRegion& region = program_.memory.kernels[i];
    const KernelLayout& layout = *layouts_[i];
    for (std::size_t lane = 0; lane < layer.processors.size(); ++lane) {
      std::vector<std::uint8_t> bytes =
          layout.pack(static_cast<int>(lane), network_.tensor(core.weights).constant);
      const auto offset = static_cast<std::uint64_t>(region.offset * params_.word_bits / 8);
      transfer(tlm::TLM_WRITE_COMMAND,
               bus_address(BusRegion::weights, static_cast<std::uint64_t>(layer.processors[lane]), offset),
               bytes.data(), bytes.size());
    }
    const BiasRegion& bias = program_.memory.biases[i];
    if (bias.bytes == 0) continue;
    std::vector<std::uint8_t> bytes = pack_biases(network_, layer, params_, rounding_);
    transfer(tlm::TLM_WRITE_COMMAND,
             bus_address(BusRegion::biases, static_cast<std::uint64_t>(bias.quadrant),
                         static_cast<std::uint64_t>(bias.offset)),
             bytes.data(), bytes.size());
  }
}

void Host::send(const DataRegion& region, const Values& values, bool overlapped) {
  Image image(region, params_.instances());
  store(region, values, image.spans());
  const std::uint64_t mask = region.instance_mask();
  const std::int64_t bursts = region.channels_first ? 1 : region.rows;
  const std::int64_t words = region.words / bursts;
  const double pace = params_.input_load_apb_cycles_per_word * params_.clock_hz / params_.apb_clock_hz;
  for (std::int64_t row = 0; row < bursts; ++row) {
    for (int i = 0; i < params_.instances(); ++i) {
      if (((mask >> i) & 1U) == 0) continue;
      const std::int64_t byte = (region.base + row * words) * 4;
      if (overlapped) ports_.port(i).burst(now(), pace, words);
      transfer(tlm::TLM_WRITE_COMMAND,
               bus_address(BusRegion::data, static_cast<std::uint64_t>(i), static_cast<std::uint64_t>(byte)),
               image.at(i, byte), static_cast<std::size_t>(words * 4));
    }
  }
}

void Host::load_inputs() {
  for (std::size_t i = 0; i < network_.inputs.size(); ++i) {
    if (program_.memory.index_of[static_cast<std::size_t>(network_.inputs[i])] >= 0)
      send(program_.memory.region(network_.inputs[i]), inputs_[i], false);
  }
}

/// The input of the next inference, into the second buffers; here the same values again.
void Host::load_next_inputs() {
  std::size_t buffer = 0;
  for (std::size_t i = 0; i < network_.inputs.size(); ++i) {
    if (program_.memory.index_of[static_cast<std::size_t>(network_.inputs[i])] < 0) continue;
    send(program_.memory.next_inputs[buffer++], inputs_[i], true);
  }
}

/// Rows of the first streaming layer's input, at the pace of the bus, held back while the FIFO and the rows
/// behind it are full.
void Host::feed() {
  wait(feed_event_);
  if (!program_.streams()) return load_next_inputs();
  const HwLayer& first = program_.layers.front();
  const DataRegion region = program_.memory.region(first.operands[0]).whole();
  const auto input = static_cast<std::size_t>(
      std::find(network_.inputs.begin(), network_.inputs.end(), first.operands[0]) - network_.inputs.begin());
  Image image(region, params_.instances());
  store(region, inputs_[input], image.spans());
  const std::int64_t row_bytes =
      region.channels_first ? region.columns : region.columns * region.channels.passes * std::int64_t{4};
  const std::int64_t held =
      program_.memory.region(first.operands[0]).words * 4 + params_.fifo_words * std::int64_t{4};
  // One row more: the array takes up the pixels of a row while it is still on its way, which rows as units do
  // not show.
  fifo_.configure(
      std::max(static_cast<int>(held / row_bytes), first.pool_window.h + first.pool_stride.h - 1) + 1);
  for (int r = 0; r < region.rows; ++r) {
    while (fifo_.full()) {
      const std::uint64_t from = now();
      wait(fifo_.row_released);
      fifo_waits += now() - from;
    }
    for (int i = 0; i < params_.instances(); ++i) {
      if (((region.instance_mask() >> i) & 1U) == 0) continue;
      transfer(tlm::TLM_WRITE_COMMAND, bus_address(BusRegion::fifo, static_cast<std::uint64_t>(i), 0),
               image.at(i, r * row_bytes), static_cast<std::size_t>(row_bytes));
    }
    fifo_.push_row();
  }
}

void Host::read_result() {
  const DataRegion& region = program_.memory.region(program_.result);
  Image image(region, params_.instances());
  const std::uint64_t mask = region.instance_mask();
  const std::int64_t byte = region.base * 4;
  for (int i = 0; i < params_.instances(); ++i) {
    if (((mask >> i) & 1U) == 0 || region.bytes_per_value == 4) continue;
    transfer(tlm::TLM_READ_COMMAND,
             bus_address(BusRegion::data, static_cast<std::uint64_t>(i), static_cast<std::uint64_t>(byte)),
             image.at(i, byte), static_cast<std::size_t>(region.words * 4));
  }
  // 32-bit results: the words of existing channels only.
  for (std::int64_t pixel = 0; region.bytes_per_value == 4 && pixel < region.pixels(); ++pixel) {
    for (int c = 0; c < region.channels.count; ++c) {
      const DataRegion::Address a = region.address(pixel, c);
      transfer(tlm::TLM_READ_COMMAND,
               bus_address(BusRegion::data, static_cast<std::uint64_t>(a.instance),
                           static_cast<std::uint64_t>(a.byte)),
               image.at(a.instance, a.byte), 4);
    }
  }
  result = fetch(region, image.spans());
}

void Host::main() {
  load_weights();
  weights_loaded_at = now();
  if (!program_.streams()) load_inputs();
  input_loaded_at = now();
  write_register(Register::layer_count, static_cast<std::uint32_t>(program_.layers.size()));
  start_asked_at = now();
  write_register(Register::control, 3);
  if (program_.streams() || params_.overlap_load) feed_event_.notify(sc_core::SC_ZERO_TIME);
  wait(interrupt.posedge_event());
  wait(static_cast<double>(params_.bus_cycles(1, params_.interrupt_apb_cycles)) * cycle_);
  write_register(Register::interrupt_flag, 1);
  woken_at = now();
  read_result();
  done_at = now();
}

}  // namespace quartet::cnn
