#include "tests/cli/sweep/sweep_process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace quartet::test {

std::string write_spec(const ScratchFolder& folder, const std::string& name, const std::string& more) {
  const std::string file = folder.file(name);
  std::ofstream(file) << "schema_version = 1\nworkload = \"kws\"\ndata = \"synthetic\"\nplatform = \"max78000\"\n" << more;
  return file;
}

std::string grid(int clocks, int prices) {
  return "[[axis]]\nkey = \"cnn.clock_hz\"\nmin = 1e7\nmax = 1e8\nsteps = " + std::to_string(clocks) +
         "\n[[axis]]\nkey = \"tech.quadrant_cycle\"\nmin = 1e-11\nmax = 1e-9\nscale = \"log\"\nsteps = " + std::to_string(prices) +
         "\n[[objective]]\nmetric = \"latency.seconds\"\n[[objective]]\nmetric = \"energy.total_j\"\n";
}

std::string quartet_program() {
  const char* build = std::getenv("QUARTET_BUILD_DIR");
  return std::string(build != nullptr ? build : ".") + "/quartet";
}

std::string contents(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

Running::Running(const std::vector<std::string>& words, const std::string& log) {
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  process_ = fork();
  if (process_ != 0) {
    setpgid(process_, process_);
    return;
  }
  setpgid(0, 0);
  const int out = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  dup2(out, STDOUT_FILENO);
  dup2(out, STDERR_FILENO);
  execvp(arguments[0], arguments.data());
  _exit(127);
}

Running::~Running() {
  if (process_ <= 0) return;
  signal_group(SIGKILL);
  static_cast<void>(wait());
}

void Running::signal_group(int signal) const { kill(-process_, signal); }

int Running::wait() {
  int status = 0;
  waitpid(process_, &status, 0);
  process_ = -1;
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace quartet::test
