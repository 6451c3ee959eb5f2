#include "sim/run/results_directory.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include "sim/base/files.hpp"
#include "tests/unit/run/example_result.hpp"

namespace quartet {
namespace {

namespace fs = std::filesystem;

class ResultsDirectory : public ::testing::Test {
 protected:
  void SetUp() override {
    out_ = fs::temp_directory_path() / ("quartet_results_" + std::to_string(getpid()));
  }
  void TearDown() override { fs::remove_all(out_); }
  Result<fs::path> write(bool force = false) {
    return write_results(out_, "kws-toy", test::example_result(), manifest_, force);
  }
  fs::path out_;
  Manifest manifest_{"1.2.3", "abc", "g++", "host", "2024-01-01T00:00:00Z", 1.5, "quartet run kws --on toy"};
};

TEST_F(ResultsDirectory, HoldsEveryFileAndNothingElse) {
  const auto folder = write();
  ASSERT_TRUE(folder) << folder.error().text();
  for (const char* name : {"result.json", "layers.csv", "energy.csv", "resolved.toml", "manifest.json"})
    EXPECT_TRUE(fs::exists(*folder / name)) << name;
  EXPECT_EQ(std::distance(fs::directory_iterator(*folder), fs::directory_iterator()), 5);
  EXPECT_EQ(std::distance(fs::directory_iterator(out_), fs::directory_iterator()), 1)
      << "no temporary folder is left";
  EXPECT_EQ(folder->filename().string().size(), std::string("kws-toy-12345678").size());
  EXPECT_EQ(*read_text(*folder / "result.json"), *to_json(test::example_result()));
}

TEST_F(ResultsDirectory, IsNeverOverwrittenUnlessForced) {
  const auto folder = write();
  ASSERT_TRUE(folder);
  ASSERT_TRUE(write_text(*folder / "mine.txt", "kept"));
  const auto again = write();
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::usage);
  EXPECT_TRUE(fs::exists(*folder / "mine.txt"));
  ASSERT_TRUE(write(true));
  EXPECT_FALSE(fs::exists(*folder / "mine.txt"));
  EXPECT_EQ(std::distance(fs::directory_iterator(out_), fs::directory_iterator()), 1);
}

TEST_F(ResultsDirectory, NameFollowsTheIdentity) {
  RunResult other = test::example_result();
  other.identity.seed = 2;
  EXPECT_NE(results_folder_name("a", other), results_folder_name("a", test::example_result()));
}

TEST_F(ResultsDirectory, SaysWhereItCannotWrite) {
  ASSERT_TRUE(fs::create_directories(out_));
  ASSERT_TRUE(write_text(out_ / "file", ""));
  const auto folder = write_results(out_ / "file", "kws", test::example_result(), manifest_, false);
  ASSERT_FALSE(folder);
  EXPECT_EQ(folder.error().code, ErrorCode::bad_input);
}

TEST(LayersCsv, HasARowALayerWithEmptyCellsForAbsentValues) {
  EXPECT_EQ(layers_csv(test::example_result()),
            "name,op,macs,cycles,energy_j,utilization,bound\n"
            "conv1,conv2d,900,700,5e-06,0.5,mac\n"
            "fc,fully_connected,100,100,1e-06,,read\n");
}

TEST(EnergyCsv, TracesEachLedgerLineToItsPriceAndSource) {
  const std::string csv = energy_csv(test::example_result());
  EXPECT_NE(csv.find("conv1,toy.array,array_cycle,500.0,cycle,1e-08,J/cycle,5e-06,inference,table "
                     "3,published,\"a note, with a comma\"\n"),
            std::string::npos)
      << csv;
}

}  // namespace
}  // namespace quartet
