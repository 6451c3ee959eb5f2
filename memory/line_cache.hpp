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
  /// The lines of a set are a list by age.
  struct Line {
    std::uint32_t address = 0;
    bool filled = false;
    int newer = -1, older = -1;
  };
  struct Set {
    int oldest = -1, newest = -1;
  };
  /// What a line's address is reduced to, so that few lines have to be asked: of those kept, how many, and one of them.
  struct Bucket {
    int lines = 0;
    int last = 0;  ///< slot
  };
  [[nodiscard]] std::size_t set_of(std::uint32_t line) const;
  [[nodiscard]] std::size_t bucket_of(std::uint32_t line) const {
    return line / static_cast<std::uint32_t>(params_.line_bytes) % kBuckets;
  }
  [[nodiscard]] bool is(int slot, std::uint32_t line) const {
    const Line& l = lines_[static_cast<std::size_t>(slot)];
    return l.filled && l.address == line;
  }
  /// The line's slot; −1: it is not kept.
  [[nodiscard]] int find(std::uint32_t line) const;
  void make_newest(Set& set, int slot);

  static constexpr std::size_t kBuckets = 1024;
  Params params_;
  std::vector<Line> lines_;
  std::vector<Set> sets_;
  std::vector<Bucket> buckets_;
  std::int64_t hits_ = 0, misses_ = 0;
};

}  // namespace quartet
