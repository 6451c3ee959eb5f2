// Which lines a set-associative buffer holds: hits, misses and least-recently-used replacement, no data.
#pragma once

#include <cstdint>
#include <vector>

namespace quartet {

class LineCache {
 public:
  struct Params {
    int lines = 0;       ///< 0: no buffer, everything misses
    int line_bytes = 8;  ///< a power of two
    int ways = 0;        ///< 0: fully associative; else divides `lines`
  };
  explicit LineCache(Params params);

  struct Look {
    bool hit = false;
    int slot = -1;  ///< the line's place, 0 … lines − 1; −1 without a buffer
  };
  /// Looks a line up and, on a miss, puts it in the place of the least recently used one of its set.
  Look look(std::uint32_t address);
  /// The same without any change.
  [[nodiscard]] bool holds(std::uint32_t address) const;

  [[nodiscard]] const Params& params() const { return params_; }
  [[nodiscard]] std::uint32_t line_of(std::uint32_t address) const {
    return address & ~(static_cast<std::uint32_t>(params_.line_bytes) - 1);
  }
  [[nodiscard]] std::int64_t hits() const { return hits_; }
  [[nodiscard]] std::int64_t misses() const { return misses_; }
  void clear();

 private:
  struct Line {
    std::uint32_t address = 0;
    std::uint64_t used = 0;  ///< 0: empty
  };
  struct Set {
    int first, count;
  };
  [[nodiscard]] Set set_of(std::uint32_t line) const;
  [[nodiscard]] bool is(int slot, std::uint32_t line) const {
    const Line& l = lines_[static_cast<std::size_t>(slot)];
    return l.used != 0 && l.address == line;
  }
  [[nodiscard]] std::uint16_t& hint(std::uint32_t line) {
    return hints_[line / static_cast<std::uint32_t>(params_.line_bytes) % kHints];
  }

  static constexpr std::size_t kHints = 1024;
  Params params_;
  std::vector<Line> lines_;
  std::vector<std::uint16_t> hints_;  ///< where a line was last found: large sets are not searched for every hit
  std::uint64_t time_ = 0;
  std::int64_t hits_ = 0, misses_ = 0;
};

}  // namespace quartet
