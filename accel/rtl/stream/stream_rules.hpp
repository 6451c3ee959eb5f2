// What a valid/ready port must keep to, checked once a cycle before the clock edge.
//
//   held         valid once raised stays until ready
//   stable       the payload stays the same while it waits
//   never stall  (declared) an output is taken in the cycle in which it is offered; an input, once its first beat has come, is
//                offered a beat in every cycle in which it is ready, until its last
//   count        no more beats than the stream has; at the end exactly as many
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "accel/rtl/stream/beat_codec.hpp"

namespace quartet::rtl {

/// A port as a report shows it.
struct PortState {
  std::string name;
  bool is_input = false;                  ///< of the block
  bool valid = false, ready = false;
  std::uint64_t beats = 0;                ///< that have passed
  std::optional<std::uint64_t> expected;  ///< of the run; nullopt: not known
};
/// "in: valid 1, ready 0, 12 of 64 beats".
[[nodiscard]] std::string to_string(const PortState& state);

class StreamRules {
 public:
  struct Expect {
    bool is_input = false;
    bool never_stall = false;
    std::optional<std::uint64_t> beats;
  };
  explicit StreamRules(Expect expect) : expect_(expect) {}

  /// The settled signals of this cycle; the rule that is broken, as a sentence, or nullopt.
  [[nodiscard]] std::optional<std::string> check(bool valid, bool ready, std::span<const std::uint32_t> payload);
  /// After the last cycle.
  [[nodiscard]] std::optional<std::string> check_end() const;
  [[nodiscard]] std::uint64_t beats() const { return beats_; }

 private:
  Expect expect_;
  bool waits_ = false;  ///< a beat was offered and not taken in the cycle before
  BeatBits waiting_;    ///< its payload
  std::uint64_t beats_ = 0;
};

}  // namespace quartet::rtl
