// The core with flash, SRAM, firmware and image, running one inference on the array behind `device`.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "accel/mcu/elf/elf32.hpp"
#include "accel/mcu/system/array_device.hpp"
#include "accel/mcu/system/array_image.hpp"
#include "accel/mcu/system/params.hpp"

namespace quartet::soc {

/// Counters when a phase begins.
struct Mark {
  std::uint32_t phase = 0;  ///< q_phase; 0: reset; Q_PHASES: the end
  std::uint64_t cycles = 0, sleep_cycles = 0, instructions = 0;
};

struct CoreTrace {
  std::vector<Mark> marks;  ///< in order of time, reset first, the end last
  std::uint64_t flash_stalls = 0;
  Values values;
  Values probabilities;  ///< empty without a softmax
};

struct CorePlacement {
  std::uint32_t image = 0, arena = 0;
  std::int64_t flash_used = 0, ram_used = 0;
};
/// Fails with does_not_fit: both memories with what is needed and what is there.
[[nodiscard]] Result<CorePlacement> place(const SystemParams& params, const mcu::ElfImage& firmware,
                                          const ArrayImage& image);

class Board {
 public:
  /// `device` must outlive it.
  [[nodiscard]] static Result<std::unique_ptr<Board>> make(const SystemParams& params, const AddressMap& map,
                                                           const mcu::ElfImage& firmware,
                                                           const ArrayImage& image, IArrayDevice& device);
  ~Board();
  Board(const Board&) = delete;
  Board& operator=(const Board&) = delete;

  /// From reset to the end of one inference. `input`: of pack_inputs(). Fails with the reason where the
  /// firmware ends otherwise, or has not ended at core cycle `limit`.
  [[nodiscard]] Result<CoreTrace> run(std::span<const std::uint8_t> input, std::uint64_t limit);
  [[nodiscard]] const CorePlacement& placement() const;

 private:
  struct Parts;
  explicit Board(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace quartet::soc
