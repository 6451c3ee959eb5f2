// Copies of sound blocks with one planted bug each: the report names where block and model part, and the wave is cut around it.
#include <gtest/gtest.h>

#include <fstream>

#include "accel/rtl/wave/wave_cut.hpp"
#include "tests/rtl/lockstep/units.hpp"

namespace quartet::test {
namespace {
using namespace dataflow;
namespace fs = std::filesystem;

class PlantedBug : public ::testing::Test {
 protected:
  PlantedBug() { fs::remove(wave); }
  ~PlantedBug() override { fs::remove(wave); }

  /// The report; empty when block and model agree.
  std::string report(const StreamGraph& graph, const std::string& block, How how = {}) {
    how.wave = wave;
    const auto run = run_with(graph, block, how);
    if (run) return "";
    EXPECT_EQ(run.error().code, ErrorCode::check_failed) << run.error().text();
    return run.error().text();
  }

  /// First and last time of the wave in ns: an FST begins with a block of kind 0, its length, and both times in units of 1 ps
  /// (8 bytes each, the highest first).
  std::pair<std::uint64_t, std::uint64_t> wave_times() const {
    std::ifstream in(wave, std::ios::binary);
    unsigned char head[25] = {};
    in.read(reinterpret_cast<char*>(head), sizeof head);
    EXPECT_TRUE(in.good()) << "no wave";
    const auto word = [&](int at) {
      std::uint64_t v = 0;
      for (int i = 0; i < 8; ++i) v = v << 8 | head[at + i];
      return v;
    };
    return {word(9) / 1000, word(17) / 1000};
  }

