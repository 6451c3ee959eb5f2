#include "accel/cnn/memory_map.hpp"

namespace quartet::cnn {

DataRegion::Address DataRegion::address(std::int64_t pixel, int channel) const {
  constexpr int kWordBytes = 4;
  const int pass = channel / channels.per_pass;
  const int processor = processors[static_cast<std::size_t>(channel % channels.per_pass)];
  const int lane = processor % processors_per_instance;
  Address a;
  a.instance = processor / processors_per_instance;
  if (channels_first) {
    a.byte = (base + pass * ((pixels() + kWordBytes - 1) / kWordBytes)) * kWordBytes + pixel;
  } else if (bytes_per_value == kWordBytes) {
    a.byte = (base + (pixel * channels.passes + pass) * kWordBytes + lane) * kWordBytes;
  } else {
    a.byte = (base + pixel * channels.passes + pass) * kWordBytes + lane;
  }
  return a;
}

std::int64_t DataRegion::whole_words() const {
  constexpr std::int64_t kWordBytes = 4;
  return (channels_first ? (pixels() + kWordBytes - 1) / kWordBytes : pixels() * bytes_per_value) *
         channels.passes;
}

DataRegion DataRegion::whole() const {
  DataRegion r = *this;
  r.base = 0;
  r.words = whole_words();
  return r;
}

std::uint64_t DataRegion::instance_mask() const {
  std::uint64_t mask = 0;
  for (const int p : processors) mask |= std::uint64_t{1} << (p / processors_per_instance);
  return mask;
}

}  // namespace quartet::cnn
