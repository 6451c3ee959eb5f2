// What moves the beats of one unit. A stage describes itself once and makes a node for each back end:
//
//   cycle-stepped: IStepNode, registers advanced every clock edge; the seam for RTL, which offers the same signals
//   event-driven:  EventNode (event_node.hpp), the cycles of whole bursts of beats from the cycles of others
//
// Both nodes of a stage give the same cycles; tests/property/dataflow_stream holds them to it.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "accel/dataflow/stream/stream_graph.hpp"

namespace quartet::dataflow::stream {

/// A block with valid/ready ports. In each cycle: valid() and payload() are read; settle() is called once all blocks behind it
/// have settled; then clock(). Valid depends on registers alone; ready may depend on this block's own input valids and
/// output readies. Valid once raised is held until ready.
class IStepNode {
 public:
  /// What happened in a cycle, for the shares.
  enum class Did { step, starved, stalled };
  virtual ~IStepNode() = default;
  [[nodiscard]] virtual bool valid(std::size_t output) const = 0;
  /// The values offered at an output that is valid; empty when the node carries none.
  [[nodiscard]] virtual const Lanes& payload(std::size_t output) const = 0;
  /// Fills in_ready.
  virtual void settle(std::span<const char> in_valid, std::span<const char> out_ready, std::span<char> in_ready) = 0;
  /// The clock edge. `in` holds what is offered at each input (null: no values).
  virtual Did clock(std::span<const char> in_fire, std::span<const char> out_fire, std::span<const Lanes* const> in) = 0;

  // Only of a block that stands in for a unit:
  /// What is offered at each input (null: nothing, or no values), before settle().
  virtual void offer(std::span<const Lanes* const>) {}
  /// It cannot go on: the run ends with this cycle.
  [[nodiscard]] virtual bool stopped() const { return false; }
};

class EventNode;
class Wire;

/// Facts of a stage that both back ends need.
struct StageFacts {
  std::uint64_t steps_per_sample = 1;
  std::uint64_t longest_silence = 1;  ///< cycles it may work without a step or a beat at any port
  std::uint64_t run_ahead = 1;        ///< beats it may offer at one output before the first of them is taken
};

/// A run: how many samples a stage may begin, and whether values are carried.
struct NodeOptions {
  std::uint64_t samples = 1;
  bool values = false;
};

class IStage {
 public:
  virtual ~IStage() = default;
  [[nodiscard]] virtual StageFacts facts() const = 0;
  [[nodiscard]] virtual std::unique_ptr<IStepNode> step_node(const NodeOptions& options) const = 0;
  [[nodiscard]] virtual std::unique_ptr<EventNode> event_node(const NodeOptions& options, std::vector<Wire*> in, std::vector<Wire*> out) const = 0;
};

/// What a stage computes: called once a step with what is at its inputs; fills `out` when the step produces. Null: no values.
/// `in[i]` is null where the step takes nothing.
class IStepFunction {
 public:
  virtual ~IStepFunction() = default;
  virtual void step(std::span<const Lanes* const> in, std::span<Lanes> out) = 0;
};
using MakeFunction = std::shared_ptr<const class IFunctionMaker>;
class IFunctionMaker {
 public:
  virtual ~IFunctionMaker() = default;
  [[nodiscard]] virtual std::unique_ptr<IStepFunction> make() const = 0;
};

/// A maker from a callable that returns a fresh callable: `function([=] { return [state…](in, out) mutable {…}; })`.
template <class Factory>
[[nodiscard]] MakeFunction function_of(Factory factory) {
  using Call = decltype(factory());
  struct Function final : IStepFunction {
    explicit Function(Call c) : call(std::move(c)) {}
    void step(std::span<const Lanes* const> in, std::span<Lanes> out) override { call(in, out); }
    Call call;
  };
  struct Maker final : IFunctionMaker {
    explicit Maker(Factory f) : factory(std::move(f)) {}
    [[nodiscard]] std::unique_ptr<IStepFunction> make() const override { return std::make_unique<Function>(factory()); }
    Factory factory;
  };
  return std::make_shared<Maker>(std::move(factory));
}

}  // namespace quartet::dataflow::stream
