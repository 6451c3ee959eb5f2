#include "accel/mcu/system/address_map.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "accel/mcu/engine/memory_map.hpp"
#include "accel/mcu/firmware/include/quartet_array_image.h"

namespace quartet::soc {

namespace {

constexpr std::int64_t kWord = 4;

/// A memory at `base` + k · `stride`: which one holds `address`, if any.
std::optional<Target> find_in(Place place, std::int64_t address, std::int64_t base, std::int64_t stride,
                              std::int64_t count, std::int64_t bytes) {
  if (address < base) return std::nullopt;
  const std::int64_t k = count == 1 ? 0 : (address - base) / stride;
  const std::int64_t byte = address - base - k * stride;
  if (k >= count || byte >= bytes) return std::nullopt;
  return Target{place, static_cast<int>(k), byte};
}

int instances_of_a_quadrant(const cnn::Params& p) {
  return p.processors_per_quadrant / p.processors_per_instance;
}

}  // namespace

Result<AddressMap> AddressMap::make(const SystemParams& system, const cnn::Params& array) {
  AddressMap map(system, array);
  if (auto fits = map.check(); !fits) return pass(fits.error());
  const std::int64_t first = std::min(
      {system.control_base, system.bias_base, system.weight_base, system.data_base, system.fifo_base});
  const std::int64_t last =
      std::max({system.control_base, system.bias_base, system.weight_base, system.data_base}) +
      array.quadrants * system.quadrant_stride;
  constexpr std::int64_t kGranule = mcu::MemoryMap::kGranule;
  const std::int64_t begin = first / kGranule * kGranule;
  const std::int64_t end =
      (std::max(last, system.fifo_base + kWord * (kFifos + 1)) + kGranule - 1) / kGranule * kGranule;
  if (end > (std::int64_t{1} << 32)) return bad_input("cnn-system", "the array's addresses end beyond 4 GiB");
  map.base_ = static_cast<std::uint32_t>(begin);
  map.bytes_ = static_cast<std::uint32_t>(end - begin);
  return map;
}

Result<void> AddressMap::check() const {
  const SystemParams& s = system_;
  struct Window {
    const char* name;
    std::int64_t base, bytes;
  };
  const std::int64_t weights =
      std::int64_t{std::max(array_.weight_words, array_.weight_words_first)} * array_.word_bits / 8;
  const std::int64_t processors = array_.processors_per_quadrant, instances = instances_of_a_quadrant(array_);
  if (weights > s.weight_stride || array_.data_bytes_per_instance > s.data_stride)
    return bad_input(
        "cnn-system",
        fmt::format("the array's memories ({} B of weights, {} B of data each) do not fit the strides of "
                    "{} and {} B at which the core sees them",
                    weights, array_.data_bytes_per_instance, s.weight_stride, s.data_stride),
        "smaller memories, or larger cnn-system.weight_stride and data_stride");
  if (s.quadrant_stride % kWord != 0 || s.weight_stride % kWord != 0 || s.data_stride % kWord != 0)
    return bad_input("cnn-system", "the strides between the array's memories must be whole words");
  std::array<Window, 4> windows{{{"registers", s.control_base, Q_ARRAY_LAYER_COUNT + kWord},
                                 {"biases", s.bias_base, array_.bias_bytes_per_quadrant * kWord},
                                 {"weights", s.weight_base, processors * s.weight_stride},
                                 {"data", s.data_base, instances * s.data_stride}}};
  std::sort(windows.begin(), windows.end(), [](const Window& a, const Window& b) { return a.base < b.base; });
  for (std::size_t i = 0; i < windows.size(); ++i) {
    // Behind the last window comes the first one of the next quadrant.
    const std::int64_t next =
        i + 1 == windows.size() ? windows[0].base + s.quadrant_stride : windows[i + 1].base;
    if (windows[i].base % kWord != 0 || windows[i].base + windows[i].bytes > next)
      return bad_input(
          "cnn-system",
          fmt::format("the window of the array's {} at 0x{:08x} is not aligned or reaches into the next",
                      windows[i].name, windows[i].base));
  }
  if (s.fifo_base % kWord != 0 || s.fifo_base + kWord * (kFifos + 1) > windows[0].base)
    return bad_input(
        "cnn-system",
        fmt::format("the FIFOs' registers at 0x{:08x} are not aligned or not below the quadrants'",
                    s.fifo_base));
  return {};
}

std::optional<Target> AddressMap::find_in_quadrant(std::int64_t at, int quadrant) const {
  const SystemParams& s = system_;
  const int processors = array_.processors_per_quadrant, instances = instances_of_a_quadrant(array_);
  if (at == s.control_base + Q_ARRAY_CONTROL) return Target{Place::control, quadrant, 0};
  if (at == s.control_base + Q_ARRAY_LAYER_COUNT) return Target{Place::layer_count, quadrant, 0};
  if (auto t = find_in(Place::biases, at, s.bias_base, 1, 1, array_.bias_bytes_per_quadrant * kWord)) {
    *t = {Place::biases, quadrant, t->byte / kWord};
    return t;
  }
  if (auto t = find_in(Place::weights, at, s.weight_base, s.weight_stride, processors, s.weight_stride)) {
    t->unit += quadrant * processors;
    const std::int64_t bytes = std::int64_t{array_.weight_words_of(t->unit)} * array_.word_bits / 8;
    return t->byte + kWord <= bytes ? t : std::nullopt;
  }
  auto t = find_in(Place::data, at, s.data_base, s.data_stride, instances, array_.data_bytes_per_instance);
  if (t) t->unit += quadrant * instances;
  return t;
}

std::optional<Target> AddressMap::find(std::uint32_t address) const {
  if (address % kWord != 0) return std::nullopt;
  const std::int64_t at = address;
  if (at == system_.fifo_base) return Target{Place::fifo_status, 0, 0};
  if (auto t = find_in(Place::fifo_data, at, system_.fifo_base + Q_FIFO_DATA, kWord, kFifos, kWord)) return t;
  for (int q = 0; q < array_.quadrants; ++q) {
    if (auto t = find_in_quadrant(at - q * system_.quadrant_stride, q)) return t;
  }
  return std::nullopt;
}

std::uint32_t AddressMap::address(Place place, int unit, std::int64_t byte) const {
  const SystemParams& s = system_;
  const auto in_quadrants = [&](std::int64_t base, int per_quadrant, std::int64_t stride) {
    return static_cast<std::uint32_t>(base + unit / per_quadrant * s.quadrant_stride +
                                      unit % per_quadrant * stride + byte);
  };
  switch (place) {
    case Place::control:
      return in_quadrants(s.control_base + Q_ARRAY_CONTROL, 1, 0);
    case Place::layer_count:
      return in_quadrants(s.control_base + Q_ARRAY_LAYER_COUNT, 1, 0);
    case Place::biases:
      return static_cast<std::uint32_t>(s.bias_base + unit * s.quadrant_stride + byte * kWord);
    case Place::weights:
      return in_quadrants(s.weight_base, array_.processors_per_quadrant, s.weight_stride);
    case Place::data:
      return in_quadrants(s.data_base, instances_of_a_quadrant(array_), s.data_stride);
    case Place::fifo_status:
      return static_cast<std::uint32_t>(s.fifo_base);
    case Place::fifo_data:
      break;
  }
  return static_cast<std::uint32_t>(s.fifo_base + Q_FIFO_DATA + unit * kWord);
}

}  // namespace quartet::soc
