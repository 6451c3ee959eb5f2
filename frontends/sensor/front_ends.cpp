// The registered front ends: one line each.
#include "frontends/sensor/front_end.hpp"

namespace quartet::sensor {

const std::vector<FrontEndKind>& front_end_kinds() {
  static const std::vector<FrontEndKind> kinds{
      mfcc_kind(), log_mel_kind(), imu_windows_kind(), image_resize_kind(), analog_binary_kind(),
  };
  return kinds;
}

}  // namespace quartet::sensor
