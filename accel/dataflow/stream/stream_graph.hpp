// A graph of streaming units with valid/ready ports, and what a simulation of it tells.
//
//   source ─▶ [FIFO] ─▶ mvau ─▶ [FIFO] ─▶ threshold ─▶ [FIFO] ─▶ … ─▶ sink
//
// Units name their kind and their declared parameters (unit_kinds.hpp lists kinds, parameters and ports). An edge joins an
// output port to an input port; `depth` beats of FIFO stand in it (0: a plain wire; 1 halves the rate, as a single register
// does). Time is in clock cycles: cycle 0 is the first after reset, a beat moves in cycle t when valid and ready are both
// high before edge t. Time never depends on values.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/error.hpp"

namespace quartet::dataflow {

/// When a source may raise valid, or a sink is ready: one decision a cycle in which it has to decide.
struct Pattern {
  enum class Kind {
    periodic,  ///< cycles t with t mod period = 0; period 1 is "always"
    lcg50,     ///< bit 7 of (x >> 8), x ← 1664525·x + 1013904223 mod 2^32 from `seed`, one draw a decision
    blocked    ///< never before cycle `until`, always from then on
  };
  Kind kind = Kind::periodic;
  std::uint64_t period = 1;
  std::uint64_t until = 0;
  std::uint32_t seed = 1;
  bool operator==(const Pattern&) const = default;
};
[[nodiscard]] inline Pattern always() { return {}; }
[[nodiscard]] inline Pattern every(std::uint64_t period) { return {Pattern::Kind::periodic, period, 0, 1}; }
[[nodiscard]] inline Pattern lcg50(std::uint32_t seed) { return {Pattern::Kind::lcg50, 1, 0, seed}; }
[[nodiscard]] inline Pattern blocked_until(std::uint64_t cycle) { return {Pattern::Kind::blocked, 1, cycle, 1}; }

/// One value a lane, lanes_per_beat values a beat.
using Lanes = std::vector<std::int32_t>;

/// A unit: kind and parameters are checked against the kind's declarations. `tables` are coefficients by name ("weights",
/// "thresholds"), needed only when values are carried; shared so that copies of a graph are cheap.
struct UnitSpec {
  std::string name;
  std::string kind;
  std::map<std::string, std::int64_t> params;
  std::string style;  ///< of those that the kind has; empty: its first
  std::map<std::string, std::shared_ptr<const Lanes>> tables;
};

/// A port as the kind derives it from the parameters.
struct Port {
  std::string name;
  bool is_input = false;
  std::int64_t width_bits = 0;        ///< of one beat
  std::int64_t beats_per_sample = 0;
  std::int64_t lanes = 1;             ///< values in one beat
  bool operator==(const Port&) const = default;
};

struct PortRef {
  std::string unit;
  std::string port;  ///< empty: the unit's only port of that direction
  bool operator==(const PortRef&) const = default;
};

struct EdgeSpec {
  PortRef from;
  PortRef to;
  std::int64_t depth = 2;
  std::string name;  ///< empty: "FROM->TO"
};

/// Feeds an input port. Takes width and beats from it.
struct SourceSpec {
  std::string name;
  PortRef to;
  Pattern pattern;
  std::int64_t depth = 0;                  ///< FIFO between source and port
  std::shared_ptr<const Lanes> values;     ///< of all samples, beat by beat, lane by lane; repeated when shorter; null: no values
};

/// Drains an output port.
struct SinkSpec {
  std::string name;
  PortRef from;
  Pattern pattern;
  std::int64_t depth = 0;
};

struct StreamGraph {
  std::string name;
  std::vector<UnitSpec> units;
  std::vector<EdgeSpec> edges;
  std::vector<SourceSpec> sources;
  std::vector<SinkSpec> sinks;
};

struct StreamOptions {
  std::int64_t samples = 1;
  bool values = false;                          ///< carry values (cycle-stepped back end only)
  std::size_t max_trace = 0;                    ///< samples whose stay in each unit is kept, for a picture
  std::uint64_t max_cycles = 4'000'000'000ULL;  ///< the run ends with an error beyond
  std::vector<std::uint64_t> watch_cycles;      ///< PortStats::beats_before is counted at these, at most 8
};

struct PortStats {
  std::string name;
  bool is_input = false;
  std::uint64_t beats = 0;
  std::optional<std::uint64_t> first, last;     ///< cycles of the first and the last beat
  std::uint64_t stall_cycles = 0;               ///< valid and not ready
  std::vector<std::uint64_t> beats_before;      ///< beats in cycles below each watch cycle
  bool operator==(const PortStats&) const = default;
};

/// busy + stalled + starved = StreamResult::cycles. A step is what the unit does in one cycle: a product of PE × SIMD, a
/// beat taken, a beat written.
struct UnitStats {
  std::string name;
  std::string kind;
  std::vector<PortStats> ports;                 ///< inputs, then outputs, in the kind's order
  std::uint64_t busy = 0;                       ///< a step of the schedule was issued
  std::uint64_t stalled = 0;                    ///< inputs there, but no room behind it
  std::uint64_t starved = 0;                    ///< waits for an input, or has finished
  /// First and last beat at the inputs (outputs); nullopt when there was none.
  [[nodiscard]] std::optional<std::uint64_t> first_in() const;
  [[nodiscard]] std::optional<std::uint64_t> last_in() const;
  [[nodiscard]] std::optional<std::uint64_t> first_out() const;
  [[nodiscard]] std::optional<std::uint64_t> last_out() const;
  bool operator==(const UnitStats&) const = default;
};

/// One edge's FIFO (depth 0 included: occupancy is then 0).
struct FifoStats {
  std::string name;
  std::int64_t depth = 0;
  std::uint64_t beats = 0;                      ///< beats that entered
  std::int64_t max_occupancy = 0;
  std::uint64_t full_stalls = 0;                ///< cycles in which the producer was valid and the FIFO full
  bool operator==(const FifoStats&) const = default;
};

/// Cycles at which a sample's first and last beat passed a source or sink.
struct SampleCycles {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  bool operator==(const SampleCycles&) const = default;
};

struct TerminalStats {
  std::string name;
  std::uint64_t beats = 0;
  std::vector<SampleCycles> samples;            ///< those that were complete
  bool operator==(const TerminalStats&) const = default;
};

/// Nothing can move any more, though beats are missing at a sink.
struct Deadlock {
  struct Wait {
    std::string unit;                           ///< waits …
    std::string fifo;                           ///< … at this edge, which is …
    bool full = false;                          ///< … full (true) or empty (false)
    std::int64_t occupancy = 0, depth = 0;
    bool operator==(const Wait&) const = default;
  };
  std::uint64_t cycle = 0;                      ///< first cycle from which on nothing moves
  std::vector<Wait> circle;                     ///< the circular wait; empty if a source ended too early
  std::vector<std::string> full;                ///< every full FIFO
  std::vector<std::string> empty;               ///< every empty FIFO at which a unit waits
  [[nodiscard]] std::string text() const;       ///< one sentence
  bool operator==(const Deadlock&) const = default;
};

/// One sample's stay in a unit: from its first step to its last, [begin, end).
struct BusyInterval {
  std::uint64_t begin = 0, end = 0;
  bool operator==(const BusyInterval&) const = default;
};

struct StreamResult {
  std::uint64_t cycles = 0;                     ///< the first cycle from which on nothing moves
  std::uint64_t beats = 0;                      ///< beats over all edges, sources and sinks
  std::vector<UnitStats> units;                 ///< in graph order
  std::vector<FifoStats> fifos;                 ///< edges, then sources, then sinks, in graph order
  std::vector<TerminalStats> sources, sinks;
  std::optional<Deadlock> deadlock;
  std::vector<std::vector<BusyInterval>> trace; ///< a unit: the first max_trace samples that were complete
  std::vector<Lanes> outputs;                   ///< a sink; empty without values
  bool operator==(const StreamResult&) const = default;

