#include "sim/run/comparison.hpp"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <exception>
#include <nlohmann/json.hpp>

namespace quartet {

namespace {

struct Worker {
  std::size_t index = 0;
  pid_t pid = -1;
  int pipe = -1;
};

// What a worker sends: "R" and the result, or "E" and the error, both as JSON.
std::string error_text(const Error& error) {
  nlohmann::json problems = nlohmann::json::array();
  for (const Problem& p : error.problems) problems.push_back({p.place, p.cause, p.remedy});
  const nlohmann::json json = {{"code", static_cast<int>(error.code)}, {"problems", problems}};
  std::string text(1, 'E');
  return text += json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string run_one(RunRequest request, const RunHooks& hooks) {
  auto experiment = Experiment::prepare(std::move(request));
  if (!experiment) return error_text(experiment.error());
  const auto outcome = experiment->run(hooks);
  if (!outcome) return error_text(outcome.error());
  const auto json = to_json(outcome->result);
  return json ? "R" + *json : error_text(json.error());
}

std::string run_guarded(const RunRequest& request, const RunHooks& hooks) {
  try {
    return run_one(request, hooks);
  } catch (const std::exception& e) {
    return error_text({ErrorCode::internal,
                       {{request.platform, std::string("unexpected: ") + e.what(), "please report this"}}});
  }
}

void send(int pipe, const std::string& text) {
  std::size_t sent = 0;
  while (sent < text.size()) {
    const ssize_t n = write(pipe, text.data() + sent, text.size() - sent);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return;
    sent += static_cast<std::size_t>(n);
  }
}

std::string receive(int pipe) {
  std::string text;
  char block[1 << 14];
  for (;;) {
    const ssize_t n = read(pipe, block, sizeof block);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return text;
    text.append(block, static_cast<std::size_t>(n));
  }
}

Result<RunResult> decode(const std::string& text, const std::string& platform, int status) {
  if (text.empty()) {
    const std::string how = WIFSIGNALED(status) ? fmt::format("signal {}", WTERMSIG(status))
                                                : fmt::format("status {}", WEXITSTATUS(status));
    return fail(ErrorCode::internal, platform, "its process ended without a result (" + how + ")",
                "please report this with the command line");
  }
  if (text[0] == 'R') return result_from_json(text.substr(1), platform);
  const auto json = nlohmann::json::parse(text.substr(1));
  Error error;
  error.code = static_cast<ErrorCode>(json["code"].get<int>());
  for (const auto& p : json["problems"])
    error.problems.push_back({p[0].get<std::string>(), p[1].get<std::string>(), p[2].get<std::string>()});
  return pass(std::move(error));
}

Result<Worker> start(std::size_t index, const RunRequest& request, const RunHooks& hooks) {
  int ends[2];
  if (pipe(ends) != 0) return fail(ErrorCode::internal, "pipe", std::strerror(errno));
  const pid_t pid = fork();
  if (pid < 0) {
    close(ends[0]);
    close(ends[1]);
    return fail(ErrorCode::internal, "fork", std::strerror(errno),
                "close other programs, or give fewer platforms");
  }
  if (pid == 0) {
    close(ends[0]);
    RunHooks quiet;
    quiet.stop = hooks.stop;
    send(ends[1], run_guarded(request, quiet));
    _exit(0);
  }
  close(ends[1]);
  return Worker{index, pid, ends[0]};
}

}  // namespace

std::vector<Compared> compare(const RunRequest& request, const std::vector<std::string>& platforms, int jobs,
                              const RunHooks& hooks) {
  std::vector<Compared> out;
  for (const std::string& platform : platforms) out.push_back({platform, RunResult{}});
  std::vector<Worker> running;
  std::size_t next = 0, done = 0;
  while (done < out.size()) {
    while (next < out.size() && running.size() < static_cast<std::size_t>(jobs)) {
      RunRequest one = request;
      one.platform = platforms[next];
      auto worker = start(next, one, hooks);
      if (worker) {
        running.push_back(*worker);
      } else {
        out[next].result = pass(worker.error());
        ++done;
      }
      ++next;
    }
    if (running.empty()) continue;
    const Worker oldest = running.front();
    running.erase(running.begin());
    const std::string text = receive(oldest.pipe);
    close(oldest.pipe);
    int status = 0;
    while (waitpid(oldest.pid, &status, 0) < 0 && errno == EINTR) {
    }
    out[oldest.index].result = decode(text, out[oldest.index].platform, status);
    ++done;
    if (hooks.progress)
      hooks.progress(static_cast<std::int64_t>(done), static_cast<std::int64_t>(out.size()));
  }
  return out;
}

}  // namespace quartet
