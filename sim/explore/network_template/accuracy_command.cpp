#include "sim/explore/network_template/accuracy_command.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>

namespace quartet {

namespace {

constexpr std::size_t kKept = 64 * 1024;  // of what a command prints: the end of it

struct Pipe {
  int read = -1, write = -1;
  [[nodiscard]] bool open() {
    int ends[2];
    if (pipe(ends) != 0) return false;
    read = ends[0];
    write = ends[1];
    return true;
  }
  void close_read() { shut(read); }
  void close_write() { shut(write); }
  ~Pipe() {
    shut(read);
    shut(write);
  }

 private:
  static void shut(int& end) {
    if (end >= 0) close(end);
    end = -1;
  }
};

[[noreturn]] void become(const std::string& command, Pipe& in, Pipe& out, Pipe& err, pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);  // a point that took too long takes its command with it
  if (getppid() != parent) _exit(126);
  signal(SIGINT, SIG_IGN);  // the worker decides
  dup2(in.read, STDIN_FILENO);
  dup2(out.write, STDOUT_FILENO);
  dup2(err.write, STDERR_FILENO);
  for (const Pipe* p : {&in, &out, &err}) {
    close(p->read);
    close(p->write);
  }
  execl("/bin/sh", "sh", "-c", command.c_str(), static_cast<char*>(nullptr));
  _exit(127);
}

void keep(std::string& text, const char* block, std::size_t size) {
  text.append(block, size);
  if (text.size() > 2 * kKept) text.erase(0, text.size() - kKept);
}

// Writes the candidate and reads both outputs until they are closed.
void converse(const std::string& candidate, Pipe& in, Pipe& out, Pipe& err, std::string& said, std::string& complained) {
  std::size_t written = 0;
  while (out.read >= 0 || err.read >= 0) {
    pollfd waiting[3] = {{in.write, POLLOUT, 0}, {out.read, POLLIN, 0}, {err.read, POLLIN, 0}};
    if (poll(waiting, 3, -1) < 0) {
      if (errno == EINTR) continue;
      return;
    }
    if (in.write >= 0 && waiting[0].revents != 0) {
      const ssize_t n = write(in.write, candidate.data() + written, candidate.size() - written);
      if (n > 0) written += static_cast<std::size_t>(n);
      if (n < 0 || written == candidate.size()) in.close_write();
    }
    const auto take = [](Pipe& from, short events, std::string& text) {
      if (from.read < 0 || events == 0) return;
      char block[4096];
      const ssize_t n = read(from.read, block, sizeof block);
      if (n > 0)
        keep(text, block, static_cast<std::size_t>(n));
      else if (n == 0 || errno != EINTR)
        from.close_read();
    };
    take(out, waiting[1].revents, said);
    take(err, waiting[2].revents, complained);
  }
}

std::string last_line(std::string text) {
  while (!text.empty() && std::strchr(" \r\n\t", text.back()) != nullptr) text.pop_back();
  const std::size_t line = text.rfind('\n');
  if (line != std::string::npos) text.erase(0, line + 1);
  return text.substr(text.find_first_not_of(" \t") == std::string::npos ? 0 : text.find_first_not_of(" \t"));
}

}  // namespace

Result<double> run_accuracy_command(const std::string& command, const std::string& candidate) {
  const std::string place = "accuracy_command";
  Pipe in, out, err;
  if (!in.open() || !out.open() || !err.open()) return fail(ErrorCode::internal, place, std::strerror(errno));
  const auto former = signal(SIGPIPE, SIG_IGN);  // a command need not read its input
  const pid_t parent = getpid(), pid = fork();
  if (pid < 0) return fail(ErrorCode::internal, place, std::strerror(errno));
  if (pid == 0) become(command, in, out, err, parent);
  in.close_read();
  out.close_write();
  err.close_write();
  std::string said, complained;
  converse(candidate, in, out, err, said, complained);
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  signal(SIGPIPE, former);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    const std::string why = WIFEXITED(status) ? fmt::format("ended with status {}", WEXITSTATUS(status))
                                              : fmt::format("was ended by signal {}", WTERMSIG(status));
    return fail(ErrorCode::internal, place, why + ": " + last_line(complained));
  }
  const std::string line = last_line(said);
  double value = -1.0;
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), value);
  if (error != std::errc() || end != line.data() + line.size() || !(value >= 0.0 && value <= 1.0))
    return fail(ErrorCode::internal, place, "printed '" + line.substr(0, 80) + "' where an accuracy in 0 to 1 is needed");
  return value;
}

}  // namespace quartet
