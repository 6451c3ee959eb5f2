// The registered kinds of machines: one line each.
#include "accel/cnn/cnn_target.hpp"
#include "accel/target.hpp"
#include "accel/ultratrail/ultratrail.hpp"

namespace quartet {

const std::vector<TargetKind>& target_kinds() {
  static const std::vector<TargetKind> kinds = {
      cnn_target_kind(),
      ultratrail_target_kind(),
  };
  return kinds;
}

}  // namespace quartet
