// The executable: libsystemc also exports a main and wants sc_main; ours wins, and the stub satisfies it.
#include <unistd.h>

#include <cstdlib>
#include <exception>
#include <iostream>

#include "sim/cli/command_line.hpp"

extern "C" int sc_main(int, char**);
extern "C" int sc_main(int, char**) {
  return 0;
}

int main(int argc, char** argv) {
  using namespace quartet;
  setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 0);  // before the kernel is touched
  const std::vector<std::string> words(argv + 1, argv + argc);
  cli::Session session(std::cout, std::cerr);
  session.out_is_terminal = isatty(STDOUT_FILENO) != 0;
  session.err_is_terminal = isatty(STDERR_FILENO) != 0;
  try {
    return cli::run_command_line(words, session);
  } catch (const std::bad_alloc&) {
    return cli::report({ErrorCode::internal, {{"", "out of memory", ""}}}, session);
  } catch (const std::exception& e) {
    return cli::report({ErrorCode::internal, {{"", std::string("unexpected: ") + e.what(), ""}}}, session);
  }
}
