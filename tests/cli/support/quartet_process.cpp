#include "tests/cli/support/quartet_process.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace quartet::test {

namespace fs = std::filesystem;

namespace {

std::string executable() {
  const char* build = std::getenv("QUARTET_BUILD_DIR");
  if (build == nullptr) throw std::runtime_error("QUARTET_BUILD_DIR is not set: run through ctest");
  return (fs::path(build) / "quartet").string();
}

std::string contents(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void redirect(int descriptor, const std::string& file, int flags) {
  const int opened = open(file.c_str(), flags, 0600);
  if (opened < 0 || dup2(opened, descriptor) < 0) _exit(126);
}

Finished run(const std::vector<std::string>& words, const std::vector<std::string>& environment,
             int interrupt_after_ms) {
  const ScratchFolder scratch;
  const std::string program = executable(), out = scratch.file("out"), err = scratch.file("err");
  std::vector<char*> arguments{const_cast<char*>(program.c_str())};
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const pid_t pid = fork();
  if (pid == 0) {
    redirect(STDIN_FILENO, "/dev/null", O_RDONLY);
    redirect(STDOUT_FILENO, out, O_WRONLY | O_CREAT);
    redirect(STDERR_FILENO, err, O_WRONLY | O_CREAT);
    for (const std::string& entry : environment) putenv(const_cast<char*>(entry.c_str()));
    execv(program.c_str(), arguments.data());
    _exit(127);
  }
  if (interrupt_after_ms >= 0) {
    usleep(static_cast<useconds_t>(interrupt_after_ms) * 1000);
    kill(pid, SIGINT);
  }
  int status = 0;
  waitpid(pid, &status, 0);
  return {WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status), contents(out), contents(err)};
}

}  // namespace

Finished run_quartet(const std::vector<std::string>& words, const std::vector<std::string>& environment) {
  return run(words, environment, -1);
}
Finished interrupt_quartet(const std::vector<std::string>& words, int after_ms) {
  return run(words, {}, after_ms);
}

ScratchFolder::ScratchFolder() {
  static std::atomic<int> counter{0};
  path_ = fs::temp_directory_path() /
          ("quartet_cli_" + std::to_string(getpid()) + "_" + std::to_string(counter++));
  fs::create_directories(path_);
}

ScratchFolder::~ScratchFolder() {
  std::error_code ec;
  fs::remove_all(path_, ec);
}

}  // namespace quartet::test
