// Does the declared reset define the handshakes? Verilator knows no X: the check runs the block from several power-up states
// and compares.
#pragma once

#include <memory>

#include "accel/rtl/plugin/plugin.hpp"

namespace quartet::rtl {

/// An error that names every output that decides a handshake of a declared interface (valid, ready, req, …) and that, in the
/// cycles after reset with all inputs 0, depends on what the registers held at power-up.
[[nodiscard]] Result<void> check_reset(const std::shared_ptr<const Plugin>& plugin);

}  // namespace quartet::rtl
