#include "frontends/sensor/audio/clips.hpp"

#include <array>
#include <cmath>
#include <cstring>

namespace quartet::sensor {

namespace {

std::array<std::int16_t, 256> mu_law_table() {
  constexpr double kFullScale = 32767.0, kMu = 255.0;
  std::array<std::int16_t, 256> table{};
  for (std::size_t q = 0; q < table.size(); ++q) {
    const double y = static_cast<double>(q) / 127.5 - 1.0;
    const double x = std::copysign((std::pow(kMu + 1.0, std::fabs(y)) - 1.0) / kMu, y);
    table[q] = static_cast<std::int16_t>(std::lround(x * kFullScale));
  }
  return table;
}

}  // namespace

Result<Clips> read_clips(const NpyArray& array, const std::string& place) {
  if (array.shape.empty() || array.shape.size() > 2 || array.elements() == 0)
    return bad_input(place, "is not audio: its shape is not [samples] or [clips, samples]");
  Clips clips;
  clips.samples = array.shape.back();
  clips.count = array.elements() / clips.samples;
  clips.values.resize(static_cast<std::size_t>(array.elements()));
  if (array.type == NpyType::i16) {
    std::memcpy(clips.values.data(), array.data.data(), array.data.size());
    return clips;
  }
  if (array.type != NpyType::u8)
    return bad_input(place,
                     "has elements of type " + std::string(npy_type_name(array.type)) + ", which is no audio",
                     "give int16 samples, or uint8 in mu-law");
  const std::array<std::int16_t, 256> table = mu_law_table();
  for (std::size_t i = 0; i < clips.values.size(); ++i) clips.values[i] = table[array.data[i]];
  return clips;
}

}  // namespace quartet::sensor
