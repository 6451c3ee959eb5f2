#include <fmt/format.h>

#include "accel/mcu/firmware/include/quartet_frontend.h"
#include "accel/mcu/frontend/image_writer.hpp"
#include "accel/mcu/frontend/programs.hpp"

namespace quartet::mcu {

Result<FrontEndProgram> imu_program(const sensor::ImuParams& imu, std::int64_t samples) {
  constexpr std::int64_t kMostSamples = 1'000'000;
  if (const auto ok = imu.check(); !ok) return pass(ok.error());
  if (imu.windows(samples) == 0 || samples > kMostSamples)
    return bad_input("front end",
                     fmt::format("a recording of {} samples is shorter than a window or longer than {}",
                                 samples, kMostSamples));
  const auto t = sensor::fixed_imu_tables(imu);
  if (!t) return pass(t.error());
  q_imu head{};
  head.magic = Q_IMU_MAGIC;
  head.window = static_cast<std::uint32_t>(imu.window);
  head.step = static_cast<std::uint32_t>(imu.window - imu.overlap);
  head.split = imu.split_gravity ? 1 : 0;
  head.b = t->b, head.a1 = t->a1, head.a2 = t->a2, head.c = t->c, head.d = t->d;
  head.accel_multiplier = t->accel_multiplier, head.gyro_multiplier = t->gyro_multiplier;
  head.accel_shift = t->accel_shift, head.gyro_shift = t->gyro_shift;
  head.zero_point = imu.zero_point;
  return FrontEndProgram{"fixed",
                         ImageWriter(sizeof head).finish(head),
                         samples,
                         samples * sensor::kImuColumns * 2,
                         samples * imu.channels(),
                         imu.windows(samples) * imu.channels() * imu.window};
}

}  // namespace quartet::mcu
