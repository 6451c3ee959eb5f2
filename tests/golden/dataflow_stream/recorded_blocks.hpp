// The graph that stands for a recorded block: the unit between its sources and its sink, with the recording's data.
#pragma once

#include <string>
#include <vector>

#include "rtl_rows.hpp"

namespace quartet::test {

/// A kind of recorded block. One line in recorded_blocks.cpp adds one.
struct RecordedBlock {
  std::string prefix;              ///< of the block's name
  double tolerance = 0;            ///< of cycles and counts; 0: exact
  bool values = false;             ///< the outputs' hash is compared
  std::size_t bytes_per_value = 8; ///< of the hash
  dataflow::StreamGraph (*graph)(const RtlRow& row);
  std::int64_t (*samples)(const RtlRow& row);
};
[[nodiscard]] const std::vector<RecordedBlock>& recorded_blocks();
/// nullptr: nothing of ours stands for it.
[[nodiscard]] const RecordedBlock* recorded_block(const RtlRow& row);

/// FNV-1a 64 of `bytes` little-endian bytes of each value, as 16 hexadecimal digits.
[[nodiscard]] std::string fnv_hash(const dataflow::Lanes& values, std::size_t bytes);

}  // namespace quartet::test
