#include "sim/run/output_check.hpp"

#include <fmt/format.h>

namespace quartet {

Result<void> check_simulated(const Values& simulated, const Values& computed, const std::string& place) {
  if (simulated == computed) return {};
  std::size_t i = 0;
  while (i < simulated.size() && i < computed.size() && simulated[i] == computed[i]) ++i;
  const auto at = [&](const Values& v) {
    return i < v.size() ? std::to_string(v[i]) : std::string("missing");
  };
  return fail(ErrorCode::internal, place,
              fmt::format("the simulated output {} of sample 0 is {}, the machine's arithmetic gives {}", i,
                          at(simulated), at(computed)),
              "please report this with the command line and the model");
}

}  // namespace quartet
