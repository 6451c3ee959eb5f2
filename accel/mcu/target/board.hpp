// A core with its memories, the firmware and a network image: one inference after the other.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "accel/mcu/core.hpp"
#include "accel/mcu/image/image.hpp"
#include "accel/mcu/machine.hpp"
#include "accel/mcu/target/params.hpp"
#include "accel/mcu/target/stalls.hpp"
#include "workloads/graph/tensor.hpp"

namespace quartet::mcu {

/// Where everything lies, and what of it the device has.
struct Placement {
  std::uint32_t arena = 0, image = 0;
  std::uint32_t copy_from = 0;  ///< 0: the image is used where it is stored
  std::int64_t flash_used = 0, ram_used = 0;
  std::uint32_t next_input = 0;  ///< with mcu.input = dma_beside: the other input buffer
};
/// Fails with does_not_fit: both memories with what is needed and what is there.
[[nodiscard]] Result<Placement> place(const McuParams& params, const ElfImage& firmware, const NetworkImage& image);

/// Counters at one moment.
struct Snapshot {
  std::uint64_t cycles = 0, instructions = 0;
  std::uint64_t sleep_cycles = 0, flash_data_stalls = 0, flash_fetch_stalls = 0, bank_conflicts = 0;
  StaticStalls stalls;  ///< with Options::counted
};

struct InferenceTrace {
  std::vector<Snapshot> marks;  ///< before each layer, and one behind the last
  Values logits;
};

class Board {
 public:
  struct Options {
    bool timed = true;    ///< false: one cycle an instruction, no wait states
    bool counted = false;  ///< snapshots with stalls by cause
  };
  [[nodiscard]] static Result<std::unique_ptr<Board>> make(const McuParams& params, const ElfImage& firmware,
                                                           const NetworkImage& image, Options options);
  ~Board();
  Board(const Board&) = delete;
  Board& operator=(const Board&) = delete;

  /// One inference; the first follows reset, later ones find warm caches. `inputs`: one Values per network input.
  [[nodiscard]] Result<InferenceTrace> run(std::span<const Values> inputs);
  /// Cycles from reset to the first layer's start that copied the image into SRAM; after the first run().
  [[nodiscard]] std::uint64_t copy_cycles() const;
  /// Cycles in which a DMA brings all inputs; nullopt: with mcu.input = in_sram nothing does.
  [[nodiscard]] std::optional<std::uint64_t> input_cycles() const;
  [[nodiscard]] const Placement& placement() const;
  [[nodiscard]] const Machine& machine() const;

 private:
  struct Parts;
  explicit Board(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace quartet::mcu
