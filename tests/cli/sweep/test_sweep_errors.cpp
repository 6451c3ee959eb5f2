// What is wrong with a sweep has a name, a place and a remedy, and nothing is lost by it.
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/cli/sweep/sweep_process.hpp"

namespace quartet::test {
namespace {

class SweepErrors : public ::testing::Test {
 protected:
  Finished sweep(const std::string& more, const std::vector<std::string>& options = {}) {
    std::vector<std::string> words = {"sweep", write_spec(scratch_, "s.toml", more), "--db", scratch_.file("d"), "-j", "1"};
    words.insert(words.end(), options.begin(), options.end());
    return run_quartet(words);
  }
  void expect(const Finished& done, int code, const std::string& text) {
    EXPECT_EQ(done.code, code) << done.err;
    EXPECT_NE(done.err.find(text), std::string::npos) << done.err << "\nlacks: " << text;
  }
  // Runs a shell command; the program as $0.
  int shell(const std::string& command, const std::string& log) {
    Running running({"/bin/sh", "-c", command, quartet_program()}, log);
    return running.wait();
  }
  ScratchFolder scratch_;
};

TEST_F(SweepErrors, InASpecificationAreSaidWithLineAndNearestName) {
  expect(sweep("[[axis]]\nkey = \"cnn.clock\"\nvalues = [1e7]\n"), 3, "did you mean 'cnn.clock_hz'?");
  expect(sweep("[[axis]]\nkey = \"cnn.clock_hz\"\nvalues = []\n"), 3, "the design space has no point");
  expect(sweep(grid(2, 2) + "[[constraint]]\nmetric = \"latency.seconds\"\nmin = 2\n[[constraint]]\nmetric = \"latency.seconds\"\nmax = 1\n"), 3,
         "contradict each other");
  expect(sweep(grid(2, 2) + "[[constraint]]\nleft = \"cnn.clock_hz\"\nright = \"tech.quadrant_cycle\"\n"), 3, "leave no point");
  expect(sweep("sampler = \"nsga2\"\n" + grid(2, 2)), 3, "a budget is missing");
  expect(sweep("samplr = \"grid\"\n" + grid(2, 2)), 3, "did you mean 'sampler'?");
  expect(sweep(grid(2, 2) + "[[objective]]\nmetric = \"figures.TOPS per W\"\n"), 3, "is not a figure of platform 'max78000'");
  EXPECT_FALSE(std::filesystem::exists(scratch_.file("d"))) << "nothing was begun";
}

TEST_F(SweepErrors, OnTheCommandLineAreUsage) {
  expect(run_quartet({"sweep", write_spec(scratch_, "s.toml", grid(2, 2))}), 2, "--db");
  expect(run_quartet({"sweep", scratch_.file("nowhere.toml"), "--db", scratch_.file("d")}), 3, "nowhere.toml");
  expect(sweep(grid(2, 2), {"--baseline", "random"}), 2, "with a budget in the specification");
  expect(sweep(grid(2, 2), {"--merge", scratch_.file("no-part")}), 3, "does not exist");
  expect(sweep(grid(2, 2), {"--csv", scratch_.file("no/folder/p.csv")}), 3, "cannot be written");
}

TEST_F(SweepErrors, LeaveFilesThatAreNotOursAsTheyAre) {
  const std::string text = "this is a text of more than sixteen bytes, and no database";
  std::ofstream(scratch_.file("d")) << text;
  expect(sweep(grid(2, 2)), 3, "not a database");
  EXPECT_EQ(contents(scratch_.file("d")), text);
}

TEST_F(SweepErrors, NameADatabaseThatIsDamagedAndWriteNothingIntoIt) {
  ASSERT_EQ(sweep(grid(60, 50)).code, 0);
  for (const char* left : {"d-wal", "d-shm"}) std::filesystem::remove(scratch_.file(left));
  {
    std::fstream raw(scratch_.file("d"), std::ios::in | std::ios::out | std::ios::binary);
    raw.seekp(4096);
    for (int i = 0; i < 60'000; ++i) raw.put('\x5a');
  }
  const std::string before = contents(scratch_.file("d"));
  expect(sweep(grid(60, 50), {"--csv", scratch_.file("p.csv")}), 3, ".recover");
  EXPECT_EQ(contents(scratch_.file("d")), before);
  EXPECT_FALSE(std::filesystem::exists(scratch_.file("p.csv"))) << "no part of an answer";
}

TEST_F(SweepErrors, NameAFolderThatCannotBeWritten) {
  const std::string spec = write_spec(scratch_, "s.toml", grid(2, 2));
  expect(run_quartet({"sweep", spec, "--db", "/proc/sweep.sqlite"}), 3, "/proc/sweep.sqlite");
  expect(run_quartet({"sweep", spec, "--db", scratch_.file("no/folder/d")}), 3, "does the folder exist");
}

// A limit on the size of files stands for a disk that is nearly full; afterwards there is space.
TEST_F(SweepErrors, OfADiskThatIsFullLoseNothing) {
  const std::string spec = write_spec(scratch_, "s.toml", grid(60, 50)), log = scratch_.file("log");
  const std::string command = "trap '' XFSZ; ulimit -f 150; exec \"$0\" sweep " + spec + " --db " + scratch_.file("d") + " -j 2";
  EXPECT_EQ(shell(command, log), 3) << contents(log);
  EXPECT_NE(contents(log).find("then repeat the command"), std::string::npos) << contents(log);
  const Finished rest = sweep(grid(60, 50), {"--csv", scratch_.file("p.csv")});
  EXPECT_EQ(rest.code, 0) << rest.err;
  ASSERT_EQ(run_quartet({"sweep", spec, "--db", scratch_.file("whole"), "--csv", scratch_.file("whole.csv"), "-j", "1"}).code, 0);
  EXPECT_EQ(contents(scratch_.file("p.csv")), contents(scratch_.file("whole.csv")));
}

TEST_F(SweepErrors, OfASmallDiskSayThatItIsFull) {
  const std::string spec = write_spec(scratch_, "s.toml", grid(60, 50)), log = scratch_.file("log"), disk = scratch_.file("disk");
  std::filesystem::create_directory(disk);
  if (mount("none", disk.c_str(), "tmpfs", 0, "size=300k") != 0) GTEST_SKIP() << "needs the right to mount a small file system";
  const Finished full = run_quartet({"sweep", spec, "--db", disk + "/d", "-j", "2"});
  expect(full, 3, "free space on the disk and repeat the command");
  ASSERT_EQ(mount("none", disk.c_str(), "tmpfs", MS_REMOUNT, "size=20m"), 0);
  const Finished rest = run_quartet({"sweep", spec, "--db", disk + "/d", "-j", "2"});
  EXPECT_EQ(rest.code, 0) << rest.err;
  EXPECT_NE(rest.out.find("3,000 of 3,000 points: 3,000 done"), std::string::npos) << rest.out;
  umount(disk.c_str());
}

}  // namespace
}  // namespace quartet::test
