#include "sim/explore/workers/mpi/mpi_sweep.hpp"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <deque>
#include <iterator>
#include <map>

#include "sim/explore/sweep_session.hpp"
#include "sim/explore/workers/mpi/mpi_link.hpp"
#include "sim/explore/workers/socket_link.hpp"
#include "sim/explore/workers/supervisor.hpp"
#include "sim/explore/workers/wire.hpp"

namespace quartet {

namespace {

constexpr int kServe_ms = 2;            // rank 0 looks at its workers and at MPI in turn
constexpr int kServeOthers_ms = 20;     // another rank hears its workers at once, and their end so late
constexpr std::int64_t kReport_ms = 1000;
constexpr std::size_t kWrittenAtOnce = 512;  // points, before rank 0 looks for requests again

enum class Kind : std::int64_t { request, gone, ended };

std::string message(Kind kind, int client, const std::string& text) {
  WireWriter w;
  w.whole(static_cast<std::int64_t>(kind)).whole(client).text(text);
  return w.take();
}

// mpirun ends a job by SIGTERM.
std::atomic<bool> asked_to_stop{false};
extern "C" void note_end(int) { asked_to_stop.store(true); }

void watch_signals() {
  struct sigaction action {};
  action.sa_handler = note_end;
  sigemptyset(&action.sa_mask);
  sigaction(SIGTERM, &action, nullptr);
  sigaction(SIGINT, &action, nullptr);
}

std::optional<int> number(const char* name) {
  const char* text = std::getenv(name);
  if (text == nullptr || *text == '\0') return std::nullopt;
  char* end = nullptr;
  const long value = std::strtol(text, &end, 10);
  return *end == '\0' && value >= 0 && value < 1'000'000 ? std::optional<int>(static_cast<int>(value)) : std::nullopt;
}

// The worker processes of this rank, in a process that never sees MPI. It ends with the error as text in a pipe.
class Crew {
 public:
  Result<void> start(const Work& work, const OpenDesk& open_desk, int jobs, SocketHub& hub) {
    int ends[2];
    if (pipe(ends) != 0) return fail(ErrorCode::internal, "pipe", std::strerror(errno));
    const pid_t parent = getpid();
    pid_ = fork();
    if (pid_ < 0) return fail(ErrorCode::internal, "fork", std::strerror(errno));
    if (pid_ == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      if (getppid() != parent) _exit(0);
      close(ends[0]);
      hub.close_all();
      const auto done = supervise(work, open_desk, {jobs, &asked_to_stop, {}});
      if (done) _exit(0);
      const std::string text = error_to_text(done.error());
      _exit(write(ends[1], text.data(), text.size()) > 0 ? 1 : 2);
    }
    close(ends[1]);
    pipe_ = ends[0];
    return {};
  }

  ~Crew() {
    if (pid_ > 0) {
      kill(pid_, SIGKILL);
      waitpid(pid_, nullptr, 0);
    }
    if (pipe_ >= 0) close(pipe_);
  }

  /// The error as text once all have ended; empty when all is well; nullopt while they work.
  std::optional<std::string> ended() {
    int status = 0;
    if (pid_ <= 0 || waitpid(pid_, &status, WNOHANG) != pid_) return std::nullopt;
    pid_ = -1;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return "";
    std::string text;
    char block[4096];
    for (ssize_t n = 0; (n = read(pipe_, block, sizeof block)) > 0;) text.append(block, static_cast<std::size_t>(n));
    return text.empty() ? error_to_text({ErrorCode::internal, {{"sweep", "the workers of a rank have ended", ""}}}) : text;
  }

 private:
  pid_t pid_ = -1;
  int pipe_ = -1;
};

// Gives a worker its next points before it writes the last ones down, so that the worker goes on meanwhile. Until then
// the claim on those is held, as for points that are being computed.
class QuickDesk final : public IDesk {
 public:
  explicit QuickDesk(std::unique_ptr<IDesk> desk) : desk_(std::move(desk)) {}

