// The sets of kernels that the firmware is built with, as the image compiler must know them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "accel/mcu/firmware/include/quartet_image.h"
#include "sim/base/error.hpp"

namespace quartet::mcu {

/// Mirrors isa.h of the firmware's folder src/isa/NAME.
struct KernelSet {
  std::string name;
  std::string sentence;
  int pixels = 1;           ///< Q_PIXELS: patches a call of the product kernel
  int block = 4;            ///< Q_BLOCK: output channels of a weight block
  bool wide = false;        ///< Q_WIDE: patches are widened to 16 bit
  bool taps_by_four = false;  ///< depthwise weights are turned for four-byte dot products
  bool mixed = false;       ///< Q_MIXED: sub-byte weights are computed on as they lie
};

/// "scalar", "thumb1", "smlad", "xpulp", …
[[nodiscard]] const std::vector<KernelSet>& kernel_sets();
[[nodiscard]] Result<KernelSet> find_kernel_set(const std::string& name);

/// Bytes of scratch memory that a layer needs, as src/scratch.h of the firmware divides it.
[[nodiscard]] std::int64_t scratch_bytes(const KernelSet& kernels, const q_layer& layer);

}  // namespace quartet::mcu
