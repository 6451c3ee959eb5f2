// How the run of a program ended, as reports need it, whatever ran it: the instruction-set simulator or a core in RTL.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "accel/mcu/engine/stop.hpp"

namespace quartet::mcu {

class Machine;

class IProgramRun {
 public:
  virtual ~IProgramRun() = default;

  struct Register {
    std::string key;  ///< its name in result files
    std::uint32_t value = 0;
  };
  [[nodiscard]] virtual const Stop& stop() const = 0;
  /// That of stop(), or what only a core in RTL can do: "hang", "protocol", "difference".
  [[nodiscard]] virtual std::string reason() const { return std::string(to_string(stop().reason)); }
  /// Reason, pc and instruction, then what else tells how it came there.
  [[nodiscard]] virtual std::string why() const = 0;
  [[nodiscard]] virtual std::uint64_t cycles() const = 0;
  // nullopt, and no registers: the core does not show it.
  [[nodiscard]] virtual std::optional<std::uint64_t> sleep_cycles() const = 0;
  [[nodiscard]] virtual std::optional<std::uint64_t> instret() const = 0;
  [[nodiscard]] virtual std::optional<std::uint32_t> pc() const = 0;
  [[nodiscard]] virtual std::vector<Register> registers() const = 0;
  /// nullopt: no RAM there.
  [[nodiscard]] virtual std::optional<std::uint32_t> word(std::uint32_t address) const = 0;
  /// What the program wrote to the serial port.
  [[nodiscard]] virtual const std::string& serial_text() const = 0;
};

/// The run of a simulated machine, which must outlive it.
class MachineRun : public IProgramRun {
 public:
  explicit MachineRun(const Machine& machine) : machine_(machine) {}

  [[nodiscard]] const Stop& stop() const override;
  [[nodiscard]] std::string why() const override;
  [[nodiscard]] std::uint64_t cycles() const override;
  [[nodiscard]] std::optional<std::uint64_t> sleep_cycles() const override;
  [[nodiscard]] std::optional<std::uint64_t> instret() const override;
  [[nodiscard]] std::optional<std::uint32_t> pc() const override;
  [[nodiscard]] std::vector<Register> registers() const override;
  [[nodiscard]] std::optional<std::uint32_t> word(std::uint32_t address) const override;
  [[nodiscard]] const std::string& serial_text() const override;

 private:
  const Machine& machine_;
};

}  // namespace quartet::mcu
