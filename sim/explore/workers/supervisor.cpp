#include "sim/explore/workers/supervisor.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <new>

namespace quartet {

namespace {

constexpr long kPollMilliseconds = 20;
constexpr std::int64_t kTickMilliseconds = 1000;
constexpr std::int64_t kPatienceMilliseconds = 800;  // after an interrupt; the promise is a second
constexpr int kWorkerFailed = 70;  // exit code of a worker that met an error: its text is in the pipe
constexpr int kMostLost = 100;     // workers that end between points

struct Process {
  pid_t pid = -1;
  int pipe = -1;
  bool too_slow = false;
};

// The slots that all workers share with this process.
class Slots {
 public:
  explicit Slots(std::size_t count) : count_(count) {
    void* memory = mmap(nullptr, bytes(), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory != MAP_FAILED) slots_ = new (memory) WorkerSlot[count];
  }
  ~Slots() {
    if (slots_ != nullptr) munmap(slots_, bytes());
  }
  Slots(const Slots&) = delete;
  Slots& operator=(const Slots&) = delete;
  [[nodiscard]] bool ok() const { return slots_ != nullptr; }
  WorkerSlot& operator[](std::size_t i) { return slots_[i]; }

 private:
  [[nodiscard]] std::size_t bytes() const { return count_ * sizeof(WorkerSlot); }
  std::size_t count_;
  WorkerSlot* slots_ = nullptr;
};

std::atomic<bool> worker_stop{false};
extern "C" void note_stop(int) { worker_stop.store(true); }

class Supervisor {
 public:
  Supervisor(const Work& work, const OpenDesk& open_desk, const SupervisorOptions& options)
      : work_(work), open_desk_(open_desk), options_(options), slots_(static_cast<std::size_t>(options.jobs)),
        processes_(static_cast<std::size_t>(options.jobs)) {}

  Result<void> run() {
    if (!slots_.ok()) return fail(ErrorCode::internal, "mmap", std::strerror(errno));
    ticked_ = monotonic_ms();
    for (std::size_t i = 0; i < processes_.size(); ++i) {
      if (const auto ok = start(i); !ok) return end_with(ok.error());
    }
    while (running() > 0) {
      const timespec pause{0, kPollMilliseconds * 1'000'000L};
      nanosleep(&pause, nullptr);
      pass_on_stop();
      end_slow_ones();
      for (std::size_t i = 0; i < processes_.size(); ++i) {
        if (const auto ok = reap(i); !ok) return end_with(ok.error());
      }
      if (monotonic_ms() - ticked_ >= kTickMilliseconds) tick();
    }
    tick();
    return {};
  }

 private:
  [[nodiscard]] bool stopped() const { return options_.stop != nullptr && options_.stop->load(); }
  [[nodiscard]] long running() const {
    return std::count_if(processes_.begin(), processes_.end(), [](const Process& p) { return p.pid > 0; });
  }

  void tick() {
    ticked_ = monotonic_ms();
    if (options_.tick) options_.tick();
  }

  Result<void> start(std::size_t i) {
    int ends[2];
    if (pipe(ends) != 0) return fail(ErrorCode::internal, "pipe", std::strerror(errno));
    slots_[i].ordinal = -1;
    const pid_t parent = getpid();
    const pid_t pid = fork();
    if (pid < 0) return fail(ErrorCode::internal, "fork", std::strerror(errno), "give a smaller -j, or end other programs");
    if (pid == 0) {
      close(ends[0]);
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      if (getppid() != parent) _exit(0);
      _exit(child(i, ends[1]));
    }
    close(ends[1]);
    processes_[i] = {pid, ends[0], false};
    return {};
  }

  // In the worker process. SIGINT sets a flag there too: it comes from the terminal or from the parent.
  int child(std::size_t i, int pipe) {
    struct sigaction action {};
    action.sa_handler = note_stop;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, nullptr);
    if (stopped()) worker_stop = true;
    const auto done = [&]() -> Result<void> {
      const auto desk = open_desk_();
      if (!desk) return pass(desk.error());
      work_.runner.remember_in(desk->get());
      return work(**desk, work_, slots_[i], worker_stop);
    }();
    if (done) return 0;
    const std::string text = error_to_text(done.error());
    if (write(pipe, text.data(), text.size()) < 0) return kWorkerFailed;
    return kWorkerFailed;
  }

  void pass_on_stop() {
    if (!stopped()) return;
    if (stop_since_ == 0) {
      stop_since_ = monotonic_ms();
      signal_all(SIGINT);
    } else if (monotonic_ms() - stop_since_ > kPatienceMilliseconds) {
      signal_all(SIGKILL);
    }
  }