  Result<Claim> exchange(const Claim& claim, std::int64_t next, std::vector<StoredPoint> points,
                         const std::vector<std::int64_t>& none, std::int64_t wanted) override {
    kept_.push_back({claim, next, std::move(points), none, 0});
    return desk_->exchange({}, 0, {}, {}, wanted);
  }
  Result<bool> write_down() override {
    if (kept_.empty()) return false;
    Kept& kept = kept_.front();
    const auto from = kept.points.begin() + static_cast<std::ptrdiff_t>(kept.written);
    kept.written = std::min(kept.points.size(), kept.written + kWrittenAtOnce);
    const auto to = kept.points.begin() + static_cast<std::ptrdiff_t>(kept.written);
    std::vector<StoredPoint> some(std::make_move_iterator(from), std::make_move_iterator(to));
    const bool last = kept.written == kept.points.size();
    const auto done = last ? desk_->exchange(kept.claim, kept.next, std::move(some), kept.none, 0)
                           : desk_->exchange({}, 0, std::move(some), {}, 0);
    if (!done) return pass(done.error());
    if (last) kept_.pop_front();
    return !kept_.empty();
  }
  Result<std::vector<std::int64_t>> finished(std::int64_t first, std::int64_t end) override { return desk_->finished(first, end); }
  Result<std::vector<StoredPoint>> range(std::int64_t first, std::int64_t end) override { return desk_->range(first, end); }
  Result<void> record_failure(const StoredPoint& point) override { return desk_->record_failure(point); }
  Result<std::optional<double>> cached(const std::string& key) override { return desk_->cached(key); }
  Result<void> keep_cached(const std::string& key, double value) override { return desk_->keep_cached(key, value); }

 private:
  struct Kept {
    Claim claim;
    std::int64_t next = 0;
    std::vector<StoredPoint> points;
    std::vector<std::int64_t> none;
    std::size_t written = 0;
  };
  std::unique_ptr<IDesk> desk_;
  std::deque<Kept> kept_;
};

// Rank 0: a desk for each worker of each rank.
class Desks {
 public:
  Desks(const SweepOptions& options, std::int64_t sweep, const ISearch* search)
      : options_(options), sweep_(sweep), searching_(search != nullptr), cohorts_(search != nullptr ? search->cohorts() : Cohorts{}) {}

  std::string ask(int rank, int client, const std::string& request) {
    auto& desk = desks_[{rank, client}];
    if (!desk) {
      auto opened = open_store_desk(options_.database, sweep_, cohorts_);
      if (!opened) return answer_with(opened.error());
      desk = std::move(*opened);
      // What a search hands out depends on what is written.
      if (!searching_) desk = std::make_unique<QuickDesk>(std::move(desk));
    }
    return answer(*desk, request);
  }
  /// A part of what is left to write, of each; whether there is more.
  Result<bool> write_down() {
    bool more = false;
    for (auto& [place, desk] : desks_) {
      const auto left = desk->write_down();
      if (!left) return left;
      more = more || *left;
    }
    return more;
  }
  Result<void> gone(int rank, int client) {
    const auto found = desks_.find({rank, client});
    if (found == desks_.end()) return {};
    while (true) {
      const auto left = found->second->write_down();
      if (left && *left) continue;
      desks_.erase(found);
      if (!left) return pass(left.error());
      return {};
    }
  }

