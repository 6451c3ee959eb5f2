// A Verilated block at the ports of a unit: beats in and out, coefficients from the host, rules of every port.
//
//   graph ─▶ [in] ─▶ block ─▶ [out] ─▶ graph       cycle: offer, settle, check, tick
//   coefficients ─▶ [weights, thresholds, …] ─▲
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "accel/dataflow/rtl/placement.hpp"
#include "accel/rtl/stream/stream_port.hpp"
#include "accel/rtl/stream/watchdog.hpp"
#include "accel/rtl/wave/wave_cut.hpp"

namespace quartet::dataflow::lockstep {

class RtlBlock {
 public:
  /// Reset, coefficients loaded, ready for cycle 0. `samples`: of the run. `seed`: what registers hold before reset. `wave`: in
  /// cycles of the run.
  [[nodiscard]] static Result<std::unique_ptr<RtlBlock>> create(const Placement& placement, std::int64_t samples, std::uint64_t seed,
                                                                std::optional<quartet::rtl::WaveWindow> wave);

  [[nodiscard]] bool valid(std::size_t output) const { return outputs_[output].valid(); }
  [[nodiscard]] const Lanes& payload(std::size_t output) { return outputs_[output].lanes(); }
  void offer(std::span<const Lanes* const> in);
  void settle(std::span<const char> in_valid, std::span<const char> out_ready, std::span<char> in_ready);

  struct Broken {
    std::string port, rule;
    bool at_input = false;
    std::uint64_t beat = 0;
  };
  /// Settled: the first rule that is broken.
  [[nodiscard]] std::optional<Broken> check();
  void tick();

  [[nodiscard]] bool stopped() const { return model_->stopped(); }
  [[nodiscard]] Result<void> check_stopped() const { return model_->check_stopped(); }
  [[nodiscard]] std::vector<quartet::rtl::PortState> states() const;
  /// Time in a wave at which cycle `c` of the run begins: c + this, in ns.
  [[nodiscard]] std::uint64_t wave_offset() const { return start_ + model_->wave_cycle(); }
  /// A wave that could not be written.
  [[nodiscard]] const std::optional<Error>& wave_error() const { return wave_error_; }
  void close_wave() { model_->close_wave(); }

 private:
  struct Feed {
    quartet::rtl::StreamPort port;
    const CoefficientFeed* source = nullptr;
  };
  explicit RtlBlock(std::unique_ptr<quartet::rtl::RtlModel> model) : model_(std::move(model)), wave_(std::nullopt) {}
  [[nodiscard]] Result<void> bind(const Placement& placement, std::int64_t samples);
  [[nodiscard]] Result<void> load(Feed& feed, const Placement& placement);
  void put_next(Feed& feed) { feed.port.put_bits(feed.source->beats[feed.port.beats() % feed.source->beats.size()]); }

  std::unique_ptr<quartet::rtl::RtlModel> model_;
  std::vector<quartet::rtl::StreamPort> inputs_, outputs_;
  std::vector<Feed> feeds_;            ///< those filled during the run
  std::vector<char> fresh_;            ///< an input: the next beat offered is a new one
  std::vector<char> valid_before_;     ///< an output: before the inputs of this cycle came
  quartet::rtl::WaveCut wave_;
  std::optional<Error> wave_error_;
  std::uint64_t start_ = 0;            ///< RtlModel::cycle() of cycle 0
};

}  // namespace quartet::dataflow::lockstep
