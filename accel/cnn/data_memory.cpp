#include "accel/cnn/data_memory.hpp"

namespace quartet::cnn {

namespace {

/// Calls visit(first byte, byte stride, first value, value stride) for each channel of a region.
template <class Visit>
void for_each_channel(const DataRegion& r, Visit visit) {
  constexpr std::int64_t kWordBytes = 4;
  for (int c = 0; c < r.channels.count; ++c) {
    const DataRegion::Address a = r.address(0, c);
    const std::int64_t stride =
        r.channels_first ? 1 : r.channels.passes * kWordBytes * (r.bytes_per_value == 4 ? kWordBytes : 1);
    visit(a, stride, r.value_index(0, c), r.chw_values ? 1 : std::int64_t{r.channels.count});
  }
}

}  // namespace

void store(const DataRegion& r, const Values& values, const Instances& instances) {
  const std::int64_t pixels = r.pixels();
  for_each_channel(r, [&](DataRegion::Address a, std::int64_t stride, std::int64_t first, std::int64_t step) {
    std::uint8_t* to = instances[static_cast<std::size_t>(a.instance)].data() + a.byte;
    const std::int32_t* from = values.data() + first;
    if (r.bytes_per_value == 1) {
      for (std::int64_t i = 0; i < pixels; ++i) to[i * stride] = static_cast<std::uint8_t>(from[i * step]);
      return;
    }
    for (std::int64_t i = 0; i < pixels; ++i) {
      const auto v = static_cast<std::uint32_t>(from[i * step]);
      for (int b = 0; b < r.bytes_per_value; ++b)
        to[i * stride + b] = static_cast<std::uint8_t>(v >> (8 * b));
    }
  });
}

Values fetch(const DataRegion& r, const Instances& instances) {
  Values values(static_cast<std::size_t>(r.values()));
  const std::int64_t pixels = r.pixels();
  for_each_channel(r, [&](DataRegion::Address a, std::int64_t stride, std::int64_t first, std::int64_t step) {
    const std::uint8_t* from = instances[static_cast<std::size_t>(a.instance)].data() + a.byte;
    std::int32_t* to = values.data() + first;
    if (r.bytes_per_value == 1) {
      for (std::int64_t i = 0; i < pixels; ++i) to[i * step] = static_cast<std::int8_t>(from[i * stride]);
      return;
    }
    for (std::int64_t i = 0; i < pixels; ++i) {
      std::uint32_t v = 0;
      for (int b = 0; b < r.bytes_per_value; ++b)
        v |= static_cast<std::uint32_t>(from[i * stride + b]) << (8 * b);
      to[i * step] = static_cast<std::int32_t>(v);
    }
  });
  return values;
}

DataMemory::DataMemory(const Params& params) {
  for (int i = 0; i < params.instances(); ++i)
    srams_.emplace_back(Sram::Params{"data_sram_" + std::to_string(i), params.data_bytes_per_instance, 4});
  ports_.resize(srams_.size());
}

Instances DataMemory::contents(std::uint64_t mask) {
  Instances all(srams_.size());
  for (; mask != 0; mask &= mask - 1) {
    const auto i = static_cast<std::size_t>(std::countr_zero(mask));
    all[i] = srams_[i].contents();
  }
  return all;
}

}  // namespace quartet::cnn
