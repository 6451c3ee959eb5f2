#include "sim/cli/interrupt.hpp"

#include <csignal>

namespace quartet::cli {

namespace {

std::atomic<bool> interrupted{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may write it");

extern "C" void note_interrupt(int) {
  interrupted.store(true);
}

}  // namespace

const std::atomic<bool>& watch_interrupt() {
  struct sigaction action {};
  action.sa_handler = note_interrupt;
  action.sa_flags = static_cast<int>(SA_RESETHAND);  // the second interrupt takes the default action
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  return interrupted;
}

}  // namespace quartet::cli
