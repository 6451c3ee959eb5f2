// Files that are no plug-ins and plug-ins that break the rules: an error with its place and remedy, never a crash.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "tests/rtl/plugin/plugin_fixture.hpp"

namespace quartet::rtl {
namespace {

// The error of loading the plug-in and making a model of it.
std::string error_of(const std::string& name_or_path) {
  const auto plugin = find_plugin(name_or_path);
  if (!plugin) return plugin.error().text();
  const auto model = RtlModel::create(*plugin);
  return model ? "" : model.error().text();
}

std::string error_of_fault(const std::string& fault) { return error_of(test_plugin_file("test_fault_" + fault)); }

void expect_says(const std::string& text, const std::vector<std::string>& parts) {
  for (const std::string& part : parts) EXPECT_NE(text.find(part), std::string::npos) << "'" << part << "' is missing in:\n" << text;
}

class BadPlugin : public testing::Test {
 protected:
  ~BadPlugin() override { unsetenv("QUARTET_RTL_PATH"); }
};

}  // namespace

TEST_F(BadPlugin, MissingFileSaysWhatToBuild) {
  expect_says(error_of("/nowhere/block.so"), {"/nowhere/block.so", "there is no such plug-in file", "quartet_add_rtl"});
}

TEST_F(BadPlugin, FileThatIsNoSharedObjectIsRefused) {
  const std::string file = testing::TempDir() + "not_a_plugin.so";
  std::ofstream(file) << "module dense; endmodule\n";
  expect_says(error_of(file), {"not_a_plugin.so", "cannot be loaded"});
}

TEST_F(BadPlugin, SharedObjectWithoutTheEntryIsNoPlugin) {
  expect_says(error_of_fault("no_entry"), {"is no RTL plug-in", "quartet_rtl_plugin_get", "quartet_add_rtl"});
}

TEST_F(BadPlugin, AnotherAbiVersionNamesBothVersions) {
  expect_says(error_of_fault("other_abi"), {"version 7 of the plug-in interface, this quartet has 1", "build it again"});
}

TEST_F(BadPlugin, MissingFunctionIsRefusedBeforeAnyCall) {
  expect_says(error_of_fault("no_function"), {"leaves out a function"});
}

TEST_F(BadPlugin, DeclarationThatIsNotJsonIsRefused) { expect_says(error_of_fault("no_json"), {"is not a JSON object"}); }

TEST_F(BadPlugin, UnknownKeyOfTheDeclarationNamesTheNearest) {
  expect_says(error_of_fault("unknown_key"), {"unknown key 'clok'", "did you mean 'clock'?"});
}

TEST_F(BadPlugin, UnknownRoleOfAnInterfaceNamesTheNearest) {
  expect_says(error_of_fault("unknown_role"), {"stream of style plain has no role 'redy'", "did you mean 'ready'?"});
}

TEST_F(BadPlugin, MissingRoleOfAnInterfaceSaysHowToDeclareIt) {
  expect_says(error_of_fault("missing_role"), {"interface 'in' has no port for role 'valid'", "in=PREFIX,valid=PORT"});
}

TEST_F(BadPlugin, PortTableThatContradictsItselfIsRefused) {
  expect_says(error_of_fault("bad_port_table"), {"entry 2 of its port table"});
}

TEST_F(BadPlugin, ClockThatIsNoPortNamesTheNearestAndListsThePorts) {
  expect_says(error_of_fault("no_such_clock"), {"has no port 'clock'", "did you mean 'clk'?", "input in_data [8]"});
}

TEST_F(BadPlugin, BlockThatCannotBeMadeGivesItsOwnReason) { expect_says(error_of_fault("not_made"), {"cannot be made: no licence"}); }

TEST_F(BadPlugin, UnknownNameGivesTheNearestAndWhereItLooked) {
  setenv("QUARTET_RTL_PATH", QUARTET_TEST_RTL_DIR, 1);
  expect_says(error_of("test_wid"), {"there is no RTL plug-in of this name in", QUARTET_TEST_RTL_DIR, "did you mean 'test_wide'?"});
  EXPECT_EQ(error_of("test_wide"), "");
}

TEST_F(BadPlugin, UnknownNameWithNothingNearTellsOfTheSearchPath) {
  expect_says(error_of("frobnicator"), {"QUARTET_RTL_PATH"});
}

}  // namespace quartet::rtl