  void signal_all(int signal) {
    for (const Process& p : processes_) {
      if (p.pid > 0) kill(p.pid, signal);
    }
  }

  void end_slow_ones() {
    const auto limit = static_cast<std::int64_t>(work_.spec.point_timeout_s * 1000.0);
    for (std::size_t i = 0; i < processes_.size(); ++i) {
      if (processes_[i].pid <= 0 || slots_[i].ordinal < 0 || monotonic_ms() - slots_[i].since_ms < limit) continue;
      processes_[i].too_slow = true;
      kill(processes_[i].pid, SIGKILL);
    }
  }

  Result<void> reap(std::size_t i) {
    Process& process = processes_[i];
    int status = 0;
    if (process.pid <= 0 || waitpid(process.pid, &status, WNOHANG) != process.pid) return {};
    const bool too_slow = process.too_slow;
    const std::string text = drain(process);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
    if (WIFEXITED(status) && WEXITSTATUS(status) == kWorkerFailed && !text.empty()) return pass(error_from_text(text));
    if (stopped()) return {};
    const std::int64_t ordinal = slots_[i].ordinal;
    if (ordinal < 0) {
      if (++lost_ > kMostLost)
        return fail(ErrorCode::internal, "sweep", "worker processes keep ending between points", "please report this with the specification");
      return start(i);
    }
    if (const auto ok = record(ordinal, too_slow ? fmt::format("took longer than point_timeout_s = {} s", work_.spec.point_timeout_s)
                                                 : how_it_ended(status)); !ok)
      return pass(ok.error());
    return start(i);
  }

  static std::string how_it_ended(int status) {
    if (WIFSIGNALED(status)) return fmt::format("its process ended by signal {} ({})", WTERMSIG(status), strsignal(WTERMSIG(status)));
    return fmt::format("its process ended with status {}", WEXITSTATUS(status));
  }

  static std::string drain(Process& process) {
    std::string text;
    char block[4096];
    for (ssize_t n = 0; (n = read(process.pipe, block, sizeof block)) > 0;) text.append(block, static_cast<std::size_t>(n));
    close(process.pipe);
    process = {};
    return text;
  }

  Result<void> record(std::int64_t ordinal, const std::string& message) {
    const auto desk = open_desk_();
    if (!desk) return pass(desk.error());
    if (const auto ok = catch_up(**desk, work_.spec, work_.sampler, ordinal); !ok) return pass(ok.error());
    const auto values = work_.sampler.point(ordinal);
    if (!values) return {};
    StoredPoint point = described(ordinal, *values, work_.runner);
    point.result.state = PointState::failed;
    point.result.message = message;
    return (*desk)->record_failure(point);
  }

  Result<void> end_with(const Error& error) {
    signal_all(SIGKILL);
    for (Process& p : processes_) {
      if (p.pid <= 0) continue;
      waitpid(p.pid, nullptr, 0);
      drain(p);
    }
    return pass(error);
  }

  const Work& work_;
  const OpenDesk& open_desk_;
  const SupervisorOptions& options_;
  Slots slots_;
  std::vector<Process> processes_;
  std::int64_t ticked_ = 0, stop_since_ = 0;
  int lost_ = 0;
};

}  // namespace

std::string error_to_text(const Error& error) {
  std::string text = std::to_string(static_cast<int>(error.code)) + "\x1e";
  for (const Problem& p : error.problems) text += p.place + "\x1f" + p.cause + "\x1f" + p.remedy + "\x1e";
  return text;
}

Error error_from_text(const std::string& text) {
  Error error{ErrorCode::bad_input, {}};
  std::size_t at = text.find('\x1e');
  if (at == std::string::npos) return {ErrorCode::internal, {{"worker", text, ""}}};
  if (text.substr(0, at) == std::to_string(static_cast<int>(ErrorCode::internal))) error.code = ErrorCode::internal;
  ++at;
  for (std::size_t end = text.find('\x1e', at); end != std::string::npos; end = text.find('\x1e', at)) {
    const std::string one = text.substr(at, end - at);
    const std::size_t a = one.find('\x1f'), b = one.find('\x1f', a == std::string::npos ? a : a + 1);
    if (a != std::string::npos && b != std::string::npos)
      error.problems.push_back({one.substr(0, a), one.substr(a + 1, b - a - 1), one.substr(b + 1)});
    at = end + 1;
  }
  return error;
}

Result<void> supervise(const Work& work, const OpenDesk& open_desk, const SupervisorOptions& options) {
  return Supervisor(work, open_desk, options).run();
}

}  // namespace quartet