  const std::string wave = (fs::temp_directory_path() / ("quartet-lockstep-" + std::to_string(::getpid()) + ".fst")).string();
};

#define EXPECT_SAYS(text, part) EXPECT_NE((text).find(part), std::string::npos) << text

TEST_F(PlantedBug, AtEqualityWithAThresholdIsFoundInTheBeatInWhichItFirstShows) {
  const UnitSpec unit = threshold_unit();
  const Lanes x = draws(kSamples * 12, -20, 40, 6);
  const auto thresholds_of = [&](std::size_t element) { return std::span(*unit.tables.at("thresholds")).subspan(element % 12 * 3, 3); };
  const auto meets_one = [&](std::size_t element) {
    const auto t = thresholds_of(element);
    return std::find(t.begin(), t.end(), x[element]) != t.end();
  };
  std::size_t at = 0;
  while (at < x.size() && !meets_one(at)) ++at;
  ASSERT_LT(at, x.size()) << "the data never meets a threshold";
  const std::string text = report(alone(unit, x, always(), always()), "wrong_at_equality");
  // A beat a cycle, offered OUT_BITS + 2 cycles after it was taken.
  const std::size_t beat = at / 3;
  const auto count = [&](std::int32_t margin) {
    const auto t = thresholds_of(at);
    return std::count_if(t.begin(), t.end(), [&](std::int32_t v) { return v + margin <= x[at]; });
  };
  EXPECT_SAYS(text, "first difference at cycle " + std::to_string(beat + 4) + ", port 'out', beat " + std::to_string(beat) + ", lane " + std::to_string(at % 3) +
                        ": model " + std::to_string(count(0)) + ", block " + std::to_string(count(1)));
  EXPECT_SAYS(text, "layer.thresholds (block 'wrong_at_equality')");
  EXPECT_SAYS(text, "sample 17, frame " + std::to_string(beat / 4) + " of the run");
  EXPECT_SAYS(text, "element " + std::to_string(at % 12) + " of the layer's 12");
  EXPECT_SAYS(text, wave);
  const std::uint64_t time = number_after(text, "is at ");
  const auto [first, last] = wave_times();
  EXPECT_LE(first, time);
  EXPECT_GE(last, time);
}

TEST_F(PlantedBug, OfALostStalledCycleIsFoundOnlyUnderBackPressure) {
  EXPECT_EQ(report(matrix_alone(always(), always()), "loses_a_stalled_cycle"), "");
  const std::string text = report(matrix_alone(always(), every(9)), "loses_a_stalled_cycle");
  EXPECT_SAYS(text, "first difference at cycle");
}

TEST_F(PlantedBug, OfAWithdrawnValidBreaksARule) {
  EXPECT_EQ(report(matrix_alone(always(), always()), "drops_valid"), "");
  const std::string text = report(matrix_alone(always(), blocked_until(60)), "drops_valid");
  EXPECT_SAYS(text, "port 'out', beat 0: valid was lowered before the beat was taken");
}

TEST_F(PlantedBug, OfAPayloadThatChangesWhileItWaitsBreaksARule) {
  const std::string text = report(matrix_alone(always(), blocked_until(60)), "changes_payload");
  EXPECT_SAYS(text, "port 'out', beat 0: the payload changed while the beat waited");
}

TEST_F(PlantedBug, OfAHangIsTheBeatThatDoesNotComeAnyMore) {
  const std::string text = report(matrix_alone(always(), always()), "never_frees");
  EXPECT_SAYS(text, "the model takes it, the block does not");
  EXPECT_SAYS(text, "port 'in'");
}

TEST_F(PlantedBug, OfAHangEndsWithTheWatchdogWhereCyclesAreNotCompared) {
  const StreamGraph graph = matrix_alone(always(), always());
  StreamOptions options;
  options.samples = kSamples;
  const std::uint64_t sound = run_stepped(graph, options)->cycles;
  const std::string text = report(graph, "never_frees", {"", std::nullopt});
  EXPECT_SAYS(text, "hangs: no beat passes for 300 cycles");
  EXPECT_SAYS(text, "in: valid 1, ready 0");
  EXPECT_SAYS(text, "(waits)");
  EXPECT_LE(number_after(text, "up to cycle "), sound + 300);
}

TEST_F(PlantedBug, OfAnUnresetValidIsThereInCycleZero) {
  const std::string text = report(matrix_alone(every(3), always()), "valid_after_reset");
  EXPECT_SAYS(text, "cycle 0, port 'out', beat 0: the block offers it, the model does not");
  EXPECT_SAYS(text, "right after reset");
}

TEST_F(PlantedBug, FarIntoARunHasAWaveOfSomeHundredCycles) {
  // Nothing is taken for 1000 cycles; then every fourth.
  StreamGraph graph = matrix_alone(blocked_until(1000), every(9));
  const std::string text = report(graph, "loses_a_stalled_cycle");
  const std::uint64_t cycle = number_after(text, "first difference at cycle ");
  EXPECT_GT(cycle, 1000u);
  const std::uint64_t time = number_after(text, "is at ");
  const auto [first, last] = wave_times();
  EXPECT_EQ(first, time - rtl::kCyclesBefore);
  EXPECT_LE(last, time + rtl::kCyclesAfter + 1);
  EXPECT_GT(last, time);
}

TEST_F(PlantedBug, IsFoundAtTheSamePlaceBehindTheKernelsClock) {
  const StreamGraph graph = matrix_alone(lcg50(1), lcg50(2));
  const std::string loop = report(graph, "loses_a_stalled_cycle");
  const std::string kernel = report(graph, "loses_a_stalled_cycle", {"", 0, true});
  EXPECT_NE(loop, "");
  EXPECT_EQ(loop, kernel);
}

TEST_F(PlantedBug, IsReportedEvenWhereNoWaveCanBeWritten) {
  How how;
  how.wave = "/no/such/folder/x.fst";
  const auto run = run_with(matrix_alone(always(), every(9)), "loses_a_stalled_cycle", how);
  ASSERT_FALSE(run);
  EXPECT_SAYS(run.error().text(), "first difference at cycle");
  EXPECT_SAYS(run.error().text(), "no wave: ");
}

TEST(SoundBlocks, RunToTheEndUnderEveryPattern) {
  for (const Pattern& in : {always(), every(2), lcg50(1)}) {
    for (const Pattern& out : {always(), every(9), lcg50(2), blocked_until(100)}) {
      const StreamGraph graph = matrix_alone(in, out);
      const auto run = run_with(graph, "sound_mvu", {});
      ASSERT_TRUE(run) << run.error().text();
      StreamOptions options;
      options.samples = kSamples;
      options.values = true;
      EXPECT_EQ(run->streams, *run_stepped(graph, options));
    }
  }
}

}  // namespace
}  // namespace quartet::test
