// The units of the data path and the values they compute: pooling, element-wise, and the processors'
// convolutions.
#pragma once

#include <optional>
#include <systemc>
#include <vector>

#include "accel/cnn/data_memory.hpp"
#include "accel/cnn/kernel_packing.hpp"
#include "accel/cnn/lower.hpp"
#include "accel/cnn/model/input_fifo.hpp"
#include "accel/cnn/model/quadrant.hpp"
#include "accel/cnn/stand_in.hpp"
#include "workloads/golden/interpreter.hpp"

namespace quartet::cnn {

/// One unit: runs graph layers with the golden arithmetic and counts the values it produces.
class ComputeUnit : public sc_core::sc_module {
 public:
  explicit ComputeUnit(const sc_core::sc_module_name& name) : sc_module(name) {}
  [[nodiscard]] Result<Values> run(Interpreter& arithmetic, std::size_t layer,
                                   std::span<const Values> inputs);
  std::int64_t values = 0;
};

/// From the bytes of the operands in the data memory to the bytes of the result, through the units in their
/// order. The kernels and biases are those that lie in the weight and bias memories when the array starts.
class DataPath : public sc_core::sc_module {
 public:
  DataPath(const sc_core::sc_module_name& name, const Network& network, const Program& program,
           const Params& params, const KernelLayouts& layouts,
           std::vector<std::unique_ptr<Quadrant>>& quadrants, DataMemory& data_memory, InputFifo& fifo,
           Rounding rounding);

  /// Reads the weight and bias memories.
  [[nodiscard]] Result<void> start();
  /// What a stand-in for the convolution of hardware layer `index` computes: a layer of one operand, before run().
  [[nodiscard]] ConvolutionWork work(std::size_t index);
  /// Computes hardware layer `index` and writes it back.
  [[nodiscard]] Result<Values> run(std::size_t index);

  ComputeUnit pooling_unit, elementwise_unit, convolution;

 private:
  void read_kernels(std::size_t index);
  void read_biases(std::size_t index);
  [[nodiscard]] Values operand(TensorId id);
  [[nodiscard]] ComputeUnit& unit_of(const std::string& op);

  const Params& params_;
  const Program& program_;
  const KernelLayouts& layouts_;
  Network resident_;  ///< the network with the constants that the memories hold
  std::vector<std::unique_ptr<Quadrant>>& quadrants_;
  DataMemory& data_memory_;
  InputFifo& fifo_;
  Rounding rounding_;
  std::optional<Interpreter> arithmetic_;
  std::vector<Values> staged_;  ///< whole maps of tensors whose rows stream through a rolling region
  std::vector<Values> inner_;   ///< of tensors between fused members
};

}  // namespace quartet::cnn
