// The core as a SystemC module: an instruction-set simulator that runs ahead of the kernel's time, until an
// access to the array, the next thing that happens around it, or the end of its quantum.
//
// A core that sleeps waits for the interrupt line in the kernel. An interrupt is seen in its own cycle,
// however long the quantum is: no run goes beyond what the kernel has pending.
#pragma once

#include <tlm_utils/simple_initiator_socket.h>

#include <systemc>
#include <vector>

#include "accel/mcu/system/array_device.hpp"
#include "accel/mcu/system/board.hpp"
#include "accel/mcu/system/bus_timing.hpp"
#include "accel/mcu/system/inference.hpp"

namespace quartet::soc {

class CpuModule : public sc_core::sc_module, public IArrayDevice {
 public:
  SC_HAS_PROCESS(CpuModule);
  CpuModule(const sc_core::sc_module_name& name, const AddressMap& map, const BusTiming& timing);

  tlm_utils::simple_initiator_socket<CpuModule> socket;
  sc_core::sc_in<bool> interrupt;

  /// What it runs when the simulation starts; all must outlive it.
  void run_on(Board& board, std::span<const std::uint8_t> input, std::uint64_t cycle_limit);
  [[nodiscard]] bool finished() const { return finished_; }
  Result<CoreTrace> trace = CoreTrace{};
  std::vector<Nap> naps;

  void attach(mcu::Machine& core) override { core_ = &core; }
  void synchronise(std::uint64_t now) override;
  bool read(std::uint32_t offset, unsigned size, std::uint64_t now, std::uint32_t& value) override;
  bool write(std::uint32_t offset, unsigned size, std::uint64_t now, std::uint32_t value) override;
  bool line(std::uint64_t now) override;
  std::uint64_t next_change(std::uint64_t now) override;
  std::uint64_t next_rise(std::uint64_t now, std::uint64_t limit) override;

 private:
  void main();
  [[nodiscard]] bool access(tlm::tlm_command command, std::uint32_t offset, std::uint64_t now,
                            std::uint32_t& value);

  const AddressMap& map_;
  const BusTiming& timing_;
  mcu::Machine* core_ = nullptr;
  Board* board_ = nullptr;
  std::span<const std::uint8_t> input_;
  std::uint64_t cycle_limit_ = 0;
  std::uint64_t visible_from_ = 0;  ///< the first cycle in which the core sees the line's present level
  bool finished_ = false;
};

}  // namespace quartet::soc
