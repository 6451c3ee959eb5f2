// A convolution engine in RTL in the place of the array's convolution: values compared by row, cycles with a stated offset.
#pragma once

#include <map>
#include <string>

#include "accel/cnn/lower.hpp"
#include "accel/cnn/rtl/conv_engine.hpp"
#include "accel/cnn/stand_in.hpp"

namespace quartet::cnn {

struct ConvStandInOptions {
  ConvEngineOptions engine{};
  std::filesystem::path wave{};  ///< FST around the first difference; empty: none
};

class ConvStandIn : public IConvolutionStandIn {
 public:
  ConvStandIn() = default;
  explicit ConvStandIn(const ConvStandInOptions& options) : options_(options) {}

  /// Why the block cannot be the convolution of this layer; "": it can.
  [[nodiscard]] static std::string unfit(const Network& network, const HwLayer& layer, const ConvLimits& limits);
  /// `layer` of the program is computed by `plugin`, which it must fit. `row_offset`: cycles that a row of the block takes longer
  /// than the model's; nullopt: time is not compared.
  [[nodiscard]] Result<void> place(const Network& network, const Program& program, std::size_t layer, std::shared_ptr<const rtl::Plugin> plugin,
                                   std::optional<std::int64_t> row_offset = 0);

  [[nodiscard]] bool stands_for(std::size_t layer) const override { return placed_.count(layer) != 0; }
  [[nodiscard]] Result<std::vector<std::uint64_t>> run(std::size_t layer, const ConvolutionWork& work) override;
  [[nodiscard]] Result<void> compare(std::size_t layer, const std::vector<std::uint64_t>& row_cycles, const Values& output) override;

  /// One line a layer: what was compared.
  [[nodiscard]] std::vector<std::string> report() const;
  [[nodiscard]] bool empty() const { return placed_.empty(); }

 private:
  struct Placed {
    std::shared_ptr<const rtl::Plugin> plugin;
    std::string name;
    std::optional<std::int64_t> row_offset;
    ConvJob job;
    ConvOutcome outcome;
    bool compared = false;
  };
  [[nodiscard]] Error difference(const Placed& placed, std::size_t row_end, const std::string& what) const;

  ConvStandInOptions options_;
  std::map<std::size_t, Placed> placed_;
};

}  // namespace quartet::cnn
