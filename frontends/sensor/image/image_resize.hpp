// Image sizes: exact integer models on uint8, H x W x C.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sim/config/parameter_set.hpp"

namespace quartet::sensor {

struct ResizeParams {
  int height = 96, width = 96;
  std::string method = "area";  ///< area | bilinear

  /// Below "resize."; the fields must outlive the set.
  void declare(ParameterSet& set);
};

/// Input pixels that each output pixel is made of, along one axis.
struct Taps {
  std::vector<std::uint16_t> first;    ///< of each output pixel
  std::vector<std::uint16_t> weights;  ///< per_pixel of them each; beyond the last input pixel they are 0
  std::uint32_t per_pixel = 0;
  std::uint32_t total = 0;  ///< sum of the weights of a pixel
};
/// Both sizes from 1 to kMostSide.
inline constexpr std::int64_t kMostSide = 4096;
[[nodiscard]] Taps make_taps(const std::string& method, std::int64_t in, std::int64_t out);

struct Picture {
  std::int64_t height = 0, width = 0, channels = 0;
};
/// (sum of weight · weight · pixel + total/2) ÷ total in integers; rows.first.size() × columns.first.size() ×
/// channels at `to`.
void resize(const std::uint8_t* from, const Picture& size, const Taps& rows, const Taps& columns,
            std::uint8_t* to);

}  // namespace quartet::sensor
