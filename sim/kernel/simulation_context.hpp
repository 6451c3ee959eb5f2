// A fresh SystemC kernel for one simulation, so that several can follow each other in one process.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "sim/base/error.hpp"

namespace quartet {

/// While it lives, modules are built in and sc_start runs a kernel context of its own; the previous one comes
/// back when it ends. Modules must be destroyed before it. Not thread-safe (the kernel is not): parallel runs
/// are processes. SystemC has no official call for this; the way is the one of DRAMSys' test fixture
/// (tests/util/SystemCTest.h).
class SimulationContext {
 public:
  SimulationContext();
  ~SimulationContext();
  SimulationContext(const SimulationContext&) = delete;
  SimulationContext& operator=(const SimulationContext&) = delete;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Builds and runs a simulation in a fresh context. SystemC's own errors (sc_report) become an internal error
/// with `place`; reports of warning level are silent.
[[nodiscard]] Result<void> run_in_fresh_kernel(const std::string& place,
                                               const std::function<Result<void>()>& body);

}  // namespace quartet
