#include "sim/kernel/simulation_context.hpp"

#include <cstdlib>
#include <systemc>

// The kernel's own variables: libsystemc exports them, its headers declare them.
namespace sc_core {
extern sc_simcontext* sc_curr_simcontext;
extern sc_simcontext* sc_default_global_context;
}  // namespace sc_core

namespace quartet {

struct SimulationContext::State {
  sc_core::sc_simcontext* previous_current = sc_core::sc_curr_simcontext;
  sc_core::sc_simcontext* previous_default = sc_core::sc_default_global_context;
  std::unique_ptr<sc_core::sc_simcontext> own;
};

SimulationContext::SimulationContext() {
  setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 0);  // read once, when the first context is made
  state_ = std::make_unique<State>();
  sc_core::sc_report_handler::set_actions(sc_core::SC_INFO, sc_core::SC_DO_NOTHING);
  sc_core::sc_report_handler::set_actions(sc_core::SC_WARNING, sc_core::SC_DO_NOTHING);
  sc_core::sc_report_handler::set_actions(sc_core::SC_ERROR, sc_core::SC_THROW);
  state_->own = std::make_unique<sc_core::sc_simcontext>();
  sc_core::sc_curr_simcontext = state_->own.get();
  sc_core::sc_default_global_context = state_->own.get();
}

SimulationContext::~SimulationContext() {
  state_->own.reset();
  sc_core::sc_curr_simcontext = state_->previous_current;
  sc_core::sc_default_global_context = state_->previous_default;
}

Result<void> run_in_fresh_kernel(const std::string& place, const std::function<Result<void>()>& body) {
  const SimulationContext context;
  try {
    return body();
  } catch (const sc_core::sc_report& report) {
    return fail(ErrorCode::internal, place, std::string("SystemC: ") + report.what());
  }
}

}  // namespace quartet
