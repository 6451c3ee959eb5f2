// Where the core sees registers and memories of the array.
//
// Of the chip: the bases, strides and the registers control (bit 0 enable, bit 12 done), layer count (number
// - 1), FIFO status and data; a bias in a word of its own. Ours: the bytes of a weight memory follow one
// another from its base, and the registers that configure single layers are not there (the array knows its
// program).
#pragma once

#include <cstdint>
#include <optional>

#include "accel/cnn/params.hpp"
#include "accel/mcu/system/params.hpp"
#include "sim/base/error.hpp"

namespace quartet::soc {

enum class Place { control, layer_count, biases, weights, data, fifo_status, fifo_data };

struct Target {
  Place place = Place::control;
  int unit = 0;           ///< quadrant, processor, instance or FIFO
  std::int64_t byte = 0;  ///< within the memory
};

class AddressMap {
 public:
  /// Fails where a memory of the array does not fit its window.
  [[nodiscard]] static Result<AddressMap> make(const SystemParams& system, const cnn::Params& array);

  /// nullopt: nothing answers. Accesses are words.
  [[nodiscard]] std::optional<Target> find(std::uint32_t address) const;
  [[nodiscard]] std::uint32_t address(Place place, int unit, std::int64_t byte) const;
  /// The span that holds everything, in whole granules of the core's memory map.
  [[nodiscard]] std::uint32_t base() const { return base_; }
  [[nodiscard]] std::uint32_t bytes() const { return bytes_; }

  static constexpr int kFifos = 4;

 private:
  AddressMap(const SystemParams& system, const cnn::Params& array) : system_(system), array_(array) {}
  [[nodiscard]] Result<void> check() const;
  [[nodiscard]] std::optional<Target> find_in_quadrant(std::int64_t offset, int quadrant) const;

  SystemParams system_;
  cnn::Params array_;
  std::uint32_t base_ = 0, bytes_ = 0;
};

}  // namespace quartet::soc
