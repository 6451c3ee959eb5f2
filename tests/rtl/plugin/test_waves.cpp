// Waves are opened and closed at any cycle, and are FST files.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/rtl/plugin/plugin_fixture.hpp"

namespace quartet::rtl {
namespace {

void run(RtlModel& model, int cycles) {
  for (int i = 0; i < cycles; ++i) {
    model.settle();
    model.tick();
  }
}

// Start and end time of an FST file, from its header block: type 0, length, then both times, big-endian.
std::pair<std::uint64_t, std::uint64_t> times(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  unsigned char head[25] = {};
  in.read(reinterpret_cast<char*>(head), sizeof head);
  EXPECT_EQ(head[0], 0) << "no FST header block";
  std::uint64_t start = 0, end = 0;
  for (int i = 0; i < 8; ++i) {
    start = start << 8 | head[9 + i];
    end = end << 8 | head[17 + i];
  }
  return {start, end};
}

}  // namespace

TEST(Wave, CoversTheCyclesBetweenOpenAndClose) {
  const auto model = test_model("test_wide");
  model->reset();
  run(*model, 100);
  const std::string file = testing::TempDir() + "cut.fst";
  ASSERT_TRUE(model->open_wave(file));
  run(*model, 50);
  model->close_wave();
  run(*model, 100);
  const std::uint64_t first = 1000 * (model->wave_cycle() + 100);  // a cycle is 1000 ps
  EXPECT_EQ(times(file), std::pair(first, first + 49'500));
}

TEST(Wave, ChangesNoValue) {
  const auto plain = test_model("test_wide"), traced = test_model("test_wide");
  ASSERT_TRUE(traced->open_wave(testing::TempDir() + "same.fst"));
  for (RtlModel* m : {plain.get(), traced.get()}) {
    m->reset();
    run(*m, 30);
  }
  EXPECT_EQ(test_port(*plain, "cycles2").get(), test_port(*traced, "cycles2").get());
  EXPECT_EQ(plain->cycle(), traced->cycle());
}

TEST(Wave, CanBeWrittenTwiceFromOneModel) {
  const auto model = test_model("test_wide");
  model->reset();
  for (const char* name : {"first.fst", "second.fst"}) {
    const std::string file = testing::TempDir() + name;
    ASSERT_TRUE(model->open_wave(file)) << name;
    run(*model, 10);
    model->close_wave();
    EXPECT_GT(std::filesystem::file_size(file), 100u) << name;
  }
}

TEST(Wave, FolderThatIsNotThereIsAnError) {
  const auto opened = test_model("test_wide")->open_wave("/nowhere/at/all/wave.fst");
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().text().find("/nowhere/at/all/wave.fst"), std::string::npos);
}

}  // namespace quartet::rtl
