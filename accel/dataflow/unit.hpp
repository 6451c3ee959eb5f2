// One streaming unit before and after folding: ports, legal foldings, cycles, resources, and its place in the closed form.
// A kind is one file in accel/dataflow/units with one factory in units/units.hpp.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "accel/dataflow/resources.hpp"
#include "accel/dataflow/stream/stream_graph.hpp"
#include "sim/base/error.hpp"
#include "sim/base/int_type.hpp"

namespace quartet::dataflow {

/// Parallelism of a unit: `pe` outputs and `simd` inputs a cycle.
struct Fold {
  std::int64_t pe = 1;
  std::int64_t simd = 1;
  bool parallel_window = false;  ///< sliding window: a whole window a beat
  bool operator==(const Fold&) const = default;
};

/// pe divides `pe_of`, simd divides `simd_of`; 1: the axis is not folded.
struct FoldLimits {
  std::int64_t pe_of = 1;
  std::int64_t simd_of = 1;
};

/// A frame on one port of a folded unit.
struct Side {
  std::int64_t beats = 0;
  std::int64_t lanes = 1;  ///< elements a beat
  int bits = 8;            ///< of an element
  [[nodiscard]] std::int64_t width_bits() const { return lanes * bits; }
};

/// When the beats of one frame pass a port, in an otherwise empty pipeline: by rows of the map (a vector is one row), whose
/// beats pass evenly over the last `pace` cycles before the row's end.
struct Flow {
  std::int64_t first = 0;             ///< cycle of the first beat
  std::vector<std::int64_t> rows;     ///< cycle of each row's last beat, ascending
  std::int64_t beats = 1;             ///< in all
  std::int64_t pace = 1;              ///< cycles in which a row passes

  [[nodiscard]] std::int64_t last() const { return rows.back(); }
  [[nodiscard]] std::int64_t row_count() const { return static_cast<std::int64_t>(rows.size()); }
  [[nodiscard]] std::int64_t row_beats() const { return beats / row_count(); }
  /// Cycle of beat `index`.
  [[nodiscard]] std::int64_t at(std::int64_t index) const;
  /// The same beats in `count` rows; as one where that does not divide.
  [[nodiscard]] Flow in_rows(std::int64_t count) const;
};
/// Beats a cycle apart from cycle 0 on.
[[nodiscard]] Flow steady_flow(std::int64_t beats);

/// A unit that gives a row of results for each row of inputs: row r ends `latency` after its own work, begun when the row
/// before is done, and no earlier than `behind` cycles after the input's row r (or the last there is). The first result comes
/// `latency` after input beat `needs` − 1.
struct RowWork {
  std::int64_t rows = 1;
  std::int64_t cycles = 1;    ///< of one row
  std::int64_t behind = 0;
  std::int64_t needs = 1;
  std::int64_t latency = 1;
  std::int64_t idle = 0;      ///< of a row's cycles, those after its last step
  std::int64_t beats = 1;     ///< output beats of the frame
};
[[nodiscard]] Flow row_by_row(const Flow& input, const RowWork& work);

/// What folding aims at.
struct Goal {
  std::int64_t below_cycles = 0;       ///< cycles a frame must be below this (FINN's rule is strict)
  std::int64_t max_weight_bits = 36;   ///< SIMD × weight bits at which SIMD stops growing
};

/// How a unit is made.
struct Build {
  const Estimates& estimates;
  bool use_dsp = false;                ///< products in DSP
  bool rtl = false;                    ///< matrix-vector units: RTL, else HLS
};

class Unit {
 public:
  virtual ~Unit() = default;
  [[nodiscard]] virtual std::string_view kind() const = 0;  ///< "MVAU"
  [[nodiscard]] virtual FoldLimits limits() const = 0;
  /// Cycles a frame by the published estimate: what folding goes by.
  [[nodiscard]] virtual std::int64_t cycles(const Fold& fold) const = 0;
  /// Cycles from frame to frame when nothing stalls; less than cycles() where frames overlap.
  [[nodiscard]] virtual std::int64_t interval(const Fold& fold) const { return cycles(fold); }
  /// The same behind a converter from a stream of only `lanes` elements a beat.
  [[nodiscard]] virtual std::int64_t interval_fed(const Fold& fold, std::int64_t) const { return interval(fold); }
  [[nodiscard]] virtual std::int64_t input_ports() const { return 1; }
  [[nodiscard]] virtual std::int64_t output_ports() const { return 1; }
  /// Names of the ports in the stream simulation; empty: the only one of its direction.
  [[nodiscard]] virtual std::string input_name(std::int64_t) const { return ""; }
  [[nodiscard]] virtual std::string output_name(std::int64_t) const { return ""; }
  [[nodiscard]] virtual Side input(std::int64_t port, const Fold& fold) const = 0;
  [[nodiscard]] virtual Side output(const Fold& fold) const = 0;
  [[nodiscard]] virtual Resources resources(const Fold& fold, const Build& build) const = 0;
  /// When the outputs leave, given when the inputs come (one Flow an input port, at its own width) and nothing stalls
  /// behind it. `interval`: as interval_fed says.
  [[nodiscard]] virtual Flow through(std::span<const Flow> inputs, const Fold& fold, std::int64_t interval) const = 0;
  /// The unit in the stream simulation.
  [[nodiscard]] virtual UnitSpec spec(const std::string& name, const Fold& fold) const = 0;

  /// Slowest folding below the goal, or the fastest there is. Default: pe over the divisors of its axis, then simd.
  [[nodiscard]] virtual Fold fold_for(const Goal& goal) const;
  /// Folding of a unit that goes with another ("leader"): same elements a beat.
  [[nodiscard]] virtual Fold follow(const Fold& leader) const;
  /// Folding all of it: pe and simd at their limits.
  [[nodiscard]] virtual Fold unfolded() const;
  /// Nothing wrong, or axis, value and nearest legal values.
  [[nodiscard]] virtual Result<void> check(const Fold& fold, const std::string& place) const;
  /// Multiply-accumulates in one cycle, 0 for units without products.
  [[nodiscard]] virtual std::int64_t macs_per_cycle(const Fold&) const { return 0; }
  /// DSP that use_dsp would take, and bits of a product's operands together; 0 for units without products.
  [[nodiscard]] virtual int product_bits() const { return 0; }
  /// A matrix unit counts in explicit folding lists.
  [[nodiscard]] virtual bool is_matrix() const { return false; }
  /// Bits of coefficients kept in the fabric.
  [[nodiscard]] virtual std::int64_t weight_bits_total() const { return 0; }
  /// Coefficients for a simulation that carries values; default: none.
  virtual void attach_tables(UnitSpec&, const Fold&) const {}
};

/// Divisors of n >= 1, ascending.
[[nodiscard]] std::vector<std::int64_t> divisors(std::int64_t n);
/// "8 or 16": the divisors of `of` around `value`.
[[nodiscard]] std::string nearest_divisors(std::int64_t value, std::int64_t of);

}  // namespace quartet::dataflow
