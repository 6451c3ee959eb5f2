// Sessions of gdb-multiarch itself with `quartet iss --gdb`.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <ostream>
#include <string>
#include <vector>

#include "sim/base/files.hpp"
#include "tests/cli/support/quartet_process.hpp"

namespace quartet::test {
namespace {

namespace fs = std::filesystem;

struct Session {
  std::string gdb;      ///< what gdb says
  std::string quartet;  ///< what quartet says
  int code = -1;        ///< of quartet
};

struct Target {
  std::string program, core;
};
void PrintTo(const Target& target, std::ostream* out) {
  *out << target.core;
}

std::string text_of(const fs::path& file) {
  const auto bytes = read_bytes(file);
  return bytes ? std::string(bytes->begin(), bytes->end()) : "";
}

/// "" or what is missing.
std::string missing(const Target& target) {
  if (std::system("command -v gdb-multiarch > /dev/null") != 0) return "gdb-multiarch is not installed";
  const fs::path elf = fs::path(QUARTET_GDB_PROGRAMS) / (target.program + ".elf");
  return fs::exists(elf) ? "" : elf.string() + " was not built: its cross compiler is missing";
}

/// Starts quartet, waits for its port, and runs gdb with one -ex for each command.
Session debug(const Target& target, const std::vector<std::string>& commands, const std::string& options = "") {
  const ScratchFolder scratch;
  const std::string elf = (fs::path(QUARTET_GDB_PROGRAMS) / (target.program + ".elf")).string();
  const std::string out = scratch.file("out"), gdb_out = scratch.file("gdb"), script = scratch.file("session.sh");
  std::string text = "timeout 60 \"$QUARTET_BUILD_DIR/quartet\" iss " + elf + " --core " + target.core + " --gdb 0 " + options +
                     " > " + out + " 2>&1 &\npid=$!\n"
                     "for i in $(seq 200); do port=$(sed -n 's/^gdb: target remote localhost://p' " + out +
                     " 2> /dev/null); [ -n \"$port\" ] && break; sleep 0.05; done\n"
                     "timeout 60 gdb-multiarch -nx -batch -iex 'set auto-load off' -ex 'set pagination off' "
                     "-ex 'set confirm off' -ex \"target remote localhost:$port\"";
  for (const std::string& command : commands) text += " -ex '" + command + "'";
  text += " " + elf + " > " + gdb_out + " 2>&1 < /dev/null\nwait $pid\n";
  EXPECT_TRUE(write_text(script, text));
  const int status = std::system(("sh " + script).c_str());
  return {text_of(gdb_out), text_of(out), WIFEXITED(status) ? WEXITSTATUS(status) : -1};
}

/// Every one of `parts` in this order.
::testing::AssertionResult says(const std::string& text, const std::vector<std::string>& parts) {
  std::size_t at = 0;
  for (const std::string& part : parts) {
    at = text.find(part, at);
    if (at == std::string::npos) return ::testing::AssertionFailure() << "no '" << part << "' there in:\n" << text;
    at += part.size();
  }
  return ::testing::AssertionSuccess();
}

class GdbSession : public ::testing::TestWithParam<Target> {
 protected:
  void SetUp() override {
    if (const std::string what = missing(GetParam()); !what.empty()) GTEST_SKIP() << what;
  }
};

}  // namespace

TEST_P(GdbSession, BreaksAtASymbolStepsReadsWritesAndFinishes) {
  const Session s = debug(GetParam(), {"break sum", "continue", "print n", "print v == table", "x/4dw &table", "info symbol $pc",
                                       "set var $before = $pc", "stepi", "print $pc - $before >= 2", "finish", "next", "print total",
                                       "break twice", "continue", "print x", "backtrace", "set var x = 20", "finish", "continue"});
  EXPECT_TRUE(says(s.gdb, {"Breakpoint 1, sum", "$1 = 4", "$2 = 1", ":\t1\t2\t3\t5", "sum", "$3 = 1",
                           "Value returned is $4 = 11", "$5 = 11", "Breakpoint 2, twice", "$6 = 11", "#1 ", "main",
                           "Value returned is $7 = 40", "exited with code 050"}))
      << s.quartet;
  EXPECT_TRUE(says(s.quartet, {"gdb: target remote localhost:", "exit code 40"}));
  EXPECT_EQ(s.code, 1);
}

TEST_P(GdbSession, StopsBehindStoresToAWatchedVariable) {
  const Session s = debug(GetParam(), {"watch total", "continue", "continue", "delete", "continue"});
  EXPECT_TRUE(says(s.gdb, {"Hardware watchpoint 1: total", "Old value = 0", "New value = 11", "Old value = 11", "New value = 22",
                           "exited with code 026"}));
}

TEST_P(GdbSession, WritesMemoryAndRegistersAndCallsAFunction) {
  const Session s = debug(GetParam(), {"break main", "continue", "print twice(21)", "set var spins = 7", "print spins", "set var spins = 0",
                                       "info registers pc", "jump leave"});
  EXPECT_TRUE(says(s.gdb, {"Breakpoint 1, main", "$1 = 42", "$2 = 7", "pc ", "main"}));
}

TEST_P(GdbSession, FaultIsASignalWithItsReasonAndPlace) {
  const Session s = debug(GetParam(), {"break twice", "continue", "set var reads_nothing = 1", "continue", "backtrace", "kill"});
  EXPECT_TRUE(says(s.gdb, {"bus_error at pc", "address 0xdead0000", "SIGSEGV", "main"}));
  EXPECT_TRUE(says(s.quartet, {"the debugger has ended the program"}));
  EXPECT_EQ(s.code, 130);
}

TEST_P(GdbSession, MonitorTellsTheStateAndResets) {
  const Session s = debug(GetParam(), {"break twice", "continue", "monitor info", "monitor reset", "maintenance flush register-cache",
                                       "delete", "continue"});
  EXPECT_TRUE(says(s.gdb, {"cycles ", "instret ", "stop: breakpoint", "reset: ", "exited with code 026"}));
}

TEST_P(GdbSession, ContinuingTakesTheCyclesOfARunWithoutDebugger) {
  const std::string elf = (fs::path(QUARTET_GDB_PROGRAMS) / (GetParam().program + ".elf")).string();
  const Finished plain = run_quartet({"iss", elf, "--core", GetParam().core});
  const std::size_t from = plain.out.find("exit code 22, "), to = plain.out.find(" instructions", from);
  ASSERT_NE(from, std::string::npos) << plain.out;
  const std::string counted = plain.out.substr(from, to - from);
  EXPECT_TRUE(says(debug(GetParam(), {"continue"}).quartet, {counted}));
  EXPECT_TRUE(says(debug(GetParam(), {"break sum", "break twice", "continue", "stepi", "stepi", "continue", "finish", "continue"}).quartet,
                   {counted}));
  EXPECT_TRUE(says(debug(GetParam(), {"detach"}).quartet, {counted}));
}

TEST_P(GdbSession, ControlCStopsAProgramThatRuns) {
  // gdb gets SIGINT while its continue runs.
  const Session s = debug(GetParam(), {"break main", "continue", "set var spins = 1",
                                       "shell (sleep 1; kill -INT $PPID) &", "continue", "print spins", "set var spins = 0",
                                       "continue"});
  EXPECT_TRUE(says(s.gdb, {"SIGINT", "main", "$1 = 1", "exited with code 026"}));
}

INSTANTIATE_TEST_SUITE_P(Cores, GdbSession,
                         ::testing::Values(Target{"riscv", "cv32e40p"}, Target{"riscv", "ri5cy"}, Target{"m4", "cortex-m4f"},
                                           Target{"m0plus", "cortex-m0plus"}),
                         [](const auto& instance) {
                           std::string name = instance.param.core;
                           for (char& c : name) c = c == '-' ? '_' : c;
                           return name;
                         });

}  // namespace quartet::test
