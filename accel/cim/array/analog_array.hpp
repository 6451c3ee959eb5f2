// One physical crossbar of differential device pairs: programmed once, aged to any time, read many times.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "accel/cim/array/nonidealities.hpp"
#include "accel/cim/device/device_model.hpp"
#include "sim/base/error.hpp"

namespace quartet::cim {

/// A rectangle of the array that holds one matrix. `weights`: row-major rows × columns in codes, |w| ≤
/// full_scale; a weight of full_scale is a device at g_max. Integer codes stay exact. Every cell of a block
/// is programmed, zero weights as two devices with target 0. Cells outside of all blocks are never driven and
/// read together and are not sampled.
struct WeightBlock {
  int row = 0, column = 0;
  int rows = 0, columns = 0;
  double full_scale = 1.0;
  std::span<const float> weights = {};
};

/// The inputs of a batch of MVMs of one block, as the DAC drives them.
struct MvmBatch {
  std::span<const float> codes = {};  ///< batch × rows of the block
  int batch = 0;
  double unit = 1.0;  ///< full-scale inputs a code: code × unit = 1 is a full pulse
  double max_code =
      1.0;  ///< no |code| is larger; max_code × full_scale of the block ≤ 2^24, unit within 2^∓24
  std::uint64_t first_index =
      0;  ///< number of the first MVM: what is random per MVM is keyed by (seed, array, number)
};

/// Extension point: how conductance depends on temperature. No such model ships; without one the temperature
/// is unused.
class ITemperatureEffect {
 public:
  virtual ~ITemperatureEffect() = default;
  /// Changes conductances [uS] in place, after drift and read noise.
  virtual void apply(std::span<float> g_us, double temperature_k) const = 0;
};

/// Not thread-safe; copies are independent. Results depend on parameters, seed, id, blocks, time, epoch and
/// MVM numbers only: not on batch size, order or instruction set, bit for bit.
class AnalogArray {
 public:
  struct Params {
    int rows = 1024;
    int columns = 512;
    DeviceModel device = {};
    Nonidealities effects = {};
    std::uint64_t seed = 1;
    std::uint64_t id = 0;  ///< number of this array: its own random streams
    std::shared_ptr<const ITemperatureEffect> temperature = nullptr;  ///< nullptr: none
    double temperature_k = 300.0;
    Isa isa = Isa::automatic;
  };
  static constexpr int kMaxSide = 1 << 16;
  static constexpr std::int64_t kMaxCells = std::int64_t{1} << 26;

  [[nodiscard]] static Result<AnalogArray> create(Params params);

  /// Programs all blocks (they replace earlier ones) and leaves the array as just programmed. Fails with
  /// bad_input when blocks overlap or leave the array, or a weight is beyond full scale or not a number.
  [[nodiscard]] Result<void> program(std::span<const WeightBlock> blocks);

  /// As the programming left it: no drift and no accumulated read noise. The reference of the drift
  /// compensation.
  void set_programmed();
  /// At t_inference [s] after programming (≥ 0), with the accumulated read noise of `epoch`. May go back in
  /// time.
  [[nodiscard]] Result<void> set_time(double t_inference_s, std::uint64_t epoch = 0);

  /// outputs[b × columns + c] = Σ_r weight code × input code with all effects on, as it reaches the
  /// converter. All effects off and integer codes: the exact integer. Never NaN or infinite.
  [[nodiscard]] Result<void> mvm(std::size_t block, const MvmBatch& inputs, std::span<double> outputs);

  /// Effective weights of a block now, in codes, row-major.
  [[nodiscard]] std::vector<float> effective_weights(std::size_t block) const;
  /// The block as programmed; `weights` is empty.
  [[nodiscard]] const WeightBlock& block(std::size_t index) const;
  [[nodiscard]] std::size_t blocks() const;
  [[nodiscard]] const Params& params() const;
  /// MVMs since creation.
  [[nodiscard]] std::uint64_t mvms() const;

  AnalogArray(const AnalogArray& other);
  AnalogArray(AnalogArray&&) noexcept;
  AnalogArray& operator=(AnalogArray&&) noexcept;
  ~AnalogArray();

 private:
  struct State;
  explicit AnalogArray(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace quartet::cim
