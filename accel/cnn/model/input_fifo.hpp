// The input FIFO and the rolling rows behind it: the host fills it row by row, the first layer drains it.
#pragma once

#include <span>
#include <systemc>
#include <vector>

#include "accel/cnn/data_memory.hpp"

namespace quartet::cnn {

/// Holds at most `capacity` rows: what the FIFO and the rolling region of the data memory take. Back-pressure
/// both ways: the host waits for room, the array waits for rows.
class InputFifo : public sc_core::sc_module {
 public:
  InputFifo(const sc_core::sc_module_name& name, int instances)
      : sc_module(name), bytes_(static_cast<std::size_t>(instances)) {}

  void configure(int capacity) { capacity_ = capacity; }
  /// Bytes for one instance of the data memory, in order. False for an instance that does not exist.
  [[nodiscard]] bool push(std::uint64_t instance, std::span<const std::uint8_t> bytes) {
    if (instance >= bytes_.size()) return false;
    bytes_[instance].insert(bytes_[instance].end(), bytes.begin(), bytes.end());
    return true;
  }
  /// Everything that passed through so far: what the rolling region held, row after row.
  [[nodiscard]] Instances collected() {
    Instances all;
    for (auto& b : bytes_) all.emplace_back(b);
    return all;
  }
  [[nodiscard]] bool full() const { return written_ - released_ >= capacity_; }
  void push_row() {
    ++written_;
    row_written.notify(sc_core::SC_ZERO_TIME);
  }
  /// The array needs rows below `row` no longer.
  void release_below(int row) {
    if (row <= released_) return;
    released_ = row;
    row_released.notify(sc_core::SC_ZERO_TIME);
  }
  [[nodiscard]] int rows() const { return written_; }

  sc_core::sc_event row_written;
  sc_core::sc_event row_released;

 private:
  std::vector<std::vector<std::uint8_t>> bytes_;
  int capacity_ = 1;
  int written_ = 0;
  int released_ = 0;
};

}  // namespace quartet::cnn
