// The model beside a block in RTL: it gets what the block gets, and its beats are compared with the block's.
//
//   cycles   the model runs in lockstep, `offset` cycles behind its block (or ahead): every beat at every port must pass in the
//            stated cycle. The block's outputs come `offset` cycles after the model's, its inputs are taken in the same cycles.
//   values   the model runs as fast as it can; beats are compared by their order alone
//
// Comparing ends with the first difference.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "accel/dataflow/stream/stage.hpp"

namespace quartet::dataflow::lockstep {

/// The settled signals of a block in one cycle. `in` is null where nothing is offered.
struct Seen {
  std::span<const char> in_valid, in_ready, out_valid, out_ready;
  std::span<const Lanes* const> in, out;
};

/// Where block and model part.
struct Difference {
  enum class Kind { value, cycle, protocol, hang };
  Kind kind = Kind::value;
  std::uint64_t cycle = 0;
  std::string port;
  bool at_input = false;
  std::uint64_t beat = 0;                  ///< of the run, from 0
  std::size_t lane = 0;                    ///< value
  std::int32_t model = 0, block = 0;       ///< value
  bool model_first = false;                ///< cycle: the model's beat is there, the block's is not
  std::vector<std::string> notes;          ///< protocol: the rule; hang: the state of every port
};

class IComparison {
 public:
  virtual ~IComparison() = default;
  /// One cycle, before the clock edge. The first difference, or nullopt.
  [[nodiscard]] virtual std::optional<Difference> cycle(std::uint64_t now, const Seen& seen) = 0;
  /// Beats of the model that the block has yet to give.
  [[nodiscard]] virtual bool owes() const = 0;
  /// What the model did in the last cycle: for the shares.
  [[nodiscard]] virtual stream::IStepNode::Did did() const = 0;
  [[nodiscard]] virtual std::uint64_t beats_compared() const = 0;
};

/// `ports`: of the unit, inputs first. `offset` nullopt: values only.
[[nodiscard]] std::unique_ptr<IComparison> make_comparison(std::unique_ptr<stream::IStepNode> model, std::vector<Port> ports,
                                                           std::optional<std::int64_t> offset);

}  // namespace quartet::dataflow::lockstep
