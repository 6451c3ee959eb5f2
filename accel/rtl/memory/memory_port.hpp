// Memory interfaces of blocks: the block asks, a bus target answers.
//
//   valid_ready   valid, addr, wdata, wstrb[, rstrb, instr] ─▶      ◀─ ready, rdata[, error]: in one cycle
//   obi           req, addr[, we, be, wdata] ─▶ ◀─ gnt              ◀─ rvalid, rdata[, err]: one a granted request, in order
//
// Checked every cycle: a request is held until it is taken, with all that belongs to it unchanged; it does not depend on
// its own answer; addresses are those of whole words; an interface that is declared never_stall is never made to wait.
#pragma once

#include <memory>

#include "accel/rtl/memory/bus_port.hpp"
#include "accel/rtl/memory/bus_target.hpp"
#include "accel/rtl/plugin/rtl_model.hpp"

namespace quartet::rtl {

struct MemoryPortOptions {
  std::uint32_t grant_wait = 0;     ///< cycles for which each request is not taken (valid_ready: not answered)
  std::uint32_t response_wait = 0;  ///< obi: cycles of each response beyond the one behind its grant
  std::uint32_t outstanding = 4;    ///< obi: granted requests without a response; more are not granted
};

/// The memory interface `name` of the block, answered by `target`, which must outlive the port, as must the model. Waiting that
/// the declaration forbids is an error here, or, when the target asks for it, in the cycle of the request.
[[nodiscard]] Result<std::unique_ptr<IBusPort>> make_memory_port(const RtlModel& model, const std::string& name, IBusTarget& target,
                                                                 const MemoryPortOptions& options = {});

}  // namespace quartet::rtl
