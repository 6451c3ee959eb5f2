// One SRAM macro: its bytes, its accesses and its power state. Timing belongs to whoever drives its port.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace quartet {

enum class SramPower {
  active,     ///< readable and writable
  retention,  ///< contents kept, no access
  off         ///< contents lost
};

class Sram {
 public:
  struct Params {
    std::string name;  ///< hierarchical, for messages and statistics
    std::int64_t bytes = 0;
    int word_bytes = 4;  ///< one access moves one word
  };

  explicit Sram(Params params);

  [[nodiscard]] const Params& params() const { return params_; }
  [[nodiscard]] SramPower power() const { return power_; }
  /// Leaving `off` finds every byte zero.
  void set_power(SramPower state);

  /// Copies out of or into the macro and counts the words touched. False, with nothing moved, when the range
  /// leaves the macro or the macro is not active.
  [[nodiscard]] bool read(std::int64_t byte, std::span<std::uint8_t> to);
  [[nodiscard]] bool write(std::int64_t byte, std::span<const std::uint8_t> from);

  /// The contents, for models that compute on many words at once and count them with count().
  [[nodiscard]] std::span<std::uint8_t> contents();
  void count(std::int64_t word_reads, std::int64_t word_writes);

  [[nodiscard]] std::int64_t reads() const { return reads_; }    ///< words
  [[nodiscard]] std::int64_t writes() const { return writes_; }  ///< words

 private:
  [[nodiscard]] bool accessible(std::int64_t byte, std::size_t size) const;
  [[nodiscard]] std::int64_t words(std::int64_t byte, std::size_t size) const;

  Params params_;
  std::vector<std::uint8_t> bytes_;  ///< empty until first touched: all zero
  SramPower power_ = SramPower::active;
  std::int64_t reads_ = 0;
  std::int64_t writes_ = 0;
};

}  // namespace quartet
