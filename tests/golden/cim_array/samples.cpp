#include "tests/golden/cim_array/samples.hpp"

#include <algorithm>
#include <cmath>

namespace quartet::test {

namespace {
constexpr std::uint64_t kSeed = 1;
}

double share_up_to(const std::vector<float>& values, double limit) {
  const auto count =
      std::count_if(values.begin(), values.end(), [&](float v) { return static_cast<double>(v) <= limit; });
  return static_cast<double>(count) / static_cast<double>(values.size());
}

double se_share(double p, double n) {
  return std::sqrt(p * (1.0 - p) / n);
}

cim::DevicePopulation devices_at(const cim::DeviceModel& model, double g_target_us, std::size_t n,
                                 std::uint64_t stream, const cim::DeviceEffects& effects) {
  const std::vector<float> targets(n, static_cast<float>(g_target_us));
  const cim::RandomKey key = cim::RandomKey{kSeed}.child(cim::Purpose::array, stream);
  return {model, effects, key, 0, targets, cim::loops()};
}

}  // namespace quartet::test
