// What stands in front of a network at run time (docs/sensors.md): acquisition and front end, so that a
// result tells the energy of one event by phase.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "accel/target.hpp"
#include "frontends/sensor/image/image_resize.hpp"
#include "frontends/sensor/imu/imu_windows.hpp"
#include "frontends/sensor/mfcc/mfcc_params.hpp"
#include "sim/run/result.hpp"

namespace quartet {

namespace mcu {
struct McuParams;
struct FrontEndProgram;
}  // namespace mcu

/// `sensor.*` of the command line and of a profile.
struct SensorParams {
  std::string profile;             ///< TOML file; empty: none
  std::string front_end = "none";  ///< none | mfcc | imu | resize | analog-binary | set-up
  std::string host;                ///< platform that runs a digital front end; empty: the one of the network
  double event_s = 1.0, period_s = 0.0;
  int channels = 16;
  int picture_height = 120, picture_width = 160, picture_channels = 1;
  bool count_idle = true;
  double set_up_share = 0.85, set_up_divisor = 1.0;
  void declare(ParameterSet& set);
};

/// Settings of the sensor chain ("sensor.KEY=VALUE", and those of the front ends with firmware: mfcc, imu,
/// resize) and the others, each in their order.
struct SplitSettings {
  std::vector<std::string> sensor, others;
};
[[nodiscard]] SplitSettings split_sensor_settings(const std::vector<std::string>& settings);

/// Prices (rows microphone, inertial_sensor, camera, converter, analog_channel, idle; a profile has those it
/// uses) and parameters of one chain. Where the profile has no price for idle, the platform's cheapest idle
/// state that keeps the weights has.
class SensorChain {
 public:
  /// Reads the profile that `settings` name, then the other settings: sensor.ROW is the price of a row that
  /// the profile has, in W. nullptr without settings.
  [[nodiscard]] static Result<std::unique_ptr<SensorChain>> make(const std::vector<std::string>& settings);

  /// Fills result.sensor; `result` has its latency and energy, `target` is what it was computed on. A digital
  /// front end is run on the instruction-set simulator here, whatever the rung, on noise.
  [[nodiscard]] Result<void> add_phases(ITarget& target, RunResult& result) const;
  /// Every parameter and price, as "name = value" lines.
  [[nodiscard]] std::string resolved() const;

 private:
  SensorChain();
  [[nodiscard]] Result<void> load(const std::string& file);
  [[nodiscard]] Result<void> set(const std::string& setting);
  struct Digital;  ///< a front end with firmware
  [[nodiscard]] static const std::vector<Digital>& digital_kinds();
  [[nodiscard]] const Digital* digital() const;
  [[nodiscard]] Result<mcu::FrontEndProgram> mfcc_program(const mcu::McuParams& platform) const;
  [[nodiscard]] Result<mcu::FrontEndProgram> imu_program(const mcu::McuParams& platform) const;
  [[nodiscard]] Result<mcu::FrontEndProgram> resize_program(const mcu::McuParams& platform) const;
  void add_acquisition(SensorSummary& out) const;
  [[nodiscard]] Result<void> add_digital(const Digital& kind, ITarget& target, SensorSummary& out) const;
  [[nodiscard]] Result<void> add_idle(const ITarget& target, double busy_s, SensorSummary& out) const;
  [[nodiscard]] LedgerLine line(const std::string& row, double seconds) const;

  SensorParams params_;
  sensor::MfccParams mfcc_;
  sensor::ImuParams imu_;
  sensor::ResizeParams resize_;
  /// By the first part of its parameters' names.
  struct Section {
    std::string name;
    ParameterSet set;
  };
  std::vector<Section> sections_;
  CostTable prices_;
};

}  // namespace quartet
