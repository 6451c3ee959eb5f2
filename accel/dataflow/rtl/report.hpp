// A difference as people read it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "accel/dataflow/rtl/lockstep_node.hpp"

namespace quartet::dataflow::lockstep {

/// The run in which a difference was found.
struct Occasion {
  std::int64_t sample = 0;  ///< of the data set
};

/// One sentence: cycle, port, beat, lane, both values.
[[nodiscard]] std::string sentence(const Difference& difference);

/// The whole report as an error (check_failed): difference, layer, sample, element, wave.
[[nodiscard]] Error report(const Placement& placement, const Record& record, const Occasion& occasion, const std::filesystem::path& wave,
                           const quartet::rtl::WaveWindow& window);

}  // namespace quartet::dataflow::lockstep
