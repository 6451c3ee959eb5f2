#include "tests/unit/passes/pass_support.hpp"

namespace quartet::test {

TEST(PassOptions, EveryMistakeIsReportedAtOnce) {
  const auto chosen = choose_passes({"prune_channels:fraction=2", "prune", "to_thresholds:bit=4", "binarize:ends", "fold_activation:x=1"});
  ASSERT_FALSE(chosen);
  EXPECT_EQ(chosen.error().code, ErrorCode::usage);
  EXPECT_EQ(chosen.error().problems.size(), 5U) << chosen.error().text();
}

TEST(PassOptions, SeveralAreSeparatedByCommas) {
  const auto chosen = choose_passes({"prune_channels:fraction=0.5,multiple=8"});
  ASSERT_TRUE(chosen) << chosen.error().text();
  EXPECT_EQ(chosen->front().pass->name, "prune_channels");
  EXPECT_EQ(std::get<double>(chosen->front().run->options().find("fraction")->get()), 0.5);
  EXPECT_EQ(std::get<std::int64_t>(chosen->front().run->options().find("multiple")->get()), 8);
}

TEST(PassOptions, OneUseDoesNotChangeTheNext) {
  ASSERT_TRUE(choose_passes({"prune_channels:fraction=0.5"}));
  const auto plain = choose_passes({"prune_channels"});
  ASSERT_TRUE(plain);
  EXPECT_EQ(std::get<double>(plain->front().run->options().find("fraction")->get()), 0.25);
}

TEST(Passes, PromiseWhatTheirSentenceSays) {
  for (const Pass& pass : passes()) {
    const bool changes = pass.sentence.find("no value changes") == std::string_view::npos;
    EXPECT_EQ(pass.keeps == Keeps::nothing || pass.keeps == Keeps::single_rounding, changes) << pass.name;
  }
}

}  // namespace quartet::test
