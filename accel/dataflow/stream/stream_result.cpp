#include <fmt/format.h>

#include <algorithm>

#include "accel/dataflow/stream/stream_graph.hpp"

namespace quartet::dataflow {

namespace {

/// `pick` over the ports of one direction that had beats.
template <class Of, class Pick>
std::optional<std::uint64_t> over_ports(const std::vector<PortStats>& ports, bool inputs, Of of, Pick pick) {
  std::optional<std::uint64_t> best;
  for (const PortStats& p : ports) {
    const std::optional<std::uint64_t> value = of(p);
    if (p.is_input == inputs && value) best = best ? pick(*best, *value) : *value;
  }
  return best;
}

std::uint64_t least(std::uint64_t a, std::uint64_t b) { return std::min(a, b); }
std::uint64_t most(std::uint64_t a, std::uint64_t b) { return std::max(a, b); }
std::optional<std::uint64_t> first_of(const PortStats& p) { return p.first; }
std::optional<std::uint64_t> last_of(const PortStats& p) { return p.last; }

}  // namespace

std::optional<std::uint64_t> UnitStats::first_in() const { return over_ports(ports, true, first_of, least); }
std::optional<std::uint64_t> UnitStats::last_in() const { return over_ports(ports, true, last_of, most); }
std::optional<std::uint64_t> UnitStats::first_out() const { return over_ports(ports, false, first_of, least); }
std::optional<std::uint64_t> UnitStats::last_out() const { return over_ports(ports, false, last_of, most); }

const UnitStats* StreamResult::unit(const std::string& name) const {
  const auto found = std::find_if(units.begin(), units.end(), [&](const UnitStats& u) { return u.name == name; });
  return found == units.end() ? nullptr : &*found;
}

std::optional<std::uint64_t> StreamResult::interval() const {
  if (sinks.empty() || sinks.front().samples.size() < 2) return std::nullopt;
  const auto& samples = sinks.front().samples;
  return samples.back().last - samples[samples.size() - 2].last;
}

std::optional<std::uint64_t> StreamResult::latency() const {
  if (sinks.empty() || sources.empty() || sinks.front().samples.empty() || sources.front().samples.empty()) return std::nullopt;
  return sinks.front().samples.front().last - sources.front().samples.front().first + 1;
}

std::string Deadlock::text() const {
  std::string s = fmt::format("deadlock from cycle {} on", cycle);
  if (!circle.empty()) {
    s += ": ";
    for (std::size_t i = 0; i < circle.size(); ++i) {
      const Wait& w = circle[i];
      s += fmt::format("{}'{}' waits for '{}', which is {} ({} of {})", i == 0 ? "" : ", ", w.unit, w.fifo, w.full ? "full" : "empty", w.occupancy, w.depth);
    }
    return s;
  }
  return s + fmt::format("; full: {}; empty: {}", full.empty() ? "none" : fmt::format("{}", fmt::join(full, ", ")),
                         empty.empty() ? "none" : fmt::format("{}", fmt::join(empty, ", ")));
}

}  // namespace quartet::dataflow
