// scripts/get_data.sh with a small mirror and a list of its own.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>

#include "sim/base/files.hpp"
#include "tests/cli/support/quartet_process.hpp"

namespace quartet::test {
namespace {

namespace fs = std::filesystem;

// The script stands beside a data.sha256 of two files, one of which the mirror has wrong at will.
class GetData : public ::testing::Test {
 protected:
  void SetUp() override {
    fs::create_directories(scratch_.path() / "scripts");
    fs::copy_file(fs::path(QUARTET_CHECKOUT_DIR) / "scripts" / "get_data.sh",
                  scratch_.path() / "scripts" / "get_data.sh");
    put("mirror/data/a.npy", "first\n");
    put("mirror/goldens/b.csv", "second\n");
    ASSERT_EQ(shell("cd " + scratch_.file("mirror") +
                    " && sha256sum data/a.npy goldens/b.csv > ../scripts/data.sha256"),
              0);
  }
  void put(const std::string& name, const std::string& text) {
    fs::create_directories(fs::path(scratch_.file(name)).parent_path());
    ASSERT_TRUE(write_text(scratch_.file(name), text));
  }
  int shell(const std::string& line) {
    const int status = std::system(("(" + line + ") > " + scratch_.file("said") + " 2>&1").c_str());
    return WEXITSTATUS(status);
  }
  int get(const std::string& options) {
    return shell("bash " + scratch_.file("scripts/get_data.sh") + " --to " + scratch_.file("to") + " " +
                 options);
  }
  std::string said() { return *read_text(scratch_.file("said")); }
  bool here(const std::string& name) { return fs::exists(scratch_.file("to/" + name)); }
  std::string mirror() { return "--mirror " + scratch_.file("mirror"); }
  ScratchFolder scratch_;
};

TEST_F(GetData, CopiesFromAMirrorAndKeepsWhatIsRight) {
  ASSERT_EQ(get(mirror()), 0) << said();
  EXPECT_TRUE(here("data/a.npy") && here("goldens/b.csv"));
  EXPECT_EQ(get(mirror()), 0);
  EXPECT_NE(said().find("2 files right (0 new)"), std::string::npos) << said();
  EXPECT_EQ(get("--verify"), 0);
}

TEST_F(GetData, KeepsNoFileWithAnotherChecksum) {
  put("mirror/data/a.npy", "changed\n");
  EXPECT_EQ(get(mirror()), 1);
  EXPECT_FALSE(here("data/a.npy"));
  EXPECT_TRUE(here("goldens/b.csv"));
  EXPECT_NE(said().find("another checksum"), std::string::npos) << said();
}

TEST_F(GetData, VerifyFindsAFileThatChangedAndTheMirrorMendsIt) {
  ASSERT_EQ(get(mirror()), 0);
  put("to/data/a.npy", "broken\n");
  EXPECT_EQ(get("--verify"), 1);
  EXPECT_NE(said().find("data/a.npy"), std::string::npos);
  EXPECT_EQ(get(mirror()), 0);
  EXPECT_EQ(*read_text(scratch_.file("to/data/a.npy")), "first\n");
}

TEST_F(GetData, SaysWhatAMirrorLacks) {
  fs::remove(scratch_.file("mirror/goldens/b.csv"));
  EXPECT_EQ(get(mirror()), 3);
  EXPECT_NE(said().find("goldens/b.csv: not in the mirror"), std::string::npos) << said();
}

TEST_F(GetData, SaysPlainlyWhatCannotBeDownloaded) {
  EXPECT_EQ(get("--only data/"), 0);
  EXPECT_NE(said().find("Not offered for download"), std::string::npos) << said();
  EXPECT_FALSE(here("data/a.npy"));
}

TEST_F(GetData, RefusesWrongOptions) {
  EXPECT_EQ(get("--frobnicate"), 2);
  EXPECT_EQ(get("--only nothing/"), 2);
  EXPECT_EQ(get("--mirror"), 2);
  EXPECT_EQ(get("--mirror " + scratch_.file("none")), 3);
  EXPECT_EQ(get("--help"), 0);
  EXPECT_EQ(get("--list"), 0);
  EXPECT_NE(said().find("missing  data/a.npy"), std::string::npos) << said();
}

}  // namespace
}  // namespace quartet::test
