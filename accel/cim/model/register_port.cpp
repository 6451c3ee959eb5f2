#include "accel/cim/model/register_port.hpp"

#include <bit>
#include <cstring>

#include "accel/cim/timing/cycle_model.hpp"

namespace quartet::cim {

namespace {
constexpr std::size_t kEntryWords = kLayerEntryBytes / 4;
}

RegisterPort::RegisterPort(const sc_core::sc_module_name& name, const Params& params, ActivationSram& sram,
                           sc_core::sc_time cycle, std::size_t table_entries)
    : sc_module(name),
      socket("socket"),
      interrupt("interrupt"),
      params_(params),
      sram_(sram),
      cycle_(cycle),
      table_(table_entries * kEntryWords) {
  socket.register_b_transport(this, &RegisterPort::b_transport);
  SC_METHOD(drive_interrupt);
  sensitive << flag_changed_;
}

double RegisterPort::time_s() const {
  return std::bit_cast<double>(std::uint64_t{time_high_} << 32 | time_low_);
}

LayerEntry RegisterPort::entry(std::uint32_t index) const {
  const std::size_t at = index * kEntryWords;
  if (at + kEntryWords > table_.size()) return {};
  return {table_[at], table_[at + 1], table_[at + 2], table_[at + 3]};
}

std::uint32_t* RegisterPort::plain_register(std::uint64_t offset) {
  switch (static_cast<Register>(offset)) {
    case Register::layer_count:
      return &layer_count_;
    case Register::time_low:
      return &time_low_;
    case Register::time_high:
      return &time_high_;
    default:
      return nullptr;
  }
}

bool RegisterPort::access_register(tlm::tlm_generic_payload& payload, std::uint64_t offset) {
  if (payload.get_data_length() != sizeof(std::uint32_t)) return false;
  std::uint32_t value = 0;
  std::memcpy(&value, payload.get_data_ptr(), sizeof value);
  const bool read = payload.is_read();
  if (std::uint32_t* plain = plain_register(offset)) {
    (read ? value : *plain) = read ? *plain : value;
  } else if (offset == static_cast<std::uint64_t>(Register::control)) {
    if (read) {
      value = control_;
    } else {
      control_ = value & kInterruptEnable;
      command_ = value & (kStart | kCalibrate);
      if (command_ != 0) {
        status_ = 1;
        start.notify(sc_core::SC_ZERO_TIME);
      }
    }
  } else if (offset == static_cast<std::uint64_t>(Register::interrupt_flag)) {
    if (read) {
      value = flag_;
    } else {
      flag_ &= ~value;
      flag_changed_.notify(sc_core::SC_ZERO_TIME);
    }
  } else if (offset == static_cast<std::uint64_t>(Register::status) && read) {
    value = status_;
  } else {
    return false;
  }
  if (read) std::memcpy(payload.get_data_ptr(), &value, sizeof value);
  return true;
}

bool RegisterPort::access_table(tlm::tlm_generic_payload& payload, std::uint64_t byte) {
  const std::size_t size = payload.get_data_length(), all = table_.size() * sizeof table_[0];
  if (byte > all || size > all - byte) return false;
  auto* at = reinterpret_cast<std::uint8_t*>(table_.data()) + byte;
  if (payload.is_read()) {
    std::memcpy(payload.get_data_ptr(), at, size);
  } else {
    std::memcpy(at, payload.get_data_ptr(), size);
  }
  return true;
}

void RegisterPort::b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  const std::uint64_t address = payload.get_address();
  const auto region = static_cast<BusRegion>(address >> 56);
  const std::uint64_t byte = address & 0xFFFFFFFFFFFFFFU;
  const std::size_t size = payload.get_data_length();
  bool ok = false;
  if (region == BusRegion::registers) {
    if (payload.is_write() && byte == static_cast<std::uint64_t>(Register::control))
      wait(static_cast<double>(params_.periphery.start_cycles) * cycle_);
    ok = access_register(payload, byte);
  } else {
    if (region == BusRegion::layer_table) ok = access_table(payload, byte);
    if (region == BusRegion::activations) {
      const auto at = static_cast<std::int64_t>(byte);
      ok = payload.is_read() ? sram_.sram.read(at, {payload.get_data_ptr(), size})
                             : sram_.sram.write(at, {payload.get_data_ptr(), size});
    }
    delay += static_cast<double>(bus_cycles(static_cast<std::int64_t>(size), params_)) * cycle_;
  }
  payload.set_response_status(ok ? tlm::TLM_OK_RESPONSE : tlm::TLM_ADDRESS_ERROR_RESPONSE);
}

void RegisterPort::finish() {
  status_ = 0;
  flag_ = 1;
  flag_changed_.notify(sc_core::SC_ZERO_TIME);
}

}  // namespace quartet::cim
