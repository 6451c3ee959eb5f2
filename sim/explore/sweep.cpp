#include "sim/explore/sweep.hpp"

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

#include "sim/explore/pareto.hpp"
#include "sim/explore/worker.hpp"

namespace quartet {

namespace {

constexpr int kPollMilliseconds = 20;
constexpr std::int64_t kReportMilliseconds = 1000;
constexpr int kWorkerFailed = 70;  // exit code of a worker that met an error: its text is in the pipe

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

class Parent {
 public:
  Parent(const SweepSpec& spec, const SweepOptions& options, ISampler& sampler, PointRunner& runner, std::int64_t sweep)
      : spec_(spec), options_(options), sampler_(sampler), runner_(runner), sweep_(sweep),
        slots_(static_cast<std::size_t>(options.jobs)), processes_(static_cast<std::size_t>(options.jobs)) {}

  // The database is open in this process only between forks: SQLite's locks do not survive one.
  Result<SweepOutcome> run(std::int64_t finished_before) {
    if (!slots_.ok()) return fail(ErrorCode::internal, "mmap", std::strerror(errno));
    finished_before_ = finished_before;
    begun_ = reported_ = monotonic_ms();
    for (std::size_t i = 0; i < processes_.size(); ++i) {
      if (const auto ok = start(i); !ok) return end_with(ok.error());
    }
    while (running() > 0) {
      timespec pause{0, kPollMilliseconds * 1'000'000L};
      nanosleep(&pause, nullptr);
      pass_on_stop();
      end_slow_ones();
      for (std::size_t i = 0; i < processes_.size(); ++i) {
        if (const auto ok = reap(i); !ok) return end_with(ok.error());
      }
      if (monotonic_ms() - reported_ >= kReportMilliseconds) report();
    }
    report();
    return outcome();
  }

 private:
  [[nodiscard]] bool stopped() const { return options_.stop != nullptr && options_.stop->load(); }
  [[nodiscard]] long running() const {
    return std::count_if(processes_.begin(), processes_.end(), [](const Process& p) { return p.pid > 0; });
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
    static std::atomic<bool> stop{false};
    struct sigaction action {};
    action.sa_handler = [](int) { stop.store(true); };
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, nullptr);
    if (stopped()) stop = true;
    const auto done = [&]() -> Result<void> {
      auto store = Store::open(options_.database);
      if (!store) return pass(store.error());
      return work(*store, sweep_, sampler_, runner_, slots_[i], stop);
    }();
    if (done) return 0;
    std::string text;
    for (const Problem& p : done.error().problems) text += p.place + "\x1f" + p.cause + "\x1f" + p.remedy + "\x1e";
    if (write(pipe, text.data(), text.size()) < 0) return kWorkerFailed;
    return kWorkerFailed;
  }

  void pass_on_stop() {
    if (!stopped() || stop_passed_) return;
    stop_passed_ = true;
    for (const Process& p : processes_) {
      if (p.pid > 0) kill(p.pid, SIGINT);
    }
  }

  void end_slow_ones() {
    const auto limit = static_cast<std::int64_t>(spec_.point_timeout_s * 1000.0);
    for (std::size_t i = 0; i < processes_.size(); ++i) {
      if (processes_[i].pid <= 0 || slots_[i].ordinal < 0 || monotonic_ms() - slots_[i].since_ms < limit) continue;
      processes_[i].too_slow = true;
      kill(processes_[i].pid, SIGKILL);
    }
    // After an interrupt nobody is waited for longer than a second.
    if (stop_passed_ && stop_since_ == 0) stop_since_ = monotonic_ms();
    if (stop_since_ != 0 && monotonic_ms() - stop_since_ > 800) {
      for (const Process& p : processes_) {
        if (p.pid > 0) kill(p.pid, SIGKILL);
      }
    }
  }

