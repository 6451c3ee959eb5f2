// Both rungs: the firmware on the instruction-set simulator, beside the SystemC model of the array or its
// closed form.
#pragma once

#include <span>

#include "accel/cnn/lower.hpp"
#include "accel/mcu/elf/elf32.hpp"
#include "accel/mcu/system/array_image.hpp"
#include "accel/mcu/system/inference.hpp"

namespace quartet::soc {

/// Everything that an inference needs; what it refers to must outlive it.
struct System {
  const Network& network;
  const cnn::Program& program;
  const cnn::Params& array;
  const SystemParams& params;
  const AddressMap& map;
  const mcu::ElfImage& firmware;
  const ArrayImage& image;
  Rounding rounding;
};

/// In a fresh kernel context; may be called any number of times in a process, not from two threads.
[[nodiscard]] Result<Inference> simulate(const System& system, std::span<const Values> inputs);

/// Without a kernel and without values. Equal to the simulation but for the softmax, whose time depends on
/// the result, and for streaming layers.
[[nodiscard]] Result<Inference> plan(const System& system);

}  // namespace quartet::soc
