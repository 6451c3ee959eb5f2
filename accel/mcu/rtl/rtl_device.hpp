// A peripheral in RTL on the bus of a simulated (or RTL) core, with its interrupt line.
//
//   core ──load/store──▶ RtlDevice ──▶ RegisterAccess ─▶ the block       clocked lazily, in step with the core's cycles
//   core ◀──── irq ──────    "    ◀──────────────────── signal irq
//
// The block's cycle n is the core's cycle n. An access first clocks the block up to the core's present cycle; its own cycles
// (APB: two and its wait states) then run ahead of the core, which does not wait for them.
#pragma once

#include <memory>
#include <optional>

#include "accel/mcu/devices/interrupt_source.hpp"
#include "accel/mcu/engine/memory_map.hpp"
#include "accel/rtl/registers/register_access.hpp"

namespace quartet::mcu {

struct RtlDeviceOptions {
  std::uint64_t power_up_seed = 1;
  std::uint64_t watchdog_cycles = 0;  ///< for the end of an access; 0: as the block declares
  /// A sleeping core with no other interrupt: how long the block's line may take to rise. Assumed; none takes longer.
  std::uint64_t longest_sleep = 100'000'000;
};

class RtlDevice : public IDevice, public IInterruptSource {
 public:
  /// The block's one register interface, and its signal `irq` where it declares one.
  [[nodiscard]] static Result<std::unique_ptr<RtlDevice>> make(std::shared_ptr<const rtl::Plugin> plugin, RtlDeviceOptions options = {});

  /// Words only; an error response is a bus error of the core.
  bool read(std::uint32_t offset, unsigned size, std::uint64_t now, std::uint32_t& value) override;
  bool write(std::uint32_t offset, unsigned size, std::uint64_t now, std::uint32_t value) override;

  [[nodiscard]] bool line(std::uint64_t now) override;
  [[nodiscard]] std::uint64_t next_change(std::uint64_t now) override { return irq_ ? now + 1 : UINT64_MAX; }
  [[nodiscard]] std::uint64_t next_rise(std::uint64_t now, std::uint64_t limit) override;

  /// What went wrong in the block: a hang, a broken protocol, its own $error. Every access is a bus error from then on.
  [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }
  /// Accesses so far, and the cycles that they took.
  [[nodiscard]] std::uint64_t accesses() const { return accesses_; }
  [[nodiscard]] std::uint64_t access_cycles() const { return access_cycles_; }
  [[nodiscard]] rtl::RtlModel& model() { return *model_; }

 private:
  RtlDevice() = default;
  [[nodiscard]] bool transfer(const rtl::RegisterRequest& request, unsigned size, std::uint64_t now, std::uint32_t& value);
  [[nodiscard]] bool catch_up(std::uint64_t now);

  std::unique_ptr<rtl::RtlModel> model_;
  std::unique_ptr<rtl::IRegisterPort> port_;
  std::optional<rtl::CycleLoop> loop_;
  std::optional<rtl::RegisterAccess> access_;
  rtl::RtlPort irq_;
  RtlDeviceOptions options_;
  std::optional<Error> failure_;
  std::uint64_t accesses_ = 0, access_cycles_ = 0;
};

}  // namespace quartet::mcu