  Result<void> reap(std::size_t i) {
    Process& process = processes_[i];
    int status = 0;
    if (process.pid <= 0 || waitpid(process.pid, &status, WNOHANG) != process.pid) return {};
    const bool too_slow = process.too_slow;
    const std::string text = drain(process);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
    if (WIFEXITED(status) && WEXITSTATUS(status) == kWorkerFailed && !text.empty()) return pass(error_of(text));
    if (stopped()) return {};
    const std::int64_t ordinal = slots_[i].ordinal;
    if (ordinal < 0) {
      if (++lost_ > kMostLost)
        return fail(ErrorCode::internal, "sweep", "worker processes keep ending between points", "please report this with the specification");
      return start(i);
    }
    if (const auto ok = record(ordinal, too_slow ? fmt::format("took longer than point_timeout_s = {} s", spec_.point_timeout_s)
                                                 : how_it_ended(status)); !ok)
      return pass(ok.error());
    return start(i);
  }

  static std::string how_it_ended(int status) {
    if (WIFSIGNALED(status)) return fmt::format("its process ended by signal {} ({})", WTERMSIG(status), strsignal(WTERMSIG(status)));
    return fmt::format("its process ended with status {}", WEXITSTATUS(status));
  }

  std::string drain(Process& process) {
    std::string text;
    char block[4096];
    for (ssize_t n = 0; (n = read(process.pipe, block, sizeof block)) > 0;) text.append(block, static_cast<std::size_t>(n));
    close(process.pipe);
    process = {};
    return text;
  }

  static Error error_of(const std::string& text) {
    Error error{ErrorCode::bad_input, {}};
    std::size_t at = 0;
    for (std::size_t end = text.find('\x1e'); end != std::string::npos; end = text.find('\x1e', at)) {
      const std::string one = text.substr(at, end - at);
      const std::size_t a = one.find('\x1f'), b = one.find('\x1f', a + 1);
      error.problems.push_back({one.substr(0, a), one.substr(a + 1, b - a - 1), one.substr(b + 1)});
      at = end + 1;
    }
    return error;
  }

  Result<void> record(std::int64_t ordinal, const std::string& message) {
    const auto values = sampler_.point(ordinal);
    if (!values) return {};
    StoredPoint point = described(ordinal, *values, runner_);
    point.result.state = PointState::failed;
    point.result.message = message;
    auto store = Store::open(options_.database);
    if (!store) return pass(store.error());
    return store->record_failure(sweep_, point);
  }

  void report() {
    reported_ = monotonic_ms();
    if (!options_.progress) return;
    auto store = Store::open(options_.database);
    if (!store) return;
    const auto counts = store->counts(sweep_);
    if (!counts) return;
    SweepProgress progress;
    progress.counts = *counts;
    progress.elapsed_s = static_cast<double>(reported_ - begun_) / 1000.0;
    if (progress.elapsed_s > 0.0) progress.rate = static_cast<double>(counts->finished() - finished_before_) / progress.elapsed_s;
    // Reads every row: not at each report.
    if (!spec_.objectives.empty() && (best_at_ == 0 || reported_ - best_at_ > 5 * kReportMilliseconds)) {
      if (const auto best = store->best(sweep_, spec_.objectives.front())) best_ = *best;
      best_at_ = reported_;
    }
    progress.best = best_;
    options_.progress(progress);
  }

  Result<SweepOutcome> outcome() {
    auto store = Store::open(options_.database);
    if (!store) return pass(store.error());
    const auto counts = store->counts(sweep_);
    if (!counts) return pass(counts.error());
    SweepOutcome out;
    out.sweep = sweep_;
    out.counts = *counts;
    out.interrupted = stopped() && counts->finished() < counts->total;
    out.resumed = finished_before_ > 0;
    return out;
  }

