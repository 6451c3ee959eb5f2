// The MFCC firmware on simulated cores: the bits of the models in frontends/sensor, on recorded audio.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "accel/mcu/frontend/programs.hpp"
#include "accel/platform.hpp"
#include "frontends/sensor/audio/clips.hpp"
#include "frontends/sensor/mfcc/mfcc_tables.hpp"
#include "tests/golden/sensor/audio_sets.hpp"
#include "tests/support/golden_report.hpp"

namespace quartet::test {
namespace {

/// What bounds the time of this binary.
constexpr std::int64_t kClips = 20;

std::vector<std::int8_t> model(const sensor::MfccParams& params, const std::string& arithmetic,
                               std::span<const std::int16_t> clip) {
  if (arithmetic == "float32") return sensor::float_mfcc(params, sensor::float_mfcc_tables(params), clip);
  const auto tables = sensor::fixed_mfcc_tables(params);
  EXPECT_TRUE(tables.has_value());
  return sensor::fixed_mfcc(params, *tables, clip);
}

void expect_same_bits(const std::string& platform, const std::string& arithmetic, const sensor::Clips& clips,
                      const std::string& set) {
  const auto target = load_platform(platform);
  ASSERT_TRUE(target.has_value()) << target.error().text();
  const auto board_params = mcu::mcu_params_of(**target);
  ASSERT_TRUE(board_params.has_value()) << board_params.error().text();
  sensor::MfccParams params;
  params.arithmetic = arithmetic;
  auto program = mcu::mfcc_program(*board_params, params, clips.samples);
  ASSERT_TRUE(program.has_value()) << platform << ": " << program.error().text();
  auto board = mcu::FrontEndBoard::make(*board_params, std::move(*program));
  ASSERT_TRUE(board.has_value()) << platform << ": " << board.error().text();
  std::int64_t compared = 0, differ = 0;
  for (std::int64_t i = 0; i < std::min(kClips, clips.count); ++i) {
    const auto run = (*board)->run(clips.clip(i));
    ASSERT_TRUE(run.has_value()) << run.error().text();
    const auto expected = model(params, (*board)->program().arithmetic, clips.clip(i));
    ASSERT_EQ(run->features.size(), expected.size());
    for (std::size_t k = 0; k < expected.size(); ++k, ++compared)
      differ += run->features[k] != expected[k] ? 1 : 0;
    if (i == 0)
      fmt::print("       {} {}: {} cycles ({} waiting), {} instructions, {} B of tables, {} B of SRAM\n",
                 platform, (*board)->program().arithmetic, run->cycles, run->wait_cycles, run->instructions,
                 (*board)->program().tables.size(), (*board)->ram_bytes());
  }
  report_golden("mfcc firmware " + platform + " " + arithmetic + " " + set, compared, differ);
  EXPECT_GT(compared, 0);
  EXPECT_EQ(differ, 0) << platform << " " << arithmetic;
}

}  // namespace

TEST(MfccFirmware, ComputesTheBitsOfItsModelOnEveryKindOfCore) {
  QUARTET_DATA_OR_SKIP(folder, "data");
  const auto sets = audio_sets(folder);
  if (sets.empty()) GTEST_SKIP() << "the data root has no audio with features";
  for (const AudioSet& set : sets) {
    const auto audio = read_npy(set.audio);
    ASSERT_TRUE(audio.has_value()) << audio.error().text();
    const auto clips = sensor::read_clips(*audio, set.audio.string());
    ASSERT_TRUE(clips.has_value()) << clips.error().text();
    for (const char* platform : {"cv32e40p", "pulpissimo", "rp2040", "stm32l4r5"})
      expect_same_bits(platform, "fixed", *clips, set.name);
    expect_same_bits("stm32l4r5", "float32", *clips, set.name);
  }
}

}  // namespace quartet::test
