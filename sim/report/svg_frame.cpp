#include "sim/report/svg_frame.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "sim/report/axis_step.hpp"

namespace quartet {

namespace {

constexpr int kSteps = 6;
constexpr double kFewDecades = 2.0;  ///< below: ticks at 1, 2 and 5 too

bool ticks_carry(const std::string& unit) {
  static constexpr std::array<std::string_view, 6> kUnits = {"s", "J", "W", "Hz", "V", "A"};
  return std::find(kUnits.begin(), kUnits.end(), unit) != kUnits.end();
}

}  // namespace

std::string si_tick(double value, const std::string& unit) {
  static constexpr std::array<const char*, 11> kPrefixes{"a", "f", "p", "n", "µ", "m", "", "k", "M", "G", "T"};
  constexpr int kUnity = 6;
  if (value == 0.0 || !std::isfinite(value)) return "0";
  int group = static_cast<int>(std::floor(std::log10(std::fabs(value)) / 3.0 + 1e-9));
  if (!ticks_carry(unit) && std::fabs(value) >= 1e-3 && std::fabs(value) < 1.0) group = 0;  // "0.8", not "800 m"
  group = std::clamp(group, -kUnity, static_cast<int>(kPrefixes.size()) - 1 - kUnity);
  const char* prefix = kPrefixes[static_cast<std::size_t>(group + kUnity)];
  const std::string suffix = std::string(prefix) + (ticks_carry(unit) ? unit : std::string());
  return fmt::format("{:.3g}{}{}", value / std::pow(1000.0, group), suffix.empty() ? "" : " ", suffix);
}

bool PlotAxis::shows(double value) const { return std::isfinite(value) && (!log_ || value > 0.0); }

void PlotAxis::include(double value) {
  if (!shows(value)) return;
  low_ = low_ ? std::min(*low_, value) : value;
  high_ = high_ ? std::max(*high_, value) : value;
}

void PlotAxis::settle(bool from_zero) {
  if (!low_) low_ = log_ ? 1.0 : 0.0, high_ = log_ ? 10.0 : 1.0;
  if (log_) {
    constexpr double kMargin = 1.15;
    low_ = *low_ / kMargin;
    high_ = *high_ * kMargin;
    return;
  }
  if (from_zero) low_ = std::min(0.0, *low_);
  if (*low_ == *high_) {
    const double half = *low_ == 0.0 ? 0.5 : std::fabs(*low_) * 0.05;
    low_ = *low_ - half;
    high_ = *high_ + half;
  }
  step_ = axis_step(*high_ - *low_, kSteps);
  low_ = std::floor(*low_ / step_ + 1e-9) * step_;
  high_ = std::ceil(*high_ / step_ - 1e-9) * step_;
}

double PlotAxis::share(double value) const {
  if (log_) return std::log(value / *low_) / std::log(*high_ / *low_);
  return (value - *low_) / (*high_ - *low_);
}

std::vector<double> PlotAxis::ticks() const {
  std::vector<double> out;
  if (!log_) {
    const auto steps = static_cast<int>(std::lround((*high_ - *low_) / step_));
    for (int i = 0; i <= steps; ++i) {
      const double value = *low_ + i * step_;
      out.push_back(std::fabs(value) < step_ * 1e-9 ? 0.0 : value);
    }
    return out;
  }
  const bool few = std::log10(*high_ / *low_) < kFewDecades;
  const int decades = static_cast<int>(std::log10(*high_ / *low_));
  const int stride = std::max(1, decades / 8);
  for (int d = static_cast<int>(std::floor(std::log10(*low_))); d <= static_cast<int>(std::ceil(std::log10(*high_))); d += stride) {
    for (const double factor : {1.0, 2.0, 5.0}) {
      const double value = factor * std::pow(10.0, d);
      if (value >= *low_ && value <= *high_ && (few || factor == 1.0)) out.push_back(value);
    }
  }
  return out;
}

std::string PlotAxis::title() const { return unit_.empty() || ticks_carry(unit_) ? title_ : title_ + " [" + unit_ + "]"; }

void SvgFrame::draw(SvgCanvas& canvas) const {
  for (const double tick : x.ticks()) {
    const double px = at(tick, y.ticks().empty() ? 1.0 : y.ticks().front()).first;
    canvas.line({px, top}, {px, bottom}, "grid");
    canvas.text({px, bottom + 18}, si_tick(tick, x.unit()), SvgCanvas::Anchor::middle);
  }
  for (const double tick : y.ticks()) {
    const double py = at(x.ticks().empty() ? 1.0 : x.ticks().front(), tick).second;
    canvas.line({left, py}, {right, py}, "grid");
    canvas.text({left - 8, py + 4}, si_tick(tick, y.unit()), SvgCanvas::Anchor::end);
  }
  canvas.line({left, bottom}, {right, bottom}, "axis");
  canvas.line({left, top}, {left, bottom}, "axis");
  canvas.text({(left + right) / 2, bottom + 40}, x.title(), SvgCanvas::Anchor::middle);
  canvas.text_upwards({18, (top + bottom) / 2}, y.title());
}

}  // namespace quartet
