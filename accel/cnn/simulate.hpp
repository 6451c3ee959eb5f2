// The simulate rung: the SystemC model of the array runs one inference with its values.
#pragma once

#include <span>
#include <vector>

#include "accel/cnn/lower.hpp"
#include "accel/cnn/stand_in.hpp"
#include "accel/target.hpp"

namespace quartet::cnn {

/// What the model measured and computed.
struct Measured {
  std::vector<std::uint64_t> layer_cycles;
  std::uint64_t weight_load = 0, input_load = 0, start = 0, interrupt = 0, read_out = 0;
  std::uint64_t conflicts = 0;   ///< array cycles lost to the host at the ports of the data memory
  std::uint64_t fifo_waits = 0;  ///< array cycles without input in the FIFO
  std::uint64_t host_waits = 0;  ///< host cycles before a full FIFO
  std::vector<Values> outputs;   ///< of each hardware layer, as read back from the data memory
  Values result;                 ///< as the host read it
};

/// One Values a network input, of its size and within its type.
[[nodiscard]] Result<void> check_inputs(const Network& network, std::span<const Values> inputs);

/// `stand_in`: computes some layers' convolutions beside the model. Runs in a fresh kernel context; may be called any number of times in a process, not from two threads.
[[nodiscard]] Result<Measured> simulate(const Network& network, const Program& program, const Params& params,
                                        std::span<const Values> inputs, Rounding rounding,
                                        IConvolutionStandIn* stand_in = nullptr);

}  // namespace quartet::cnn
