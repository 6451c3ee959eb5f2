// What the machine computes: the network's integers through the programmed arrays.
#pragma once

#include <memory>
#include <vector>

#include "accel/cim/array/forward.hpp"
#include "accel/cim/mapping/map_network.hpp"
#include "accel/target.hpp"
#include "workloads/golden/interpreter.hpp"
#include "workloads/golden/requantizer.hpp"

namespace quartet::cim {

/// One Values a network input, each of its size and within its type.
[[nodiscard]] Result<void> check_inputs(const Network& network, std::span<const Values> inputs);

/// The arrays of one machine, programmed with one network by one seed, at the time of the parameters. Every
/// layer can be run on its own (a hardware model does) or all of them (run). Results depend on the seed, the
/// parameters and the number of the sample, on nothing else.
class CimFunction final : public IFunction {
 public:
  /// `network` and `mapping` must outlive the function.
  [[nodiscard]] static Result<std::unique_ptr<CimFunction>> create(const Network& network,
                                                                   const Mapping& mapping,
                                                                   const Params& params,
                                                                   const RunOptions& options);

  [[nodiscard]] Result<Values> run(std::span<const Values> inputs, std::int64_t sample) override;
  /// Counts of conversions, saturated ones by layer.
  [[nodiscard]] std::vector<Figure> figures() const override;

  /// Runs mapped layer `index` with its digital layers; `tensors` holds the values of all tensors by id.
  [[nodiscard]] Result<void> run_layer(std::size_t index, std::int64_t sample, std::vector<Values>& tensors);

 private:
  struct BlockRun {
    std::size_t array = 0, block = 0;  ///< into arrays_ and its blocks
    std::uint64_t first_mvm = 0;       ///< number of its first MVM within an inference
    std::vector<double> factors;       ///< of the compensation, one a column
  };
  struct LayerRun {
    Forward forward;
    golden::Requantizer requantizer;
    std::vector<BlockRun> blocks;
    ConversionCounts counts;
  };
  CimFunction(const Network& network, const Mapping& mapping, Interpreter digital)
      : network_(network), mapping_(mapping), digital_(std::move(digital)) {}

  [[nodiscard]] Result<void> prepare_layers(const AnalogParams& params, Rounding rounding);
  [[nodiscard]] Result<void> program(const Params& params, std::uint64_t seed);
  [[nodiscard]] Result<void> age_and_compensate(const AnalogParams& params);
  using Readings = std::vector<CompensationReading>;
  [[nodiscard]] Result<Readings> read_levels(const CompensationParams& params, std::uint64_t first_mvm);

  [[nodiscard]] Result<Values> analog_layer(std::size_t index, std::int64_t sample, const Values& input);
  [[nodiscard]] Result<void> run_block(LayerRun& run, const AnalogLayer& layer, std::size_t block,
                                       const WindowRange& range, std::int64_t sample);
  [[nodiscard]] Result<Values> digital_layer(std::size_t layer, const std::vector<Values>& tensors);

  const Network& network_;
  const Mapping& mapping_;
  Interpreter digital_;
  std::vector<AnalogArray> arrays_;
  std::vector<LayerRun> layers_;
  std::uint64_t mvms_per_inference_ = 0;
  std::vector<float> windows_, rows_;   // scratch: im2col, and the rows of a split block
  std::vector<double> outputs_, sums_;  // scratch: of a block; of a layer's positions, all partial sums added
};

}  // namespace quartet::cim
