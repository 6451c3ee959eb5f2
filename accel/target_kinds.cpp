// The registered kinds of machines: one line each.
#include "accel/cim/cim_target.hpp"
#include "accel/cnn/cnn_target.hpp"
#include "accel/dataflow/dataflow.hpp"
#include "accel/mcu/system/system_target.hpp"
#include "accel/mcu/target/mcu_target.hpp"
#include "accel/target.hpp"
#include "accel/ultratrail/ultratrail.hpp"

namespace quartet {

const std::vector<TargetKind>& target_kinds() {
  static const std::vector<TargetKind> kinds = {
      cim_target_kind(),
      cnn_target_kind(),
      cnn_system_target_kind(),
      mcu_target_kind(),
      dataflow_target_kind(),
      ultratrail_target_kind(),
  };
  return kinds;
}

}  // namespace quartet
