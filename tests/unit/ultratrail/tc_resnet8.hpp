// TC-ResNet8 with 16, 24, 32 and 48 channels: the network of the UltraTrail paper.
#pragma once

#include <memory>

#include "accel/platform.hpp"
#include "accel/ultratrail/tc_resnet.hpp"

namespace quartet::test {

inline TcResNet tc_resnet8() {
  TcResNet d;
  d.blocks = {{false, 1, {{3, 16, true}}},
              {true, 2, {{9, 24, true}, {9, 24, true}}},
              {true, 2, {{9, 32, true}, {9, 32, true}}},
              {true, 2, {{9, 48, true}, {9, 48, true}}}};
  return d;
}

inline std::unique_ptr<ITarget> ultratrail() { return load_platform("ultratrail").value(); }

}  // namespace quartet::test
