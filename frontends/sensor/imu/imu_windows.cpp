// The reference: double precision, quantized at the end.
#include "frontends/sensor/imu/imu_windows.hpp"

#include <cmath>
#include <cstring>
#include <numbers>

#include "frontends/sensor/front_end.hpp"
#include "sim/base/requantize.hpp"

namespace quartet::sensor {

void ImuParams::declare(ParameterSet& set) {
  const std::string uci =
      "UCI HAR (Anguita et al. 2013): 50 Hz, 2.56 s windows, half overlapping, gravity below 0.3 Hz";
  const std::string own = "this project";
  set.real("imu.sample_rate_hz", sample_rate_hz, "Hz", {1, 10000}, "samples a second", uci);
  set.integer("imu.window", window, "samples", {1, 65536}, "samples of a window", uci);
  set.integer("imu.overlap", overlap, "samples", {0, 65535}, "samples that a window shares with the next",
              uci);
  set.boolean("imu.split_gravity", split_gravity,
              "9 channels: acceleration of the body xyz, rotation xyz, whole acceleration xyz; else the 6 of "
              "the sensor",
              uci);
  set.real("imu.gravity_hz", gravity_hz, "Hz", {0.001, 1000},
           "cut-off of the low-pass that leaves gravity (Butterworth of third order, run forwards only, from "
           "the first sample's rest)",
           uci + "; how they ran it is not known");
  set.real("imu.accel_full_scale_g", accel_full_scale_g, "g", {0.1, 1000},
           "acceleration of an int16 input of 32768", "range of a usual part; has no effect on float inputs");
  set.real("imu.gyro_full_scale_rad_s", gyro_full_scale_rad_s, "rad/s", {0.1, 1000},
           "rotation of an int16 input of 32768: 2,000 degrees a second",
           "range of a usual part; has no effect on float inputs");
  set.real("imu.scale", scale, "", {1e-6, 1e3}, "real value (g, rad/s) of one step of the output", own);
  set.integer("imu.zero_point", zero_point, "", {-128, 127}, "output of the real value 0", own);
  set.text("imu.arithmetic", arithmetic, {"reference", "fixed"},
           "reference: double precision; fixed: bit for bit what the firmware computes, of int16 inputs",
           own);
}

Result<void> ImuParams::check() const {
  if (overlap >= window) return bad_input("imu.overlap", "is not smaller than imu.window");
  if (split_gravity && gravity_hz >= sample_rate_hz / 2)
    return bad_input("imu.gravity_hz", "is not below half the sample rate",
                     "make it lower, or set imu.split_gravity=false");
  return {};
}

namespace {

/// Butterworth low-pass of third order by the bilinear transform: one section of second order, one of first.
/// Starts as if the first value had been there for ever.
class Gravity {
 public:
  Gravity(double cutoff_hz, double sample_rate_hz)
      : k_(std::tan(std::numbers::pi * cutoff_hz / sample_rate_hz)) {}

  double next(double x) {
    if (!started_) x1_ = x2_ = y1_ = y2_ = u1_ = z1_ = x;
    started_ = true;
    // The poles of the second-order section have Q = 1.
    const double norm = 1.0 / (1.0 + k_ + k_ * k_);
    const double y =
        norm * (k_ * k_ * (x + 2.0 * x1_ + x2_) - 2.0 * (k_ * k_ - 1.0) * y1_ - (1.0 - k_ + k_ * k_) * y2_);
    const double z = (k_ * (y + u1_) - (k_ - 1.0) * z1_) / (1.0 + k_);
    x2_ = x1_, x1_ = x, y2_ = y1_, y1_ = y, u1_ = y, z1_ = z;
    return z;
  }

