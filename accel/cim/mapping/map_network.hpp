// A network on the machine: which layers run on the array and where their cells lie, which run in the digital
// unit.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "accel/cim/mapping/activation_memory.hpp"
#include "accel/cim/mapping/block.hpp"

namespace quartet::cim {

/// A layer with weights, its blocks, and the digital layers that run with it (behind it; before the first
/// one, ahead of it).
struct MappedLayer {
  std::string name;                       ///< graph layers, joined by "+"
  std::string op;                         ///< joined by "+"
  std::vector<std::size_t> graph_layers;  ///< in order; one of them is analog.layer
  AnalogLayer analog;
  std::vector<Block> blocks;
  std::int64_t macs = 0;
  std::int64_t digital_elements =
      0;  ///< of digital layers that take a pass of their own through the digital unit

  [[nodiscard]] std::int64_t cells() const;
  [[nodiscard]] std::int64_t useful_cells() const;
  /// MVMs of one inference: positions × blocks.
  [[nodiscard]] std::int64_t mvms() const {
    return analog.positions() * static_cast<std::int64_t>(blocks.size());
  }
};

struct Mapping {
  std::vector<MappedLayer> layers;
  ActivationMemory activations;
  int arrays = 0;  ///< in use

  [[nodiscard]] std::int64_t cells() const;
  [[nodiscard]] std::int64_t useful_cells() const;
};

/// Errors: bad_input with every layer that has neither an analog nor a digital mapping, and why; does_not_fit
/// when the cells or the activations do not fit: by how much, and what would. The network is validated.
[[nodiscard]] Result<Mapping> map_network(const Network& network, const Params& params);

/// How the digital unit runs an operator.
enum class DigitalUse {
  none,     ///< it does not
  inline_,  ///< on values as they come from the ADC: no time of its own
  pass      ///< a pass over the elements of the layer
};
[[nodiscard]] DigitalUse digital_use(const std::string& op);

}  // namespace quartet::cim
