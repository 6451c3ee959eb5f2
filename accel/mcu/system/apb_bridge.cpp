#include "accel/mcu/system/apb_bridge.hpp"

#include <algorithm>
#include <cstring>

namespace quartet::soc {

namespace {

constexpr unsigned kWord = 4;

std::uint64_t now_ps() {
  return sc_core::sc_time_stamp().value();
}
sc_core::sc_time picoseconds(std::uint64_t ps) {
  return {static_cast<double>(ps), sc_core::SC_PS};
}
std::uint64_t register_address(cnn::Register reg) {
  return cnn::bus_address(cnn::BusRegion::registers, 0, static_cast<std::uint64_t>(reg));
}
std::uint64_t memory_address(cnn::BusRegion region, const Target& target) {
  return cnn::bus_address(region, static_cast<std::uint64_t>(target.unit),
                          static_cast<std::uint64_t>(target.byte));
}

}  // namespace

ApbBridge::ApbBridge(const sc_core::sc_module_name& name, const AddressMap& map, const BusTiming& timing,
                     int quadrants, const cnn::FifoFeed* feed, const std::vector<int>& fifo_instances,
                     cnn::InputFifo& fifo)
    : sc_module(name),
      from_core("from_core"),
      to_array("to_array"),
      map_(map),
      timing_(timing),
      registers_(quadrants),
      feed_(feed),
      fifo_instances_(fifo_instances),
      fifo_(fifo),
      fed_bytes_(fifo_instances.size()) {
  from_core.register_b_transport(this, &ApbBridge::b_transport);
  if (feed_ != nullptr) fifo_.configure(feed_->capacity);
}

void ApbBridge::b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  const auto target = map_.find(static_cast<std::uint32_t>(payload.get_address()));
  if (!target || payload.get_data_length() != kWord) {
    payload.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
    return;
  }
  const std::uint64_t now = now_ps() / timing_.core_ps();
  std::uint32_t value = 0;
  std::memcpy(&value, payload.get_data_ptr(), kWord);
  const bool reads = payload.is_read();
  const BusTiming::Transfer transfer = reads ? timing_.read(now) : timing_.write(now);
  if (reads) wait(picoseconds(transfer.end_ps - now_ps()));
  const bool ok = reads ? read(*target, value) : write(*target, value, transfer.end_ps);
  if (reads) std::memcpy(payload.get_data_ptr(), &value, kWord);
  delay += picoseconds(transfer.wait_cycles * timing_.core_ps());
  payload.set_response_status(ok ? tlm::TLM_OK_RESPONSE : tlm::TLM_ADDRESS_ERROR_RESPONSE);
}

bool ApbBridge::forward(tlm::tlm_command command, std::uint64_t address, std::uint32_t& value, unsigned bytes,
                        std::uint64_t later_ps) {
  tlm::tlm_generic_payload payload;
  payload.set_command(command);
  payload.set_address(address);
  payload.set_data_ptr(reinterpret_cast<unsigned char*>(&value));
  payload.set_data_length(bytes);
  payload.set_streaming_width(bytes);
  sc_core::sc_time delay = picoseconds(later_ps);
  to_array->b_transport(payload, delay);
  return payload.is_response_ok();
}

bool ApbBridge::read(const Target& target, std::uint32_t& value) {
  value = 0;
  switch (target.place) {
    case Place::control: {
      std::uint32_t flag = 0;
      if (!forward(tlm::TLM_READ_COMMAND, register_address(cnn::Register::interrupt_flag), flag, kWord))
        return false;
      value = registers_.read_control(target.unit, flag != 0);
      return true;
    }
    case Place::layer_count:
      value = registers_.layer_count(target.unit);
      return true;
    case Place::biases:
      return forward(tlm::TLM_READ_COMMAND, memory_address(cnn::BusRegion::biases, target), value, 1);
    case Place::weights:
      return forward(tlm::TLM_READ_COMMAND, memory_address(cnn::BusRegion::weights, target), value, kWord);
    case Place::data:
      return forward(tlm::TLM_READ_COMMAND, memory_address(cnn::BusRegion::data, target), value, kWord);
    case Place::fifo_status:
      value = fifo_.full() ? (1U << AddressMap::kFifos) - 1 : 0;
      return true;
    case Place::fifo_data:
      break;
  }
  return false;
}

bool ApbBridge::write(const Target& target, std::uint32_t value, std::uint64_t end_ps) {
  switch (target.place) {
    case Place::control:
      return write_control(target.unit, value, end_ps);
    case Place::layer_count: {
      registers_.layer_count(target.unit) = value;
      if (target.unit != 0) return true;
      std::uint32_t layers = value + 1;
      return forward(tlm::TLM_WRITE_COMMAND, register_address(cnn::Register::layer_count), layers, kWord);
    }
    case Place::biases:
      return forward(tlm::TLM_WRITE_COMMAND, memory_address(cnn::BusRegion::biases, target), value, 1);
    case Place::weights:
      return forward(tlm::TLM_WRITE_COMMAND, memory_address(cnn::BusRegion::weights, target), value, kWord);
    case Place::data:
      return forward(tlm::TLM_WRITE_COMMAND, memory_address(cnn::BusRegion::data, target), value, kWord);
    case Place::fifo_data:
      return feed_word(target.unit, value);
    case Place::fifo_status:
      break;
  }
  return false;
}

// The interrupt line follows the flag, whatever the chip masks: the core's interrupt controller decides.
bool ApbBridge::write_control(int quadrant, std::uint32_t value, std::uint64_t end_ps) {
  const ArrayRegisters::Effect effect = registers_.write_control(quadrant, value);
  if (effect.acknowledges) {
    std::uint32_t flag = 1;
    if (!forward(tlm::TLM_WRITE_COMMAND, register_address(cnn::Register::interrupt_flag), flag, kWord))
      return false;
  }
  if (!effect.starts) return true;
  std::uint32_t control = 3;  // start, and the interrupt enabled
  return forward(tlm::TLM_WRITE_COMMAND, register_address(cnn::Register::control), control, kWord,
                 timing_.array_edge(end_ps) - now_ps());
}

bool ApbBridge::feed_word(int fifo, std::uint32_t value) {
  const auto k = static_cast<std::size_t>(fifo);
  if (feed_ == nullptr || k >= fifo_instances_.size()) return false;
  const std::uint64_t address =
      cnn::bus_address(cnn::BusRegion::fifo, static_cast<std::uint64_t>(fifo_instances_[k]), 0);
  if (!forward(tlm::TLM_WRITE_COMMAND, address, value, kWord)) return false;
  fed_bytes_[k] += kWord;
  const std::int64_t all = *std::min_element(fed_bytes_.begin(), fed_bytes_.end());
  for (; fed_rows_ < feed_->region.rows && all >= (fed_rows_ + 1) * feed_->row_bytes; ++fed_rows_)
    fifo_.push_row();
  return true;
}

}  // namespace quartet::soc
