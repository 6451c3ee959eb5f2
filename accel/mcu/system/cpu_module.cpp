#include "accel/mcu/system/cpu_module.hpp"

#include <algorithm>

#include "accel/mcu/machine.hpp"

namespace quartet::soc {

namespace {

/// Of the thread that the instruction-set simulator runs on.
constexpr std::size_t kStackBytes = std::size_t{1} << 20;

std::uint64_t now_ps() {
  return sc_core::sc_time_stamp().value();
}
sc_core::sc_time picoseconds(std::uint64_t ps) {
  return {static_cast<double>(ps), sc_core::SC_PS};
}

}  // namespace

CpuModule::CpuModule(const sc_core::sc_module_name& name, const AddressMap& map, const BusTiming& timing)
    : sc_module(name), socket("socket"), interrupt("interrupt"), map_(map), timing_(timing) {
  SC_THREAD(main);
  set_stack_size(kStackBytes);
}

void CpuModule::run_on(Board& board, std::span<const std::uint8_t> input, std::uint64_t cycle_limit) {
  board_ = &board;
  input_ = input;
  cycle_limit_ = cycle_limit;
}

void CpuModule::main() {
  trace = board_->run(input_, cycle_limit_);
  finished_ = true;
}

// Behind it, everything of this very time has happened.
void CpuModule::synchronise(std::uint64_t now) {
  const std::uint64_t time = timing_.time_of(now);
  if (time > now_ps()) wait(picoseconds(time - now_ps()));
  while (sc_core::sc_pending_activity_at_current_time()) wait(sc_core::SC_ZERO_TIME);
}

bool CpuModule::access(tlm::tlm_command command, std::uint32_t offset, std::uint64_t now,
                       std::uint32_t& value) {
  synchronise(now);
  tlm::tlm_generic_payload payload;
  payload.set_command(command);
  payload.set_address(map_.base() + offset);
  payload.set_data_ptr(reinterpret_cast<unsigned char*>(&value));
  payload.set_data_length(sizeof value);
  payload.set_streaming_width(sizeof value);
  sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
  socket->b_transport(payload, delay);
  core_->stall(static_cast<std::uint32_t>(delay.value() / timing_.core_ps()));
  return payload.is_response_ok();
}

bool CpuModule::read(std::uint32_t offset, unsigned size, std::uint64_t now, std::uint32_t& value) {
  return size == sizeof value && access(tlm::TLM_READ_COMMAND, offset, now, value);
}

bool CpuModule::write(std::uint32_t offset, unsigned size, std::uint64_t now, std::uint32_t value) {
  return size == sizeof value && access(tlm::TLM_WRITE_COMMAND, offset, now, value);
}

bool CpuModule::line(std::uint64_t now) {
  const std::uint64_t time = timing_.time_of(now);
  if (time > now_ps() && sc_core::sc_pending_activity() &&
      now_ps() + sc_core::sc_time_to_pending_activity().value() <= time)
    synchronise(now);
  return interrupt.read() && now >= visible_from_;
}

std::uint64_t CpuModule::next_change(std::uint64_t now) {
  if (interrupt.read() && visible_from_ > now) return visible_from_;
  if (!sc_core::sc_pending_activity()) return UINT64_MAX;
  return std::max(timing_.cycle_from(now_ps() + sc_core::sc_time_to_pending_activity().value()), now + 1);
}

std::uint64_t CpuModule::next_rise(std::uint64_t now, std::uint64_t limit) {
  synchronise(now);
  if (!interrupt.read()) {
    if (!sc_core::sc_pending_activity()) return UINT64_MAX;
    wait(interrupt.posedge_event());
    visible_from_ = std::max(timing_.wake_cycle(now_ps()), now + 1);
    naps.push_back({now, visible_from_});
  }
  return visible_from_ > now && visible_from_ <= limit ? visible_from_ : UINT64_MAX;
}

}  // namespace quartet::soc
