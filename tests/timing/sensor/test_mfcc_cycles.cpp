// What front ends in firmware take on the cores, and that their bits are those of the models.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstring>

#include "accel/mcu/frontend/programs.hpp"
#include "accel/platform.hpp"
#include "frontends/sensor/mfcc/mfcc_tables.hpp"

namespace quartet::test {
namespace {

struct Measured {
  mcu::FrontEndRun first, second;
  std::string arithmetic;
};

Result<std::unique_ptr<mcu::FrontEndBoard>> mfcc_board(const mcu::McuParams& platform,
                                                       const sensor::MfccParams& mfcc, std::int64_t samples) {
  auto program = mcu::mfcc_program(platform, mfcc, samples);
  if (!program) return pass(program.error());
  return mcu::FrontEndBoard::make(platform, std::move(*program));
}

Measured measure(const std::string& platform, sensor::MfccParams mfcc = {}, std::int64_t samples = 16000) {
  Measured out;
  const auto target = load_platform(platform);
  EXPECT_TRUE(target.has_value()) << (target ? "" : target.error().text());
  const auto params = mcu::mcu_params_of(**target);
  EXPECT_TRUE(params.has_value()) << (params ? "" : params.error().text());
  auto board = mfcc_board(*params, mfcc, samples);
  EXPECT_TRUE(board.has_value()) << (board ? "" : board.error().text());
  if (!board) return out;
  const auto clip = mcu::plan_clip(samples);
  auto first = (*board)->run(clip), second = (*board)->run(clip);
  EXPECT_TRUE(first && second);
  out = {std::move(*first), std::move(*second), (*board)->program().arithmetic};
  const auto frames = static_cast<double>(mfcc.frames(samples));
  fmt::print("       {} {}: {} cycles, {:.0f} a frame, {:.1f} % waiting\n", platform, out.arithmetic,
             out.first.cycles, static_cast<double>(out.first.cycles) / frames,
             100.0 * static_cast<double>(out.first.wait_cycles) / static_cast<double>(out.first.cycles));
  return out;
}

}  // namespace

TEST(MfccCycles, ASecondOfAudioLeavesTimeForTheNetworkOnEveryPlatform) {
  for (const PlatformInfo& platform : list_platforms()) {
    if (platform.kind != "mcu") continue;
    const auto target = load_platform(platform.name);
    ASSERT_TRUE(target.has_value());
    const auto params = mcu::mcu_params_of(**target);
    ASSERT_TRUE(params.has_value());
    const Measured m = measure(platform.name);
    EXPECT_LT(static_cast<double>(m.first.cycles), 0.5 * params->clock_hz) << platform.name;
    EXPECT_GE(m.first.cycles, m.first.instructions) << platform.name;
  }
}

TEST(MfccCycles, AFloatingPointUnitIsUsedWhereThereIsOneAndPaysOff) {
  const Measured unit = measure("stm32l4r5");
  sensor::MfccParams fixed;
  fixed.arithmetic = "fixed";
  const Measured integers = measure("stm32l4r5", fixed);
  EXPECT_EQ(unit.arithmetic, "float32");
  EXPECT_EQ(integers.arithmetic, "fixed");
  EXPECT_LT(unit.first.instructions, integers.first.instructions);
  EXPECT_EQ(measure("cv32e40p").arithmetic, "fixed");
}

// A frame costs the same wherever it lies: n frames take n times one, beside the search for the largest
// sample.
TEST(MfccCycles, GrowWithTheNumberOfFrames) {
  const Measured one = measure("cv32e40p", {}, 480), eleven = measure("cv32e40p", {}, 480 + 10 * 320);
  const double frames = static_cast<double>(eleven.first.cycles) / static_cast<double>(one.first.cycles);
  EXPECT_GT(frames, 10.5);
  EXPECT_LT(frames, 11.6);
}

TEST(MfccCycles, RepeatExactlyOnZeroWaitMemoryAndNeverSlowerWithWarmBuffers) {
  const Measured sram = measure("cv32e40p", {}, 1600), flash = measure("rp2040", {}, 1600);
  EXPECT_EQ(sram.first.cycles, sram.second.cycles);
  EXPECT_EQ(sram.first.wait_cycles, 0U);
  EXPECT_GT(flash.first.wait_cycles, 0U);
  EXPECT_LE(flash.second.cycles, flash.first.cycles);
  EXPECT_EQ(flash.first.features, flash.second.features);
}

TEST(MfccFirmwareModel, EqualsTheModelsOfTheFrontEndOnNoiseAndAtBothEndsOfTheRange) {
  std::vector<std::int16_t> clip = mcu::plan_clip(1600);
  clip[700] = 32767, clip[701] = -32768;
  const std::vector<std::vector<std::int16_t>> clips{clip, std::vector<std::int16_t>(1600, 0),
                                                     std::vector<std::int16_t>(1600, -32768)};
  for (const char* overflow : {"wrap", "saturate"}) {
    sensor::MfccParams mfcc;
    mfcc.overflow = overflow;
    const auto fixed = sensor::fixed_mfcc_tables(mfcc);
    ASSERT_TRUE(fixed.has_value());
    for (const char* platform : {"cv32e40p", "pulpissimo", "rp2040", "stm32l4r5"}) {
      const auto target = load_platform(platform);
      ASSERT_TRUE(target.has_value());
      auto board = mfcc_board(*mcu::mcu_params_of(**target), mfcc, 1600);
      ASSERT_TRUE(board.has_value()) << board.error().text();
      for (const auto& c : clips) {
        const auto run = (*board)->run(c);
        ASSERT_TRUE(run.has_value()) << run.error().text();
        const bool is_float = (*board)->program().arithmetic == "float32";
        EXPECT_EQ(run->features, is_float ? sensor::float_mfcc(mfcc, sensor::float_mfcc_tables(mfcc), c)
                                          : sensor::fixed_mfcc(mfcc, *fixed, c))
            << platform;
      }
    }
  }
}

TEST(ImuFirmware, EqualsItsModelOnEveryKindOfCoreAndTheSplitCostsTime) {
  const auto rows = mcu::plan_clip(6 * 256);
  for (const char* name : {"cv32e40p", "rp2040", "stm32l4r5"}) {
    const auto target = load_platform(name);
    ASSERT_TRUE(target.has_value());
    const auto platform = mcu::mcu_params_of(**target);
    std::uint64_t cycles[2] = {};
    for (const bool split : {false, true}) {
      sensor::ImuParams imu;
      imu.split_gravity = split;
      auto program = mcu::imu_program(imu, 256);
      ASSERT_TRUE(program.has_value()) << program.error().text();
      auto board = mcu::FrontEndBoard::make(*platform, std::move(*program));
      ASSERT_TRUE(board.has_value()) << board.error().text();
      const auto run = (*board)->run(rows);
      ASSERT_TRUE(run.has_value()) << run.error().text();
      EXPECT_EQ(run->features, sensor::fixed_imu_windows(imu, *sensor::fixed_imu_tables(imu), rows))
          << name << " " << split;
      cycles[split ? 1 : 0] = run->cycles;
    }
    fmt::print("       imu {}: {} cycles for 3 windows, {} with gravity split off\n", name, cycles[0],
               cycles[1]);
    EXPECT_GT(cycles[1], cycles[0]) << name;
  }
}

TEST(ResizeFirmware, EqualsItsModelOnEveryKindOfCore) {
  const auto noise = mcu::plan_clip(20 * 30 * 3 / 2);
  std::vector<std::uint8_t> picture(20 * 30 * 3);
  std::memcpy(picture.data(), noise.data(), picture.size());
  const sensor::Picture size{20, 30, 3};
  for (const char* name : {"cv32e40p", "rp2040", "stm32l4r5"}) {
    const auto target = load_platform(name);
    ASSERT_TRUE(target.has_value());
    const auto platform = mcu::mcu_params_of(**target);
    for (const char* method : {"area", "bilinear"}) {
      for (const auto& [height, width] : {std::pair(7, 11), std::pair(24, 31)}) {
        const sensor::ResizeParams params{height, width, method};
        auto program = mcu::resize_program(params, size);
        ASSERT_TRUE(program.has_value()) << program.error().text();
        auto board = mcu::FrontEndBoard::make(*platform, std::move(*program));
        ASSERT_TRUE(board.has_value()) << board.error().text();
        const auto run = (*board)->run(picture);
        ASSERT_TRUE(run.has_value()) << run.error().text();
        std::vector<std::uint8_t> expected(static_cast<std::size_t>(height * width * 3));
        sensor::resize(picture.data(), size, sensor::make_taps(method, 20, height),
                       sensor::make_taps(method, 30, width), expected.data());
        EXPECT_EQ(std::vector<std::uint8_t>(run->features.begin(), run->features.end()), expected)
            << name << " " << method << " " << height;
      }
    }
  }
  EXPECT_FALSE(mcu::resize_program({96, 96, "area"}, {4096, 4096, 1}).has_value());
  EXPECT_FALSE(mcu::resize_program({96, 96, "area"}, {0, 10, 1}).has_value());
}

TEST(MfccFirmwareModel, RefusesWhatTheCoreOrItsMemoryCannotDo) {
  const auto m0 = load_platform("rp2040"), array = load_platform("cnn-int8");
  ASSERT_TRUE(m0.has_value() && array.has_value());
  sensor::MfccParams unit;
  unit.arithmetic = "float32";
  const auto params = mcu::mcu_params_of(**m0);
  ASSERT_TRUE(params.has_value());
  EXPECT_FALSE(mfcc_board(*params, unit, 16000).has_value());
  const auto large = mfcc_board(*params, {}, 1'000'000);
  ASSERT_FALSE(large.has_value());
  EXPECT_EQ(large.error().code, ErrorCode::does_not_fit);
  EXPECT_FALSE(mcu::mcu_params_of(**array).has_value());
}

}  // namespace quartet::test
