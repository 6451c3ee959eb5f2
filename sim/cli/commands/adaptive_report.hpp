// What an adaptive study shows: tables, comma-separated values, JSON and pictures.
#pragma once

#include <string>

#include "sim/run/adaptive.hpp"

namespace quartet::cli {

/// The point that is shown in detail: `margin` when given, else the cheapest that is right as often as the big network
/// alone, else the one that is right most often.
[[nodiscard]] OperatingPoint detailed_point(const AdaptiveStudy& study, const std::optional<std::uint32_t>& margin);

[[nodiscard]] std::string adaptive_text(const AdaptiveStudy& study, const OperatingPoint& detailed);
[[nodiscard]] std::string adaptive_csv(const AdaptiveStudy& study);
[[nodiscard]] Result<std::string> adaptive_json(const AdaptiveStudy& study, const OperatingPoint& detailed);
/// Accuracy against mean energy (time, where energy is not modelled) of every point and of each network alone.
[[nodiscard]] std::string adaptive_pareto_svg(const AdaptiveStudy& study);
/// Samples by latency, or by energy, at one point, by their true class.
enum class HistogramOf { latency, energy };
[[nodiscard]] std::string adaptive_histogram_svg(const AdaptiveStudy& study, const OperatingPoint& point, HistogramOf what);

}  // namespace quartet::cli
