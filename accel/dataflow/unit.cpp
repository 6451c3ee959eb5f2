#include "accel/dataflow/unit.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace quartet::dataflow {

std::vector<std::int64_t> divisors(std::int64_t n) {
  std::vector<std::int64_t> low, high;
  for (std::int64_t d = 1; d * d <= n; ++d) {
    if (n % d != 0) continue;
    low.push_back(d);
    if (d != n / d) high.push_back(n / d);
  }
  low.insert(low.end(), high.rbegin(), high.rend());
  return low;
}

std::string nearest_divisors(std::int64_t value, std::int64_t of) {
  const std::vector<std::int64_t> all = divisors(of);
  const auto above = std::lower_bound(all.begin(), all.end(), value);
  if (above == all.end()) return std::to_string(all.back());
  if (above == all.begin()) return std::to_string(all.front());
  return fmt::format("{} or {}", *(above - 1), *above);
}

std::int64_t Flow::at(std::int64_t index) const {
  const std::int64_t n = row_beats();
  const auto row = static_cast<std::size_t>(std::clamp<std::int64_t>(index / n, 0, row_count() - 1));
  const std::int64_t end = rows[row];
  const std::int64_t before = row == 0 ? first : rows[row - 1] + 1;
  const std::int64_t begin = std::max(before, row == 0 ? first : end - pace + 1);
  const std::int64_t within = index - static_cast<std::int64_t>(row) * n;
  return n < 2 ? end : begin + ceil_div((end - begin) * within, n - 1);
}

Flow Flow::in_rows(std::int64_t count) const {
  if (count == row_count()) return *this;
  Flow out{first, {}, beats, 1};
  if (count < 1 || beats % count != 0) count = 1;
  for (std::int64_t r = 1; r <= count; ++r) out.rows.push_back(at(beats / count * r - 1));
  out.pace = std::max<std::int64_t>(pace * row_count() / count, 1);
  return out;
}

Flow steady_flow(std::int64_t beats) { return {0, {beats - 1}, beats, beats}; }

Flow row_by_row(const Flow& input, const RowWork& work) {
  const Flow in = input.in_rows(work.rows);
  Flow out;
  out.beats = work.beats;
  out.pace = std::max(work.cycles, in.pace);
  out.first = std::max(in.at(work.needs - 1), in.first + work.needs - 1) + work.latency;
  std::int64_t done = in.first - 1;  // cycle in which the unit issued its last step
  for (std::int64_t r = 0; r < work.rows; ++r) {
    const std::int64_t come = in.rows[static_cast<std::size_t>(std::min(r, in.row_count() - 1))];
    done = std::max(done + work.cycles, come + work.behind + work.idle);
    out.rows.push_back(done - work.idle + work.latency);
  }
  out.first = std::min(out.first, out.rows.front());
  return out;
}

Fold Unit::fold_for(const Goal& goal) const {
  const FoldLimits most = limits();
  Fold fold;
  for (const std::int64_t pe : divisors(most.pe_of)) {
    fold.pe = pe;
    if (cycles(fold) < goal.below_cycles) return fold;
  }
  for (const std::int64_t simd : divisors(most.simd_of)) {
    fold.simd = simd;
    if (cycles(fold) < goal.below_cycles) return fold;
  }
  return fold;
}

Fold Unit::follow(const Fold& leader) const { return {.pe = leader.pe}; }

Fold Unit::unfolded() const { return {.pe = limits().pe_of, .simd = limits().simd_of}; }

Result<void> Unit::check(const Fold& fold, const std::string& place) const {
  Error error{ErrorCode::bad_input, {}};
  const auto axis = [&](const char* name, std::int64_t value, std::int64_t of) {
    if (value >= 1 && of % value == 0) return;
    error.problems.push_back({place, fmt::format("{} {} does not divide {}", name, value, of),
                              fmt::format("nearest legal: {} {}", name, nearest_divisors(value, of))});
  };
  axis("PE", fold.pe, limits().pe_of);
  axis("SIMD", fold.simd, limits().simd_of);
  if (!error.problems.empty()) return pass(std::move(error));
  return {};
}

}  // namespace quartet::dataflow