 private:
  double k_;
  bool started_ = false;
  double x1_ = 0, x2_ = 0, y1_ = 0, y2_ = 0, u1_ = 0, z1_ = 0;
};

/// Channel-major recording: body or whole acceleration, rotation, and whole acceleration when gravity is
/// split off.
std::vector<std::vector<double>> channels_of(const std::vector<double>& rows, const ImuParams& p) {
  const std::size_t samples = rows.size() / kImuColumns;
  std::vector<std::vector<double>> out(static_cast<std::size_t>(p.channels()));
  for (std::size_t c = 0; c < kImuColumns; ++c) {
    for (std::size_t i = 0; i < samples; ++i) out[c].push_back(rows[i * kImuColumns + c]);
  }
  if (!p.split_gravity) return out;
  for (std::size_t axis = 0; axis < kImuAxes; ++axis) {
    out[kImuColumns + axis] = out[axis];
    Gravity gravity(p.gravity_hz, p.sample_rate_hz);
    for (double& x : out[axis]) x -= gravity.next(x);
  }
  return out;
}

class ImuWindows final : public IFrontEnd {
 public:
  ImuWindows() { params_.declare(set_); }
  [[nodiscard]] ParameterSet& parameters() override { return set_; }

  [[nodiscard]] Result<NpyArray> run(const NpyArray& input, const std::string& place) const override {
    if (const auto ok = params_.check(); !ok) return pass(ok.error());
    const bool raw = input.type == NpyType::i16;
    if ((!raw && !input.is_float()) || input.shape.size() != 2 || input.shape[1] != kImuColumns)
      return bad_input(place, "is no recording: [samples, 6] of int16 or floats is needed",
                       "columns: acceleration xyz (g), rotation xyz (rad/s)");
    if (input.shape[0] < params_.window)
      return bad_input(place, "is shorter than a window", "make imu.window smaller");
    const std::int64_t step = params_.window - params_.overlap, windows = params_.windows(input.shape[0]);
    constexpr std::int64_t kMostBytes = std::int64_t{1} << 30;
    if (windows > kMostBytes / (params_.channels() * params_.window))
      return bad_input(place, "would give more than 1 GiB of windows", "make imu.overlap smaller");
    NpyArray out{NpyType::i8, {windows, params_.channels(), params_.window}, {}};
    if (params_.arithmetic == "fixed") return fixed(input, place, std::move(out));
    std::vector<double> rows = input.as_double();
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (!std::isfinite(rows[i])) return bad_input(place, "holds a value that is not finite");
      constexpr double kSteps = 32768.0;
      const bool rotation = i % kImuColumns >= kImuAxes;
      if (raw) rows[i] *= (rotation ? params_.gyro_full_scale_rad_s : params_.accel_full_scale_g) / kSteps;
    }
    const auto series = channels_of(rows, params_);
    for (std::int64_t w = 0; w < windows; ++w) {
      for (const auto& channel : series) {
        for (std::int64_t i = 0; i < params_.window; ++i) {
          const double x = channel[static_cast<std::size_t>(w * step + i)];
          out.data.push_back(
              static_cast<std::uint8_t>(quantize_real(x, params_.scale, params_.zero_point, kInt8)));
        }
      }
    }
    return out;
  }

 private:
  [[nodiscard]] Result<NpyArray> fixed(const NpyArray& input, const std::string& place, NpyArray out) const {
    if (input.type != NpyType::i16)
      return bad_input(place, "is not int16, which imu.arithmetic=fixed needs",
                       "set imu.arithmetic=reference");
    const auto tables = fixed_imu_tables(params_);
    if (!tables) return pass(tables.error());
    std::vector<std::int16_t> rows(static_cast<std::size_t>(input.elements()));
    std::memcpy(rows.data(), input.data.data(), input.data.size());
    for (const std::int8_t value : fixed_imu_windows(params_, *tables, rows))
      out.data.push_back(static_cast<std::uint8_t>(value));
    return out;
  }

  ImuParams params_;
  ParameterSet set_;
};

}  // namespace

FrontEndKind imu_windows_kind() {
  return {"imu", "windows of an inertial sensor, gravity split off, as int8",
          "samples x 6 int16 or float (acceleration in g, rotation in rad/s)",
          "windows x channels x samples int8",
          [] { return std::unique_ptr<IFrontEnd>(std::make_unique<ImuWindows>()); }};
}

}  // namespace quartet::sensor
