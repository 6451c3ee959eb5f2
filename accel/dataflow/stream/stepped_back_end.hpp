// The cycle-stepped back end. Every block's registers are advanced in every cycle; RTL may stand in for any unit.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "accel/dataflow/stream/elaborate.hpp"

namespace quartet::dataflow::stream {

/// A block in place of a unit's own registers: same ports in the same order.
struct StandIn {
  std::unique_ptr<IStepNode> node;
  std::uint64_t longest_silence = 1;  ///< cycles it may work without a beat at any port
};
using StandIns = std::map<std::string, StandIn>;  ///< by unit

/// The whole graph behind one clock: plain C++, for an SC_METHOD or a loop.
class SteppedGraph {
 public:
  SteppedGraph(const Elaborated& graph, const StreamGraph& source, const StreamOptions& options, StandIns stand_ins);
  ~SteppedGraph();
  SteppedGraph(const SteppedGraph&) = delete;
  SteppedGraph& operator=(const SteppedGraph&) = delete;

  /// One clock cycle. False once nothing can move any more.
  bool cycle();
  [[nodiscard]] std::uint64_t now() const;
  [[nodiscard]] StreamResult result() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

[[nodiscard]] Result<StreamResult> run_stepped(const StreamGraph& graph, const StreamOptions& options, StandIns stand_ins);

}  // namespace quartet::dataflow::stream
