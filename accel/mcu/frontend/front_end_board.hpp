// A front end in firmware: one input after the other on the simulated core of a platform.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "accel/mcu/target/params.hpp"
#include "accel/target.hpp"

namespace quartet::mcu {

/// The parameters of a target of kind "mcu"; fails (bad_input) for others.
[[nodiscard]] Result<McuParams> mcu_params_of(ITarget& target);

/// What the firmware "frontend-NAME" is given (quartet_frontend.h), and what it needs.
struct FrontEndProgram {
  std::string arithmetic;  ///< "fixed" or "float32"
  std::vector<std::uint8_t> tables;
  std::int64_t count = 0;  ///< q_frontend_boot.count
  std::int64_t input_bytes = 0, scratch_bytes = 0, output_bytes = 0;
};

/// One input on the core: cycles from the first instruction of the program to its last store.
struct FrontEndRun {
  std::vector<std::int8_t> features;
  std::uint64_t cycles = 0, instructions = 0;
  std::uint64_t wait_cycles = 0;  ///< of `cycles`: for flash
};

class FrontEndBoard {
 public:
  /// The input lies in SRAM when a run begins. Fails with does_not_fit where the memories are too small,
  /// bad_input where the firmware was not built.
  [[nodiscard]] static Result<std::unique_ptr<FrontEndBoard>> make(const McuParams& platform,
                                                                   FrontEndProgram program);
  ~FrontEndBoard();
  FrontEndBoard(const FrontEndBoard&) = delete;
  FrontEndBoard& operator=(const FrontEndBoard&) = delete;

  /// `input` has the program's input_bytes. The first run follows reset, later ones find warm caches.
  [[nodiscard]] Result<FrontEndRun> run(std::span<const std::uint8_t> input);
  [[nodiscard]] Result<FrontEndRun> run(std::span<const std::int16_t> input);
  [[nodiscard]] const FrontEndProgram& program() const;
  [[nodiscard]] std::int64_t ram_bytes() const;  ///< data, stack, input, workspace and features

 private:
  struct Parts;
  explicit FrontEndBoard(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace quartet::mcu
