#include "frontends/model/golden/arrays.hpp"

#include <fmt/format.h>

namespace quartet::golden {

MapSize map_size(const Shape& shape) {
  return {shape[0], shape[1], shape.size() > 2 ? shape[2] : 1};
}

Values to_hwc(const Values& chw, std::size_t first, MapSize size) {
  const auto pixels = static_cast<std::size_t>(size.h) * static_cast<std::size_t>(size.w);
  const auto channels = static_cast<std::size_t>(size.c);
  Values out(pixels * channels);
  for (std::size_t c = 0; c < channels; ++c) {
    for (std::size_t p = 0; p < pixels; ++p) out[p * channels + c] = chw[first + c * pixels + p];
  }
  return out;
}

Values to_chw(const Values& hwc, MapSize size) {
  const auto pixels = static_cast<std::size_t>(size.h) * static_cast<std::size_t>(size.w);
  const auto channels = static_cast<std::size_t>(size.c);
  Values out(hwc.size());
  for (std::size_t c = 0; c < channels; ++c) {
    for (std::size_t p = 0; p < pixels; ++p) out[c * pixels + p] = hwc[p * channels + c];
  }
  return out;
}

Values to_ohwi(const Values& oihw, int outputs, int inputs, Size2 kernel) {
  const MapSize one{inputs, kernel.h, kernel.w};
  Values out;
  out.reserve(oihw.size());
  for (int o = 0; o < outputs; ++o) {
    const Values filter = to_hwc(oihw, static_cast<std::size_t>(o * one.elements()), one);
    out.insert(out.end(), filter.begin(), filter.end());
  }
  return out;
}

Result<Recorded> Arrays::read(const std::string& file, const std::string& place) {
  const bool plain = !file.empty() && file[0] != '.' && file.find('/') == std::string::npos &&
                     file.find('\0') == std::string::npos;
  if (!plain)
    return bad_input(place, "names an array that is not a file of its own folder",
                     "write the bare file name");
  const auto array = load_(file);
  if (!array) return pass(array.error());
  Recorded out;
  std::int64_t elements = 1;
  for (const std::int64_t d : array->shape) {
    if (d < 1 || d > budget_ / elements)
      return bad_input(place, fmt::format("array {} is empty or too large", file));
    elements *= d;
    out.shape.push_back(static_cast<int>(d));
  }
  budget_ -= elements;
  auto values = array->as_int32();
  if (!values) return bad_input(place, fmt::format("array {} does not hold whole numbers of 32 bits", file));
  out.values = std::move(*values);
  if (static_cast<std::int64_t>(out.values.size()) != elements)
    return bad_input(place, fmt::format("array {} does not fill its shape", file));
  return out;
}

}  // namespace quartet::golden