 private:
  const SweepOptions& options_;
  std::int64_t sweep_;
  bool searching_;
  Cohorts cohorts_;
  std::map<std::pair<int, int>, std::unique_ptr<IDesk>> desks_;
};

Result<void> serve_from_rank_0(const MpiLink& mpi, Desks& desks, SocketHub& hub, Crew& crew, SweepSession& session) {
  int working = mpi.size();
  std::string error;
  const auto note = [&](const Result<void>& done) {
    if (!done && error.empty()) error = error_to_text(done.error());
  };
  const SocketHub::Events local = {[&](int client, const std::string& request) { return desks.ask(0, client, request); },
                                   [&](int client) { note(desks.gone(0, client)); }};
  std::int64_t reported = monotonic_ms();
  const auto one_ended = [&](const std::string& text) {
    --working;
    if (error.empty()) error = text;
  };
  bool unwritten = false;
  while (working > 0) {
    hub.serve(unwritten ? 0 : kServe_ms, local);
    const auto left = desks.write_down();
    if (!left) return pass(left.error());
    unwritten = *left;
    while (true) {
      auto got = mpi.receive(false);
      if (!got) return pass(got.error());
      if (!*got) break;
      WireReader r((*got)->second);
      const auto kind = static_cast<Kind>(r.whole());
      const int rank = (*got)->first, client = static_cast<int>(r.whole());
      const std::string text = r.text();
      if (kind == Kind::gone) note(desks.gone(rank, client));
      if (kind == Kind::ended) one_ended(text);
      if (kind != Kind::request) continue;
      if (const auto ok = mpi.send(rank, desks.ask(rank, client, text)); !ok) return pass(ok.error());
    }
    if (const auto text = crew.ended()) one_ended(*text);
    if (monotonic_ms() - reported >= kReport_ms) {
      reported = monotonic_ms();
      session.report();
    }
  }
  session.report();
  if (!error.empty()) return pass(error_from_text(error));
  return {};
}

// MPI's own waiting keeps a core busy, which a worker process needs.
Result<std::optional<std::pair<int, std::string>>> await_reply(const MpiLink& mpi) {
  constexpr long kShortest_ns = 100'000, kLongest_ns = 1'000'000;
  for (long pause_ns = kShortest_ns;; pause_ns = std::min(2 * pause_ns, kLongest_ns)) {
    auto reply = mpi.receive(false);
    if (!reply || *reply) return reply;
    const timespec pause{0, pause_ns};
    nanosleep(&pause, nullptr);
  }
}

Result<void> serve_from_other_rank(const MpiLink& mpi, SocketHub& hub, Crew& crew) {
  std::optional<Error> broken;
  const auto note = [&](const Result<void>& done) {
    if (!done) broken = done.error();
  };
  const SocketHub::Events events = {
      [&](int client, const std::string& request) -> std::string {
        note(mpi.send(0, message(Kind::request, client, request)));
        const auto reply = await_reply(mpi);
        if (!reply) broken = reply.error();
        return reply && *reply ? (*reply)->second : answer_with(broken.value_or(Error{}));
      },
      [&](int client) { note(mpi.send(0, message(Kind::gone, client, ""))); }};
  while (!broken) {
    hub.serve(kServeOthers_ms, events);
    if (const auto text = crew.ended()) return mpi.send(0, message(Kind::ended, 0, *text));
  }
  return pass(*broken);
}

}  // namespace

std::optional<MpiPlace> mpi_place() {
  for (const auto& [rank_name, size_name] : {std::pair{"OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"}, std::pair{"PMI_RANK", "PMI_SIZE"}}) {
    const auto rank = number(rank_name), size = number(size_name);
    if (rank && size && *size > 1 && *rank < *size) return MpiPlace{*rank, *size};
  }
  return std::nullopt;
}

Result<SweepOutcome> run_sweep_under_mpi(const SweepSpec& spec, const MpiPlace& place, const SweepOptions& options) {
  const auto sampler = make_sampler(spec);
  if (!sampler) return pass(sampler.error());
  auto runner = PointRunner::create(spec);
  if (!runner) return pass(runner.error());
  watch_signals();
  auto hub = SocketHub::listen();
  if (!hub) return pass(hub.error());
  const std::string name = hub->name();
  Crew crew;
  const Work work{spec, **sampler, *runner, options.jobs * place.size};
  if (const auto ok = crew.start(work, [name] { return open_socket_desk(name); }, options.jobs, *hub); !ok) return pass(ok.error());

  const auto mpi = MpiLink::start();
  if (!mpi) return pass(mpi.error());
  if (mpi->rank() != 0) {
    const auto served = serve_from_other_rank(*mpi, *hub, crew);
    if (!served) return pass(served.error());
    if (const auto ok = mpi->finish(); !ok) return pass(ok.error());
    return SweepOutcome{};
  }
  SweepOptions own = options;
  own.stop = &asked_to_stop;
  auto session = SweepSession::enter(spec, **sampler, own);
  Desks desks(own, session ? session->sweep() : 0, (*sampler)->search());
  if (!session) return pass(session.error());  // mpirun ends the other ranks
  const auto served = serve_from_rank_0(*mpi, desks, *hub, crew, *session);
  if (const auto ok = mpi->finish(); !ok) return pass(ok.error());
  if (!served) return pass(served.error());
  return session->outcome();
}

}  // namespace quartet
