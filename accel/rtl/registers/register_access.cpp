#include "accel/rtl/registers/register_access.hpp"

namespace quartet::rtl {

Result<RegisterAnswer> RegisterAccess::transfer(const RegisterRequest& request) {
  port_.begin(request);
  for (;;) {
    if (auto settled = loop_.settle(); !settled) return pass(settled.error());
    const auto answer = port_.take();
    if (auto ticked = loop_.tick(); !ticked) return pass(ticked.error());
    if (answer) return *answer;
  }
}

Result<void> RegisterAccess::run_until(std::uint64_t cycle) {
  while (loop_.cycle() < cycle) {
    if (auto settled = loop_.settle(); !settled) return settled;
    if (auto ticked = loop_.tick(); !ticked) return ticked;
  }
  return {};
}

}  // namespace quartet::rtl
