// One valid/ready stream of a Verilated block (plain or AXI4-Stream): values on this side, its ports on the other, the rules of
// the protocol between. The adapter for any source or sink of beats.
//
//   input   offer(valid, lanes) ─▶ [settle the block] ─▶ fires() ─▶ check() ─▶ [tick the block]
//   output  accept(ready)       ─▶ [settle the block] ─▶ fires(), lanes() ─▶ check() ─▶ [tick the block]
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "accel/rtl/plugin/rtl_model.hpp"
#include "accel/rtl/stream/beat_codec.hpp"
#include "accel/rtl/stream/stream_rules.hpp"

namespace quartet::rtl {

class StreamPort {
 public:
  struct Use {
    BeatLayout layout;
    std::uint64_t beats_per_frame = 0;          ///< `last` stands at the end of each; 0: nowhere
    std::optional<std::uint64_t> beats;         ///< of the run
  };
  /// The data port must have the bits of the layout, or those rounded up to whole bytes. `model` outlives this. What a
  /// declaration says of lanes, order and sign goes before `use`.
  [[nodiscard]] static Result<StreamPort> bind(const RtlModel& model, const Interface& stream, Use use);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] bool is_input() const { return is_input_; }
  [[nodiscard]] const BeatCodec& codec() const { return codec_; }
  [[nodiscard]] bool valid() const { return *valid_.data() != 0; }
  [[nodiscard]] bool ready() const { return !ready_ || *ready_.data() != 0; }
  [[nodiscard]] bool fires() const { return valid() && ready(); }
  [[nodiscard]] std::uint64_t beats() const { return rules_.beats(); }
  [[nodiscard]] PortState state() const { return {name_, is_input_, valid(), sink_ready(), beats(), expected_}; }

  /// Input: what is offered in this cycle. The payload stays at the port until another is given.
  void offer(bool valid) { valid_.set(valid ? 1 : 0); }
  void put(std::span<const std::int32_t> lanes);
  void put_bits(const BeatBits& bits);
  /// Output: whether it is taken in this cycle.
  void accept(bool ready);
  /// Output: the values that are offered.
  [[nodiscard]] const std::vector<std::int32_t>& lanes();

  /// Once a cycle, settled: the rule that is broken, or nullopt. Counts the beat that fires.
  [[nodiscard]] std::optional<std::string> check();
  [[nodiscard]] std::optional<std::string> check_end() const { return rules_.check_end(); }

 private:
  StreamPort(const Interface& stream, const Use& use);
  [[nodiscard]] Result<void> bind_ports(const RtlModel& model, const Interface& stream);
  [[nodiscard]] bool sink_ready() const { return is_input_ || ready_ ? ready() : accepted_; }
  /// Whether the next beat to pass is the last of its frame.
  [[nodiscard]] bool at_last() const { return beats_per_frame_ > 0 && (rules_.beats() + 1) % beats_per_frame_ == 0; }

  std::string name_;
  bool is_input_;
  BeatCodec codec_;
  StreamRules rules_;
  std::uint64_t beats_per_frame_;
  std::optional<std::uint64_t> expected_;
  RtlPort valid_, ready_, data_, last_;
  BeatBits bits_;
  std::vector<std::int32_t> lanes_;
  bool accepted_ = false;  ///< the sink of an output without ready
};

}  // namespace quartet::rtl
