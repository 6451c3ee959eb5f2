#include "accel/cim/model/host.hpp"

#include <bit>

#include "accel/cim/timing/cycle_model.hpp"
#include "sim/kernel/bus_transfer.hpp"

namespace quartet::cim {

Host::Host(const sc_core::sc_module_name& name, const Network& network, const Mapping& mapping,
           const Params& params, std::span<const Values> inputs, sc_core::sc_time cycle)
    : sc_module(name),
      socket("socket"),
      interrupt("interrupt"),
      network_(network),
      mapping_(mapping),
      params_(params),
      inputs_(inputs),
      cycle_(cycle) {
  SC_THREAD(main);
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
  transfer(tlm::TLM_WRITE_COMMAND, bus_address(BusRegion::registers, static_cast<std::uint64_t>(reg)), bytes,
           sizeof bytes);
}

void Host::write_layer_table() {
  std::vector<std::uint32_t> words;
  for (std::size_t i = 0; i < mapping_.layers.size(); ++i) {
    const MappedLayer& layer = mapping_.layers[i];
    words.insert(words.end(),
                 {static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(layer.analog.positions()),
                  static_cast<std::uint32_t>(layer.blocks.size()),
                  static_cast<std::uint32_t>(layer.digital_elements)});
  }
  transfer(tlm::TLM_WRITE_COMMAND, bus_address(BusRegion::layer_table, 0),
           reinterpret_cast<std::uint8_t*>(words.data()), words.size() * sizeof words[0]);
  write_register(Register::layer_count, static_cast<std::uint32_t>(mapping_.layers.size()));
}

void Host::calibrate() {
  if (params_.analog.compensation.scope == "none") return;
  write_register(Register::control, kCalibrate | kInterruptEnable);
  wait(interrupt.posedge_event());
  calibrated_at = now();
  acknowledge();
  wait(interrupt.negedge_event());
}

void Host::load_inputs() {
  for (std::size_t i = 0; i < network_.inputs.size(); ++i) {
    const TensorId id = network_.inputs[i];
    std::vector<std::uint8_t> bytes = ActivationSram::pack(network_.tensor(id), inputs_[i]);
    const std::int64_t address = mapping_.activations.address[static_cast<std::size_t>(id)];
    transfer(tlm::TLM_WRITE_COMMAND, bus_address(BusRegion::activations, static_cast<std::uint64_t>(address)),
             bytes.data(), bytes.size());
  }
}

void Host::read_result() {
  const Tensor& logits = network_.tensor(network_.logits());
  const std::int64_t address = mapping_.activations.address[static_cast<std::size_t>(network_.logits())];
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(activation_bytes(logits)));
  transfer(tlm::TLM_READ_COMMAND, bus_address(BusRegion::activations, static_cast<std::uint64_t>(address)),
           bytes.data(), bytes.size());
  result = ActivationSram::unpack(logits, bytes);
}

void Host::main() {
  write_layer_table();
  const auto time = std::bit_cast<std::uint64_t>(params_.analog.time_s);
  write_register(Register::time_low, static_cast<std::uint32_t>(time));
  write_register(Register::time_high, static_cast<std::uint32_t>(time >> 32));
  configured_at = calibrated_at = now();
  calibrate();
  const std::uint64_t begin = now();
  load_inputs();
  input_loaded_at = now() - begin;
  started_at = now();
  write_register(Register::control, kStart | kInterruptEnable);
  wait(interrupt.posedge_event());
  wait(static_cast<double>(params_.periphery.interrupt_cycles) * cycle_);
  acknowledge();
  woken_at = now();
  read_result();
  done_at = now();
}

}  // namespace quartet::cim
