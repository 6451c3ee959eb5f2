#include "accel/cnn/model/host.hpp"

#include "accel/cnn/bursts.hpp"
#include "sim/kernel/bus_transfer.hpp"

namespace quartet::cnn {

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
  for (ConstantBurst& burst : constant_bursts(network_, program_, params_, layouts_, rounding_))
    transfer(tlm::TLM_WRITE_COMMAND,
             bus_address(burst.biases ? BusRegion::biases : BusRegion::weights,
                         static_cast<std::uint64_t>(burst.unit), static_cast<std::uint64_t>(burst.offset)),
             burst.bytes.data(), burst.bytes.size());
}

void Host::send(const DataRegion& region, const Values& values, bool overlapped) {
  RegionImage image(region, params_.instances());
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
  const FifoFeed feed = fifo_feed(network_, program_, params_);
  const DataRegion& region = feed.region;
  RegionImage image(region, params_.instances());
  store(region, inputs_[feed.input], image.spans());
  fifo_.configure(feed.capacity);
  for (int r = 0; r < region.rows; ++r) {
    while (fifo_.full()) {
      const std::uint64_t from = now();
      wait(fifo_.row_released);
      fifo_waits += now() - from;
    }
    for (int i = 0; i < params_.instances(); ++i) {
      if (((region.instance_mask() >> i) & 1U) == 0) continue;
      transfer(tlm::TLM_WRITE_COMMAND, bus_address(BusRegion::fifo, static_cast<std::uint64_t>(i), 0),
               image.at(i, r * feed.row_bytes), static_cast<std::size_t>(feed.row_bytes));
    }
    fifo_.push_row();
  }
}

void Host::read_result() {
  const DataRegion& region = program_.memory.region(program_.result);
  RegionImage image(region, params_.instances());
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
