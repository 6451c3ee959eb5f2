#include "accel/mcu/image/kernels.hpp"

namespace quartet::mcu {

const std::vector<KernelSet>& kernel_sets() {
  static const std::vector<KernelSet> sets = {
      {.name = "scalar", .sentence = "plain C, two pixels by four channels", .pixels = 2, .block = 4},
      {.name = "thumb1", .sentence = "Cortex-M0+: two pixels by two channels", .pixels = 2, .block = 2},
      {.name = "smlad",
       .sentence = "Cortex-M4: SXTB16 and SMLAD, two pixels by two channels",
       .pixels = 2,
       .block = 2,
       .wide = true},
      {.name = "xpulp",
       .sentence = "RI5CY: sdotsp and hardware loops, four pixels by four channels",
       .pixels = 4,
       .block = 4,
       .taps_by_four = true},
      {.name = "mpic",
       .sentence = "RI5CY with mixed-precision dot products, four pixels by four channels",
       .pixels = 4,
       .block = 4,
       .wide = true,
       .taps_by_four = true,
       .mixed = true},
  };
  return sets;
}

Result<KernelSet> find_kernel_set(const std::string& name) {
  std::vector<std::string> names;
  for (const KernelSet& set : kernel_sets()) {
    if (set.name == name) return set;
    names.push_back(set.name);
  }
  const std::string near = nearest(name, names);
  return bad_input("mcu.kernels", "there are no kernels '" + name + "'",
                   near.empty() ? "one of scalar, thumb1, smlad, xpulp, mpic" : "did you mean '" + near + "'?");
}

namespace {

/// q_packs_input() of the firmware: an input with narrow fields is packed once for all patches.
std::int64_t packed_input_bytes(const KernelSet& kernels, const q_layer& layer) {
  constexpr std::int64_t kReadBehind = 16;
  const std::int64_t pixel_bits = std::int64_t{layer.in_c} * layer.activation_format;
  if (!kernels.mixed || layer.activation_format == 8 || pixel_bits % 8 != 0 || layer.kernel_h * layer.kernel_w == 1) return 0;
  return ((layer.in_h * layer.in_w * pixel_bits / 8 + 3) & ~std::int64_t{3}) + kReadBehind;
}

}  // namespace

std::int64_t scratch_bytes(const KernelSet& kernels, const q_layer& layer) {
  const std::int64_t words = layer.depth_words;
  switch (layer.op) {
    case Q_CONV:
      if (layer.weight_kind == Q_XNOR) return 2 * 4 * words;
      return 4 * words * (kernels.pixels * (kernels.wide ? 3 : 1) + kernels.block) + packed_input_bytes(kernels, layer);
    case Q_DEPTHWISE:
      if (layer.weight_kind == Q_KERNEL_ROWS) return 4;  // one zero point
      return ((layer.in_c + std::int64_t{3}) & ~std::int64_t{3}) +
             std::int64_t{4} * layer.kernel_h * layer.kernel_w;
    default:
      return 0;
  }
}

}  // namespace quartet::mcu
