// quartet_add_rtl at configure time: what is wrong stops there, all at once, with the nearest name and the port list; what
// did not change is not verilated again.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "accel/rtl/plugin/plugin.hpp"

namespace quartet::rtl {
namespace {

namespace fs = std::filesystem;

struct Finished {
  int code = 0;
  std::string text;
};

Finished run(const std::string& command) {
  Finished out;
  FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  std::array<char, 4096> block;
  while (const std::size_t got = fread(block.data(), 1, block.size(), pipe)) out.text.append(block.data(), got);
  const int status = pclose(pipe);
  out.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return out;
}

/// A build tree of cases/; the compiler is looked for once a tree.
Finished configure(const fs::path& build, const std::string& defines, const std::string& generator = "Ninja") {
  return run("'" QUARTET_CMAKE "' -S '" QUARTET_CASES_DIR "' -B '" + build.string() + "' -G '" + generator + "' -DQUARTET_RTL_CMAKE='" QUARTET_RTL_CMAKE "' " + defines);
}

int count(const std::string& text, const std::string& part) {
  int n = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

fs::path fresh(const std::string& name) {
  const fs::path folder = fs::path(testing::TempDir()) / ("add_rtl_" + name);
  fs::remove_all(folder);
  return folder;
}

/// A call that must fail; `parts`: what the message must say.
struct Wrong {
  std::string name;
  std::vector<std::string> parts;
};
void PrintTo(const Wrong& wrong, std::ostream* out) { *out << wrong.name; }

class WrongCall : public testing::TestWithParam<Wrong> {
 protected:
  static void SetUpTestSuite() {
    build_ = fresh("wrong");
    ASSERT_EQ(configure(build_, "-DCASE=sound").code, 0);
  }
  static fs::path build_;
};
fs::path WrongCall::build_;

}  // namespace

TEST_P(WrongCall, StopsTheConfigurationWithItsReason) {
  const Finished done = configure(build_, "-DCASE=" + GetParam().name);
  EXPECT_NE(done.code, 0);
  EXPECT_EQ(count(done.text, "CMake Error at"), 1) << done.text;
  for (const std::string& part : GetParam().parts) EXPECT_NE(done.text.find(part), std::string::npos) << "'" << part << "' is missing in:\n" << done.text;
}

INSTANTIATE_TEST_SUITE_P(
    AddRtl, WrongCall,
    testing::Values(
        Wrong{"clock", {"CLOCK: module 'relay' has no port 'clck'; did you mean 'clk'?", "in s_axis_tdata: 96 bit", "out m_axis_tvalid: 1 bit"}},
        Wrong{"clock_too_wide", {"port 's_axis_tdata' has 96 bit, 1 are needed"}},
        Wrong{"prefix", {"no port 's_axi_tvalid'; did you mean 's_axis_tvalid'?", "role ready"}},
        Wrong{"width", {"STREAM_IN 'in=s_axis,bits=128', role data: port 's_axis_tdata' has 96 bit, 128 are needed"}},
        Wrong{"lanes", {"96 bit of port 's_axis_tdata' are no whole number of lanes of 7 bit"}},
        Wrong{"direction", {"port 's_axis_tdata' is an input of the module, an output is needed"}},
        Wrong{"style", {"unknown style 'axi'; did you mean 'axis'?"}},
        Wrong{"option", {"unknown option 'never_stal'; did you mean 'never_stall'?", "lane_bits"}},
        Wrong{"form", {"STREAM_IN 's_axis' is not NAME=PREFIX"}},
        Wrong{"several", {"no port 'clock'; did you mean 'clk'?", "no port 'reset'; did you mean 'rst'?", "no port 'mode'", "has 96 bit, 8 are needed"}},
        Wrong{"argument", {"unknown argument 'STREM_IN'; did you mean 'STREAM_IN'?"}},
        Wrong{"nothing", {"TOP is missing", "SOURCES is missing", "CLOCK is missing"}},
        Wrong{"source", {"there is no file", "relais.sv; did you mean 'relay.sv'?"}},
        Wrong{"twice", {"NAME 'block' is taken"}},
        Wrong{"unsupported", {"Verilator refuses module 'unsupported'", "%Error", "unsupported.sv:7", "tranif1"}},
        Wrong{"top", {"Verilator refuses module 'relai'", "%Error", "relai"}},
        Wrong{"unknown_parameter", {"Verilator refuses module 'relay'", "WIDHT"}},
        Wrong{"ports", {"port 'pad' is inout", "port 'taps' is an unpacked array"}}),
    [](const testing::TestParamInfo<Wrong>& wrong) { return wrong.param.name; });

TEST(AddRtl, VerilatesOnceForEachContent) {
  const fs::path build = fresh("once");
  EXPECT_EQ(count(configure(build, "-DCASE=parameter -DWIDTH=32").text, "verilated module 'relay'"), 1);
  EXPECT_EQ(count(configure(build, "-DCASE=parameter -DWIDTH=32").text, "verilated"), 0) << "nothing changed";
  EXPECT_EQ(count(configure(build, "-DCASE=parameter -DWIDTH=64").text, "verilated"), 1) << "a parameter changed";
  EXPECT_EQ(count(configure(build, "-DCASE=parameter -DWIDTH=32").text, "verilated"), 0) << "it is still in the cache";
}

TEST(AddRtl, VerilatesAgainWhenASourceOrAnIncludedFileChanges) {
  const fs::path build = fresh("changing"), folder = fresh("sources");
  fs::create_directories(folder);
  fs::copy_file(fs::path(QUARTET_CASES_DIR) / "relay.sv", folder / "relay.sv");
  const std::string defines = "-DCASE=changing -DFOLDER='" + folder.string() + "'";
  EXPECT_EQ(count(configure(build, defines).text, "verilated"), 1);
  std::ofstream(folder / "relay.sv", std::ios::app) << "`include \"width.svh\"\n";
  std::ofstream(folder / "width.svh") << "// first\n";
  EXPECT_EQ(count(configure(build, defines).text, "verilated"), 1) << "the source changed";
  EXPECT_EQ(count(configure(build, defines).text, "verilated"), 0);
  std::ofstream(folder / "width.svh") << "// second\n";
  EXPECT_EQ(count(configure(build, defines).text, "verilated"), 1) << "the included file changed";
}

TEST(AddRtl, GoingBackToAnEarlierContentBringsItsPluginBack) {
  const fs::path build = fresh("back");
  const std::string make = "'" QUARTET_CMAKE "' --build '" + build.string() + "'";
  const auto built = [&](const std::string& width) {
    EXPECT_EQ(configure(build, "-DCASE=parameter -DWIDTH=" + width, "Unix Makefiles").code, 0);
    const Finished done = run(make);
    EXPECT_EQ(done.code, 0) << done.text;
    const auto plugin = Plugin::load(build / "rtl" / "block.so");
    return plugin ? (*plugin)->declaration().parameters.at("WIDTH") : plugin.error().text();
  };
  EXPECT_EQ(built("32"), "32");
  EXPECT_EQ(built("64"), "64");
  EXPECT_EQ(built("32"), "32");
  EXPECT_EQ(built("64"), "64");
}

TEST(AddRtl, BuildTreesThatShareACacheShareThePlugin) {
  const fs::path first = fresh("first"), second = fresh("second"), cache = fresh("cache");
  const std::string defines = "-DCASE=sound -DCMAKE_BUILD_TYPE=Release -DQUARTET_RTL_CACHE='" + cache.string() + "'";
  ASSERT_EQ(configure(first, defines).code, 0);
  const Finished built = run("'" QUARTET_CMAKE "' --build '" + first.string() + "'");
  ASSERT_EQ(built.code, 0) << built.text;
  const Finished configured = configure(second, defines);
  EXPECT_EQ(count(configured.text, "verilated"), 0) << configured.text;
  const Finished copied = run("'" QUARTET_CMAKE "' --build '" + second.string() + "'");
  EXPECT_EQ(copied.code, 0) << copied.text;
  EXPECT_EQ(count(copied.text, "Building CXX"), 0) << copied.text;
  EXPECT_TRUE(fs::exists(second / "rtl" / "block.so"));
}

}  // namespace quartet::rtl
