// Which process holds something, told apart from a later process of the same number.
#pragma once

#include <cstdint>
#include <string>

namespace quartet {

struct ProcessIdentity {
  std::string host;
  std::int64_t process = 0;
  std::int64_t started = 0;  ///< clock ticks after boot, from /proc
};

[[nodiscard]] ProcessIdentity this_process();
[[nodiscard]] std::int64_t seconds_now();
/// On this host: does exactly this process run? On another: was its last sign of life (`beat`, in seconds_now()) recent?
[[nodiscard]] bool is_alive(const ProcessIdentity& identity, std::int64_t beat);

/// A worker on another host that is silent for so long is taken for dead.
inline constexpr std::int64_t kSilenceSeconds = 900;

}  // namespace quartet
