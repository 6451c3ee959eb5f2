// What `quartet sweep` shows: the heartbeat, and the last screen.
#pragma once

#include <string>
#include <vector>

#include "sim/explore/front_check.hpp"
#include "sim/explore/search/hypervolume.hpp"
#include "sim/explore/sweep.hpp"

namespace quartet::cli {

/// "1,200 of 5,000 points: …; best …; 800 points/s, 5 s left".
[[nodiscard]] std::string heartbeat_text(const SweepProgress& progress, const SweepSpec& spec);
[[nodiscard]] std::string counts_text(const SweepCounts& counts);
/// The point that is best in each objective, with the command that runs it alone.
[[nodiscard]] std::string best_text(const SweepSpec& spec, const std::vector<StoredPoint>& front);
[[nodiscard]] std::string front_text(const SweepSpec& spec, const std::vector<StoredPoint>& front);
[[nodiscard]] std::string verify_text(const std::vector<FrontDifference>& differences);
/// `messages` as Store::messages gives them.
[[nodiscard]] std::string reasons_text(const std::string& state, const std::vector<std::pair<std::string, std::int64_t>>& messages, std::int64_t count);
[[nodiscard]] std::string model_text(const std::vector<ModelCheck>& checks);
/// Hypervolume at shares of the points of each sweep.
[[nodiscard]] std::string traces_text(const std::vector<HypervolumeTrace>& traces);
[[nodiscard]] std::string traces_csv(const std::vector<HypervolumeTrace>& traces);
[[nodiscard]] std::string traces_svg(const SweepSpec& spec, const std::vector<HypervolumeTrace>& traces);

}  // namespace quartet::cli
