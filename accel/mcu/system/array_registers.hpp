// The control registers of the quadrants as the core reads and writes them.
#pragma once

#include <cstdint>
#include <vector>

#include "accel/mcu/firmware/include/quartet_array_image.h"

namespace quartet::soc {

class ArrayRegisters {
 public:
  explicit ArrayRegisters(int quadrants)
      : control_(static_cast<std::size_t>(quadrants)), layer_count_(control_.size()) {}

  struct Effect {
    bool starts = false;        ///< the first quadrant's enable bit rises
    bool acknowledges = false;  ///< its done bit is written 0
  };
  Effect write_control(int quadrant, std::uint32_t value) {
    std::uint32_t& control = control_[static_cast<std::size_t>(quadrant)];
    const Effect effect{quadrant == 0 && (value & Q_ARRAY_ENABLE) != 0 && (control & Q_ARRAY_ENABLE) == 0,
                        quadrant == 0 && (value & Q_ARRAY_DONE) == 0};
    control = value & ~Q_ARRAY_DONE;
    return effect;
  }
  /// `done`: the array's flag, which every quadrant shows.
  [[nodiscard]] std::uint32_t read_control(int quadrant, bool done) const {
    return control_[static_cast<std::size_t>(quadrant)] | (done ? Q_ARRAY_DONE : 0);
  }
  [[nodiscard]] std::uint32_t& layer_count(int quadrant) {
    return layer_count_[static_cast<std::size_t>(quadrant)];
  }

 private:
  std::vector<std::uint32_t> control_, layer_count_;
};

}  // namespace quartet::soc
