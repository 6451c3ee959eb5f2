// What stands around a Verilated block inside SystemC: it writes the inputs of a cycle and reads the outputs.
#pragma once

namespace quartet::rtl {

class RtlModel;

class IBlockDriver {
 public:
  enum class Next {
    cycle,        ///< goes on
    synchronize,  ///< goes on, but not before the rest of the simulation has come to the same time
    end           ///< the block is not clocked again
  };
  virtual ~IBlockDriver() = default;
  /// Once a cycle, before its rising edge, with the clock low: write inputs, model.settle(), read outputs. What it says holds
  /// after the edge.
  [[nodiscard]] virtual Next before_edge(RtlModel& model) = 0;
};

}  // namespace quartet::rtl
