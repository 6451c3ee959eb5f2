#include "accel/mcu/program_run.hpp"

#include "accel/mcu/machine.hpp"

namespace quartet::mcu {

const Stop& MachineRun::stop() const { return machine_.stop(); }
std::string MachineRun::why() const { return describe_stop(machine_); }
std::uint64_t MachineRun::cycles() const { return machine_.cycles(); }
std::optional<std::uint64_t> MachineRun::sleep_cycles() const { return machine_.sleep_cycles(); }
std::optional<std::uint64_t> MachineRun::instret() const { return machine_.instret(); }
std::optional<std::uint32_t> MachineRun::pc() const { return machine_.pc(); }
std::optional<std::uint32_t> MachineRun::word(std::uint32_t address) const { return machine_.word(address); }
const std::string& MachineRun::serial_text() const { return machine_.serial_text(); }

std::vector<IProgramRun::Register> MachineRun::registers() const {
  std::vector<Register> all;
  for (unsigned i = 0; i < machine_.register_count(); ++i)
    all.push_back({machine_.register_key(i), machine_.register_value(i)});
  return all;
}

}  // namespace quartet::mcu
