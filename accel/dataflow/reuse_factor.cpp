#include "accel/dataflow/reuse_factor.hpp"

#include <algorithm>

namespace quartet::dataflow {

bool is_legal_reuse_factor(std::int64_t rf, std::int64_t n_in, std::int64_t n_out) {
  if (rf < 1 || (n_in * n_out) % rf != 0) return false;
  if (rf >= n_in) return rf % n_in == 0;
  return (n_in * n_out / rf) % n_out == 0;
}

std::vector<std::int64_t> legal_reuse_factors(std::int64_t n_in, std::int64_t n_out) {
  // Below n_in the rule says: rf divides n_in. From n_in on: rf = n_in·k with k | n_out.
  std::vector<std::int64_t> out = divisors(n_in);
  for (const std::int64_t k : divisors(n_out)) {
    if (k > 1) out.push_back(n_in * k);
  }
  return out;
}

std::int64_t nearest_reuse_factor(std::int64_t rf, std::int64_t n_in, std::int64_t n_out) {
  const std::vector<std::int64_t> all = legal_reuse_factors(n_in, n_out);
  const auto above = std::lower_bound(all.begin(), all.end(), rf);
  if (above == all.end()) return all.back();
  if (above == all.begin()) return *above;
  return *above - rf < rf - *(above - 1) ? *above : *(above - 1);
}

Fold reuse_fold(std::int64_t rf, std::int64_t n_in, std::int64_t n_out) {
  if (rf < n_in) return {.pe = n_out, .simd = n_in / rf};
  return {.pe = n_out / (rf / n_in), .simd = 1};
}

}  // namespace quartet::dataflow
