#include "frontends/python/bindings/isolated.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <pybind11/pybind11.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <new>
#include <optional>

#include "frontends/python/bindings/bindings.hpp"
#include "sim/explore/workers/wire.hpp"

namespace quartet::python {

namespace py = pybind11;

namespace {

using SteadyClock = std::chrono::steady_clock;
constexpr int kPollMilliseconds = 50;
constexpr std::chrono::milliseconds kPatience{800};  // the promise is a second
constexpr char kPiece = 'P', kDone = 'D', kFailed = 'E';  // first byte of a message; then its length in 8 bytes

/// A flag that child processes see change.
class SharedFlag {
 public:
  SharedFlag() {
    void* memory = mmap(nullptr, sizeof(std::atomic<bool>), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) raise({ErrorCode::internal, {{"mmap", std::strerror(errno), ""}}});
    flag_ = new (memory) std::atomic<bool>(false);
  }
  ~SharedFlag() { munmap(flag_, sizeof(std::atomic<bool>)); }
  SharedFlag(const SharedFlag&) = delete;
  SharedFlag& operator=(const SharedFlag&) = delete;
  std::atomic<bool>& get() { return *flag_; }

 private:
  std::atomic<bool>* flag_;
};
static_assert(std::atomic<bool>::is_always_lock_free, "shared between processes");

void send(int pipe, char tag, const std::string& text) {
  std::string message(1, tag);
  const std::uint64_t size = text.size();
  message.append(reinterpret_cast<const char*>(&size), sizeof size).append(text);
  for (std::size_t sent = 0; sent < message.size();) {
    const ssize_t n = write(pipe, message.data() + sent, message.size() - sent);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return;
    sent += static_cast<std::size_t>(n);
  }
}

void work_and_send(int pipe, const Work& work, const std::atomic<bool>& stop) {
  Error error;
  try {
    const auto done = work(stop, [&](const std::string& piece) { send(pipe, kPiece, piece); });
    if (done) return send(pipe, kDone, "");
    error = done.error();
  } catch (const std::exception& e) {
    error = {ErrorCode::internal, {{"quartet", std::string("unexpected: ") + e.what(), "please report this"}}};
  }
  send(pipe, kFailed, error_bytes(error));
}

/// The messages that came whole.
struct Messages {
  std::vector<std::string> pieces;
  std::optional<Error> error;
  bool done = false;
  std::string waiting;

  void take(const char* bytes, std::size_t size) {
    waiting.append(bytes, size);
    std::size_t at = 0;
    constexpr std::size_t kHead = 1 + sizeof(std::uint64_t);
    while (waiting.size() - at >= kHead) {
      std::uint64_t length = 0;
      std::memcpy(&length, waiting.data() + at + 1, sizeof length);
      if (waiting.size() - at - kHead < length) break;
      message(waiting[at], waiting.substr(at + kHead, length));
      at += kHead + length;
    }
    waiting.erase(0, at);
  }

 private:
  void message(char tag, std::string text) {
    if (tag == kPiece) pieces.push_back(std::move(text));
    if (tag == kDone) done = true;
    if (tag == kFailed) error = error_of_bytes(text);
  }
};

/// The process that works, and the group of those that it starts.
class Child {
 public:
  Child(const Work& work, const std::atomic<bool>& stop) {
    int ends[2];
    if (pipe(ends) != 0) raise({ErrorCode::internal, {{"pipe", std::strerror(errno), ""}}});
    const pid_t parent = getpid();
    pid_ = fork();
    if (pid_ < 0) {
      close(ends[0]);
      close(ends[1]);
      raise({ErrorCode::internal, {{"fork", std::strerror(errno), "end other programs"}}});
    }
    if (pid_ == 0) {
      close(ends[0]);
      setpgid(0, 0);
      signal(SIGINT, SIG_IGN);  // the parent passes it on
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      if (getppid() == parent) work_and_send(ends[1], work, stop);
      _exit(0);
    }
    setpgid(pid_, pid_);  // in both processes: whoever is first
    close(ends[1]);
    pipe_ = ends[0];
  }
  ~Child() {
    end();
    close(pipe_);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  /// Reads what has come, waiting a little; false at the end.
  bool read_some(Messages& messages) const {
    pollfd waiting{pipe_, POLLIN, 0};
    if (poll(&waiting, 1, kPollMilliseconds) <= 0) return true;
    char block[1 << 16];
    const ssize_t n = read(pipe_, block, sizeof block);
    if (n > 0) messages.take(block, static_cast<std::size_t>(n));
    return n > 0 || (n < 0 && errno == EINTR);
  }
  /// The status; kills what still runs.
  int end() {
    if (pid_ <= 0) return status_;
    kill(-pid_, SIGKILL);
    while (waitpid(pid_, &status_, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    return status_;
  }
  int wait() {
    while (waitpid(pid_, &status_, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    return status_;
  }

 private:
  pid_t pid_ = -1;
  int pipe_ = -1;
  int status_ = 0;
};

// Whether a signal handler raised KeyboardInterrupt; another exception of one is passed on.
bool keyboard_interrupt() {
  const py::gil_scoped_acquire gil;
  if (PyErr_CheckSignals() == 0) return false;
  if (PyErr_ExceptionMatches(PyExc_KeyboardInterrupt) == 0) throw py::error_already_set();
  PyErr_Clear();
  return true;
}

struct Wait {
  bool interrupted = false, killed = false;
};

Wait wait_for(Child& child, std::atomic<bool>& stop, Messages& messages) {
  Wait out;
  std::optional<SteadyClock::time_point> since;
  while (child.read_some(messages)) {
    const bool again = keyboard_interrupt();
    if (since && (again || SteadyClock::now() - *since > kPatience)) {
      out.killed = true;
      break;
    }
    if (!again) continue;
    since = SteadyClock::now();
    stop.store(true);
  }
  out.interrupted = since.has_value();
  return out;
}

}  // namespace

Isolated run_isolated(const Work& work) {
  SharedFlag stop;
  Child child(work, stop.get());
  Messages messages;
  Wait wait;
  {
    const py::gil_scoped_release release;
    wait = wait_for(child, stop.get(), messages);
    if (!wait.killed) child.wait();
  }
  const int status = child.end();
  if (messages.error && !wait.interrupted) raise(*messages.error);
  if (!messages.done && !wait.interrupted) {
    const std::string how = WIFSIGNALED(status) ? fmt::format("signal {}", WTERMSIG(status)) : fmt::format("status {}", WEXITSTATUS(status));
    raise({ErrorCode::internal, {{"quartet", "its process ended without a result (" + how + ")", "please report this"}}});
  }
  return {std::move(messages.pieces), wait.interrupted};
}

std::string error_bytes(const Error& error) {
  WireWriter out;
  out.whole(static_cast<std::int64_t>(error.code)).whole(static_cast<std::int64_t>(error.problems.size()));
  for (const Problem& p : error.problems) out.text(p.place).text(p.cause).text(p.remedy);
  return out.take();
}

Error error_of_bytes(const std::string& bytes) {
  WireReader in(bytes);
  Error error;
  error.code = static_cast<ErrorCode>(in.whole());
  for (std::size_t n = in.count(); n > 0; --n) {
    Problem p;
    p.place = in.text();
    p.cause = in.text();
    p.remedy = in.text();
    error.problems.push_back(std::move(p));
  }
  return error;
}

}  // namespace quartet::python
