// MFCC against the features that MLPerf Tiny's own front end made of the same audio.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

#include "frontends/sensor/audio/clips.hpp"
#include "frontends/sensor/front_end.hpp"
#include "frontends/sensor/mfcc/mfcc.hpp"
#include "tests/golden/sensor/audio_sets.hpp"
#include "tests/support/golden_report.hpp"

namespace quartet::test {
namespace {

struct Agreement {
  std::int64_t values = 0, equal = 0, near = 0, clips = 0, same_clips = 0;
  [[nodiscard]] double share(std::int64_t part) const {
    return static_cast<double>(part) / static_cast<double>(values);
  }
};

// Distance modulo 256: a value that the data set has wrapped lies beside ours when we wrap too.
Agreement compare(const NpyArray& ours, const NpyArray& theirs) {
  Agreement a;
  const auto clip = static_cast<std::size_t>(theirs.elements() / theirs.shape[0]);
  bool same = true;
  for (std::size_t i = 0; i < theirs.data.size(); ++i) {
    const int distance = std::abs(
        static_cast<int>(static_cast<std::int8_t>(static_cast<std::uint8_t>(ours.data[i] - theirs.data[i]))));
    ++a.values;
    a.equal += distance == 0 ? 1 : 0;
    a.near += distance <= 1 ? 1 : 0;
    same = same && distance == 0;
    if ((i + 1) % clip != 0) continue;
    ++a.clips;
    a.same_clips += same ? 1 : 0;
    same = true;
  }
  return a;
}

NpyArray features_of(const AudioSet& set, const std::string& arithmetic) {
  const auto audio = read_npy(set.audio);
  EXPECT_TRUE(audio.has_value()) << (audio ? "" : audio.error().text());
  const auto front_end = sensor::mfcc_kind().create();
  EXPECT_TRUE(front_end->parameters().set("mfcc.arithmetic", arithmetic).has_value());
  auto features = front_end->run(*audio, set.audio.string());
  EXPECT_TRUE(features.has_value()) << (features ? "" : features.error().text());
  return features ? std::move(*features) : NpyArray{};
}

void expect_agreement(const std::string& arithmetic, double least_equal, double least_near) {
  QUARTET_DATA_OR_SKIP(folder, "data");
  std::size_t compared = 0;
  for (const AudioSet& set : audio_sets(folder)) {
    const auto expected = read_npy(set.features);
    ASSERT_TRUE(expected.has_value()) << expected.error().text();
    const NpyArray got = features_of(set, arithmetic);
    ASSERT_EQ(got.shape, expected->shape) << set.name;
    const Agreement a = compare(got, *expected);
    report_golden("mfcc " + arithmetic + " " + set.name + " (within 1)", a.values, a.values - a.near);
    fmt::print("       {}: {:.3f} % equal, {:.3f} % within 1, {} of {} clips identical\n", set.name,
               100 * a.share(a.equal), 100 * a.share(a.near), a.same_clips, a.clips);
    EXPECT_GE(a.share(a.near), least_near) << set.name;
    EXPECT_GT(a.share(a.equal), least_equal) << set.name;
    ++compared;
  }
  if (compared == 0) GTEST_SKIP() << "the data root has no audio with features";
}

}  // namespace

// Of the whole evaluation set 99.997 % are within 1 of an independent NumPy version: frames of digital
// silence carry the rounding noise of a transform, which no two transforms share.
TEST(MfccGolden, FeaturesOfTheDataAreMetWithinOneAndAlmostAllExactly) {
  expect_agreement("reference", 0.99, 0.9999);
}

TEST(MfccGolden, TheFixedPointProgramIsWithinOneOfTheData) {
  expect_agreement("fixed", 0.97, 0.999);
}

TEST(MfccGolden, TheSinglePrecisionProgramIsWithinOneOfTheData) {
  expect_agreement("float32", 0.99, 0.999);
}

}  // namespace quartet::test
