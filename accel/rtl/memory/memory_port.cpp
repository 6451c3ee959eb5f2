#include "accel/rtl/memory/memory_port.hpp"

#include "accel/rtl/memory/find_interface.hpp"
#include "accel/rtl/memory/obi_port.hpp"
#include "accel/rtl/memory/valid_ready_port.hpp"

namespace quartet::rtl {

Result<std::unique_ptr<IBusPort>> make_memory_port(const RtlModel& model, const std::string& name, IBusTarget& target,
                                                   const MemoryPortOptions& options) {
  const auto interface = find_interface(model, "memory", name);
  if (!interface) return pass(interface.error());
  auto signals = find_memory_signals(model, **interface);
  if (!signals) return pass(signals.error());
  if (signals->never_stall && options.grant_wait != 0)
    return bad_input(signals->block + "." + name, "is declared never_stall, and each request would wait", "set its wait cycles to 0");
  if (signals->style == "valid_ready") return std::make_unique<ValidReadyPort>(std::move(*signals), target, options.grant_wait);
  auto response = model.port(**interface, "rvalid");
  if (!response) return pass(response.error());
  return std::make_unique<ObiPort>(std::move(*signals), std::move(*response), target, options);
}

}  // namespace quartet::rtl
