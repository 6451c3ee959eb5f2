#include "accel/cnn/model/apb_interface.hpp"

#include <cstring>

namespace quartet::cnn {

ApbInterface::ApbInterface(const sc_core::sc_module_name& name, const Params& params, sc_core::sc_time cycle,
                           std::vector<std::unique_ptr<Quadrant>>& quadrants, DataMemory& data_memory,
                           InputFifo& fifo)
    : sc_module(name),
      socket("socket"),
      interrupt("interrupt"),
      params_(params),
      cycle_(cycle),
      quadrants_(quadrants),
      data_memory_(data_memory),
      fifo_(fifo),
      weight_meter_{params.weight_load_apb_cycles_per_byte},
      input_meter_{params.input_load_apb_cycles_per_word},
      readout_meter_{params.readout_apb_cycles_per_word},
      start_meter_{params.start_apb_cycles} {
  socket.register_b_transport(this, &ApbInterface::b_transport);
  SC_METHOD(drive_interrupt);
  sensitive << flag_changed_;
}

std::uint64_t ApbInterface::charge(Meter& meter, std::int64_t units) const {
  const std::uint64_t before = params_.bus_cycles(meter.units, meter.apb_cycles);
  meter.units += units;
  return params_.bus_cycles(meter.units, meter.apb_cycles) - before;
}

Sram* ApbInterface::memory(BusRegion region, std::uint64_t unit) {
  const auto i = static_cast<int>(unit & 0xFFFFFF);
  switch (region) {
    case BusRegion::weights: {
      const int per_quadrant = params_.processors_per_quadrant;
      return i < params_.processors() ? &quadrants_[static_cast<std::size_t>(i / per_quadrant)]
                                             ->processors[static_cast<std::size_t>(i % per_quadrant)]
                                             ->weight_sram
                                      : nullptr;
    }
    case BusRegion::biases:
      return i < params_.quadrants ? &quadrants_[static_cast<std::size_t>(i)]->bias_sram : nullptr;
    case BusRegion::data:
      return i < data_memory_.count() ? &data_memory_.instance(i) : nullptr;
    default:
      return nullptr;
  }
}

bool ApbInterface::access_memory(tlm::tlm_generic_payload& payload, Sram* sram, std::uint64_t byte) {
  if (sram == nullptr) return false;
  const std::size_t size = payload.get_data_length();
  const auto at = static_cast<std::int64_t>(byte);
  return payload.is_read() ? sram->read(at, {payload.get_data_ptr(), size})
                           : sram->write(at, {payload.get_data_ptr(), size});
}

bool ApbInterface::access_register(tlm::tlm_generic_payload& payload, std::uint64_t offset,
                                   const sc_core::sc_time& later) {
  if (payload.get_data_length() != sizeof(std::uint32_t)) return false;
  std::uint32_t value = 0;
  std::memcpy(&value, payload.get_data_ptr(), sizeof value);
  const bool read = payload.is_read();
  switch (static_cast<Register>(offset)) {
    case Register::control:
      if (read) {
        value = control_;
      } else {
        control_ = value & 2U;
        if ((value & 1U) != 0) {
          status_ = 1;
          start.notify(later);
        }
      }
      break;
    case Register::status:
      if (!read) return false;
      value = status_;
      break;
    case Register::layer_count:
      (read ? value : layer_count_) = read ? layer_count_ : value;
      break;
    case Register::interrupt_flag:
      if (read) {
        value = flag_;
      } else {
        flag_ &= ~value;
        flag_changed_.notify(sc_core::SC_ZERO_TIME);
      }
      break;
    default:
      return false;
  }
  if (read) std::memcpy(payload.get_data_ptr(), &value, sizeof value);
  return true;
}

void ApbInterface::b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  const std::uint64_t address = payload.get_address();
  const auto region = static_cast<BusRegion>(address >> 56);
  const std::uint64_t byte = address & 0xFFFFFFFFU;
  const std::int64_t size = payload.get_data_length();
  const std::int64_t words = (size + 3) / 4;
  bool ok = false;
  if (region == BusRegion::registers) {
    const bool starts = payload.is_write() && byte == static_cast<std::uint64_t>(Register::control);
    // The whole start sequence is charged to the write that starts the array; it takes effect when the bus
    // has done.
    if (starts) {
      wait(static_cast<double>(charge(start_meter_, 1)) * cycle_);
    }
    ok = access_register(payload, byte, delay);
  } else if (region == BusRegion::fifo) {
    ok = payload.is_write() &&
         fifo_.push(address >> 32 & 0xFFFFFFU, {payload.get_data_ptr(), static_cast<std::size_t>(size)});
    delay += static_cast<double>(charge(input_meter_, words)) * cycle_;
  } else {
    ok = access_memory(payload, memory(region, address >> 32), byte);
    if (region == BusRegion::weights) delay += static_cast<double>(charge(weight_meter_, size)) * cycle_;
    if (region == BusRegion::data)
      delay += static_cast<double>(charge(payload.is_read() ? readout_meter_ : input_meter_, words)) * cycle_;
  }
  payload.set_response_status(ok ? tlm::TLM_OK_RESPONSE : tlm::TLM_ADDRESS_ERROR_RESPONSE);
}

void ApbInterface::finish() {
  status_ = 0;
  flag_ = 1;
  flag_changed_.notify(sc_core::SC_ZERO_TIME);
}

}  // namespace quartet::cnn