  [[nodiscard]] const UnitStats* unit(const std::string& name) const;
  /// Cycles between the last beats of the last two samples of the first sink; nullopt below two samples.
  [[nodiscard]] std::optional<std::uint64_t> interval() const;
  /// Cycles from the first beat into the first source to the last beat of sample 0 out of the first sink, both included.
  [[nodiscard]] std::optional<std::uint64_t> latency() const;
};

/// Ports of a unit, inputs first; or what is wrong with its kind and parameters (unknown, missing, folding that does not
/// divide), with the nearest legal values.
[[nodiscard]] Result<std::vector<Port>> ports_of(const UnitSpec& unit);
/// Cycles of one sample when nothing stalls: FINN's estimates (docs/dataflow_units.md says where they are exact).
[[nodiscard]] Result<std::uint64_t> analytic_cycles(const UnitSpec& unit);
/// Every unit, edge and terminal: names, ports joined once each, equal widths and beats, zero-depth FIFOs in loops.
[[nodiscard]] Result<void> check_graph(const StreamGraph& graph);

/// Converters between two widths: one unit where one divides the other, else two through the least common multiple
/// (join them by an edge of depth 0). Empty if the widths are equal. `beats_in` a sample.
[[nodiscard]] std::vector<UnitSpec> width_converters(const std::string& name, std::int64_t in_bits, std::int64_t out_bits, std::int64_t beats_in, std::int64_t element_bits = 1);

/// Both back ends run in a SystemC kernel of their own: one at a time in a process, and not from inside a simulation.
/// The cycle-stepped back end: every register, every cycle; the reference, and the one that carries values.
[[nodiscard]] Result<StreamResult> run_stepped(const StreamGraph& graph, const StreamOptions& options);
/// The event-driven back end in a SystemC kernel: bursts of beats. Equal to run_stepped in every figure.
[[nodiscard]] Result<StreamResult> run_events(const StreamGraph& graph, const StreamOptions& options);

}  // namespace quartet::dataflow
