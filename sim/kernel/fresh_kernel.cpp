#include "sim/kernel/fresh_kernel.hpp"

#include <cstdlib>
#include <memory>
#include <systemc>

namespace sc_core {
// The kernel's present context; not in its public interface. DRAMSys resets its test kernel in the same way.
extern sc_simcontext* sc_curr_simcontext;
extern sc_simcontext* sc_default_global_context;
}  // namespace sc_core

namespace quartet {

namespace {

/// Swaps the kernel's context for the time of a scope. The modules of the simulation are gone before it ends.
class FreshContext {
 public:
  FreshContext()
      : saved_current_(sc_core::sc_curr_simcontext),
        saved_default_(sc_core::sc_default_global_context),
        own_(std::make_unique<sc_core::sc_simcontext>()) {
    sc_core::sc_default_global_context = own_.get();
    sc_core::sc_curr_simcontext = own_.get();
  }
  ~FreshContext() {
    own_.reset();  // while it is still the current one: what it owns asks for the current context
    sc_core::sc_curr_simcontext = saved_current_;
    sc_core::sc_default_global_context = saved_default_;
  }
  FreshContext(const FreshContext&) = delete;
  FreshContext& operator=(const FreshContext&) = delete;

 private:
  sc_core::sc_simcontext* saved_current_;
  sc_core::sc_simcontext* saved_default_;
  std::unique_ptr<sc_core::sc_simcontext> own_;
};

/// Reports below errors are dropped; errors are thrown and become values below.
class QuietReports {
 public:
  QuietReports() {
    using namespace sc_core;
    saved_info_ = sc_report_handler::set_actions(SC_INFO, SC_DO_NOTHING);
    saved_warning_ = sc_report_handler::set_actions(SC_WARNING, SC_DO_NOTHING);
    saved_error_ = sc_report_handler::set_actions(SC_ERROR, SC_THROW);
  }
  ~QuietReports() {
    using namespace sc_core;
    sc_report_handler::set_actions(SC_INFO, saved_info_);
    sc_report_handler::set_actions(SC_WARNING, saved_warning_);
    sc_report_handler::set_actions(SC_ERROR, saved_error_);
  }
  QuietReports(const QuietReports&) = delete;
  QuietReports& operator=(const QuietReports&) = delete;

 private:
  sc_core::sc_actions saved_info_, saved_warning_, saved_error_;
};

}  // namespace

Result<void> run_in_fresh_kernel(const std::function<Result<void>()>& simulation) {
  setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 0);
  const FreshContext context;
  const QuietReports quiet;
  try {
    return simulation();
  } catch (const sc_core::sc_report& report) {
    return fail(ErrorCode::internal, "simulation kernel", report.get_msg());
  } catch (const std::exception& exception) {
    return fail(ErrorCode::internal, "simulation kernel", exception.what());
  }
}

}  // namespace quartet