  Result<SweepOutcome> end_with(const Error& error) {
    for (const Process& p : processes_) {
      if (p.pid > 0) kill(p.pid, SIGKILL);
    }
    for (Process& p : processes_) {
      if (p.pid <= 0) continue;
      waitpid(p.pid, nullptr, 0);
      drain(p);
    }
    return pass(error);
  }

  static constexpr int kMostLost = 100;
  const SweepSpec& spec_;
  const SweepOptions& options_;
  ISampler& sampler_;
  PointRunner& runner_;
  std::int64_t sweep_;
  Slots slots_;
  std::vector<Process> processes_;
  std::int64_t finished_before_ = 0, begun_ = 0, reported_ = 0, stop_since_ = 0;
  std::int64_t best_at_ = 0;
  std::optional<double> best_;
  int lost_ = 0;
  bool stop_passed_ = false;
};

}  // namespace

Result<SweepOutcome> run_sweep(const SweepSpec& spec, const SweepOptions& options) {
  const auto sampler = make_sampler(spec);
  if (!sampler) return pass(sampler.error());
  return run_sweep(spec, **sampler, options);
}

Result<SweepOutcome> run_sweep(const SweepSpec& spec, ISampler& sampler, const SweepOptions& options) {
  auto runner = PointRunner::create(spec);
  if (!runner) return pass(runner.error());
  std::int64_t sweep = 0, finished = 0;
  {
    auto store = Store::open(options.database);
    if (!store) return pass(store.error());
    const auto entered = store->enter(spec, sampler.count());
    if (!entered) return pass(entered.error());
    sweep = *entered;
    const auto counts = store->counts(sweep);
    if (!counts) return pass(counts.error());
    finished = counts->finished();
  }
  return Parent(spec, options, sampler, *runner, sweep).run(finished);
}

Result<std::vector<StoredPoint>> front_of(Store& store, std::int64_t sweep, const std::vector<Objective>& objectives) {
  std::vector<double> rows;
  std::vector<std::int64_t> ordinals;
  auto seen = store.visit(sweep, [&](const StoredPoint& point) {
    if (point.result.state != PointState::done) return true;
    std::vector<double> row;
    for (const Objective& o : objectives) {
      const auto& value = point.result.metrics[o.metric];
      if (!value) return true;
      row.push_back(o.goal == Goal::maximum ? -*value : *value);
    }
    rows.insert(rows.end(), row.begin(), row.end());
    ordinals.push_back(point.ordinal);
    return true;
  });
  if (!seen) return pass(seen.error());
  std::vector<std::int64_t> chosen;
  for (const std::size_t i : pareto_front(rows, objectives.size())) chosen.push_back(ordinals[i]);
  return store.points(sweep, chosen);
}

Result<std::vector<std::string>> idle_axes(const SweepSpec& spec, ISampler& sampler, PointRunner& runner, int bases) {
  std::vector<bool> moves(spec.axes.size(), false);
  const std::int64_t step = std::max<std::int64_t>(1, sampler.count() / bases);
  for (std::int64_t ordinal = 0; ordinal < sampler.count(); ordinal += step) {
    const auto base = sampler.point(ordinal);
    if (!base) continue;
    const PointResult here = runner.run(*base);
    for (std::size_t i = 0; i < spec.axes.size(); ++i) {
      if (moves[i] || !(*base)[i]) continue;
      for (const double share : {0.0, 0.34, 0.67, 0.999}) {
        PointValues other = *base;
        other[i] = spec.axes[i].at(share);
        apply_conditions(spec.axes, other);
        const PointResult there = runner.run(other);
        moves[i] = moves[i] || there.metrics != here.metrics || there.state != here.state;
      }
    }
  }
  std::vector<std::string> out;
  for (std::size_t i = 0; i < spec.axes.size(); ++i) {
    const bool varies = spec.axes[i].is_range() || spec.axes[i].values.size() > 1;
    if (varies && !moves[i]) out.push_back(spec.axes[i].key);
  }
  return out;
}

}  // namespace quartet
