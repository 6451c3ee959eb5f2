// A front end: from what a sensor gives to what a network takes. Values only; its time and energy are told
// apart from it (docs/sensors.md).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sim/base/error.hpp"
#include "sim/config/parameter_set.hpp"
#include "workloads/data/npy.hpp"

namespace quartet::sensor {

class IFrontEnd {
 public:
  virtual ~IFrontEnd() = default;
  /// Every knob, below the front end's name: "mfcc.step".
  [[nodiscard]] virtual ParameterSet& parameters() = 0;
  /// Every sample of `input` (first axis = sample); `place` names it in errors. The same bytes for the same
  /// input.
  [[nodiscard]] virtual Result<NpyArray> run(const NpyArray& input, const std::string& place) const = 0;
};

/// One line in front_ends.cpp registers it.
struct FrontEndKind {
  std::string name;
  std::string sentence;
  std::string input;   ///< "N x samples int16"
  std::string output;  ///< "N x frames x coefficients int8"
  std::unique_ptr<IFrontEnd> (*create)();
};
[[nodiscard]] const std::vector<FrontEndKind>& front_end_kinds();

[[nodiscard]] FrontEndKind mfcc_kind();
[[nodiscard]] FrontEndKind log_mel_kind();
[[nodiscard]] FrontEndKind imu_windows_kind();
[[nodiscard]] FrontEndKind image_resize_kind();
[[nodiscard]] FrontEndKind analog_binary_kind();

}  // namespace quartet::sensor
