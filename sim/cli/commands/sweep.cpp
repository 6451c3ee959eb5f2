// quartet sweep: many points of a design space, kept in a database that survives a kill.
#include <fmt/format.h>

#include <fstream>
#include <ostream>

#include "sim/base/files.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/interrupt.hpp"
#include "sim/cli/run_options.hpp"
#include "sim/cli/screens/sweep_screen.hpp"
#include "sim/explore/search/model_check.hpp"
#include "sim/explore/workers/mpi/mpi_sweep.hpp"
#include "sim/explore/workers/slurm_array.hpp"
#include "sim/report/csv_writer.hpp"
#include "sim/report/units.hpp"

namespace quartet::cli {

namespace {

constexpr int kReasons = 5;
constexpr double kQuietHeartbeatSeconds = 10.0;

void declare(OptionTable& options) {
  options.positional("SPEC.toml", 1, 1);
  options.value("db", "FILE.sqlite", "where the points are kept; the same command goes on where it stopped");
  options.value("jobs,j", "N", "worker processes (default: one a processor core, under mpirun one a rank); changes no result");
  options.value("csv", "FILE|-", "write every finished point, one row each, in the order of the space");
  options.value("baseline", "SAMPLER", "compute the same budget by another sampler too ('random'), and compare the hypervolume");
  options.value("svg", "FILE", "hypervolume over evaluations, of every sweep of this space in the database");
  options.value("hypervolume", "FILE|-", "the same as CSV");
  options.flag("slurm-array", "in a task of a Slurm job array: its part, in FILE.sqlite.K-of-N; elsewhere: how to submit one");
  options.repeated("merge", "SHARD", "put such parts together in FILE.sqlite");
  options.flag("dry-run", "check the specification and say how many points it has");
}

// One line that is rewritten on a terminal; otherwise a line now and then.
class Heartbeat {
 public:
  Heartbeat(Session& session, const SweepSpec& spec) : session_(session), spec_(spec) {}
  ~Heartbeat() {
    if (shown_ && session_.err_is_terminal) session_.err << '\n';
  }
  Heartbeat(const Heartbeat&) = delete;
  Heartbeat& operator=(const Heartbeat&) = delete;
  void show(const SweepProgress& p) {
    if (session_.quiet) return;
    if (session_.err_is_terminal) {
      session_.err << "\r\x1b[K" << heartbeat_text(p, spec_) << std::flush;
    } else if (p.elapsed_s - last_ >= kQuietHeartbeatSeconds) {
      session_.err << heartbeat_text(p, spec_) << std::endl;
      last_ = p.elapsed_s;
    }
    shown_ = true;
  }

 private:
  Session& session_;
  const SweepSpec& spec_;
  double last_ = 0.0;
  bool shown_ = false;
};

// Row by row: a million points are not kept in memory. Written beside the target and renamed.
Result<void> write_csv(const std::string& target, Store& store, std::int64_t sweep, const SweepSpec& spec, Session& session) {
  std::vector<std::string> header = {"point", "key", "state"};
  for (const Axis& axis : spec.axes) header.push_back(axis.key);
  for (std::size_t m = 0; m < spec.metric_count(); ++m) header.push_back(spec.metric_name(m));
  header.emplace_back("message");
  const std::string unfinished = target + ".part";
  std::ofstream file;
  if (target != "-") file.open(unfinished, std::ios::binary | std::ios::trunc);
  std::ostream& out = target == "-" ? session.out : file;
  out << CsvWriter(header).text();
  const std::size_t head = CsvWriter({}).text().size();
  const auto seen = store.visit(sweep, [&](const StoredPoint& point) {
    CsvWriter row({});
    row.cell(point.ordinal).cell(point.key).cell(std::string(to_string(point.result.state)));
    for (const std::string& value : point.values) row.cell(value);
    for (const auto& value : point.result.metrics) row.cell(value);
    row.cell(point.result.message);
    row.end_row();
    out.write(row.text().data() + head, static_cast<std::streamsize>(row.text().size() - head));
    return out.good();
  });
  if (!seen) return pass(seen.error());
  out.flush();
  std::error_code error;
  const bool written = out.good();
  if (target == "-") return {};
  file.close();
  if (written && file) std::filesystem::rename(unfinished, target, error);
  if (written && file && !error) return {};
  std::filesystem::remove(unfinished, error);
  return bad_input(target, "cannot be written", "does the folder exist, may you write in it, and is there space?");
}

Result<void> write_traces(const Arguments& arguments, const SweepSpec& spec, std::int64_t sweep, Store& store, std::string& out, Session& session) {
  const auto svg = arguments.text("svg"), csv = arguments.text("hypervolume");
  const auto sweeps = comparable_sweeps(store, sweep);
  if (!sweeps) return pass(sweeps.error());
  if (spec.objectives.empty() || (sweeps->size() < 2 && !svg && !csv)) return {};
  const auto traces = hypervolume_traces(store, *sweeps, spec.objectives);
  if (!traces) return pass(traces.error());
  out += traces_text(*traces);
  if (svg) {
    if (const auto ok = write_text(*svg, traces_svg(spec, *traces)); !ok) return ok;
  }
  if (csv == "-") session.out << traces_csv(*traces);
  if (csv && csv != "-") return write_text(*csv, traces_csv(*traces));
  return {};
}

Result<void> add_idle_axes(const SweepSpec& spec, std::string& out, Session& session) {
  SweepSpec any = spec;  // a search makes no point out of turn
  const SamplerKind* kind = find_sampler(spec.sampler);
  if (kind != nullptr && kind->objectives > 0) any.sampler = "random";
  if (!spec.accuracy_command.empty()) return {};  // trying an axis would train networks
  auto sampler = make_sampler(any);
  auto runner = PointRunner::create(any);
  if (!sampler || !runner) return pass(!sampler ? sampler.error() : runner.error());
  const auto idle = idle_axes(any, **sampler, *runner);
  if (!idle) return pass(idle.error());
  for (const std::string& key : *idle) out += fmt::format("\n{} axis '{}' moved no metric\n", session.paint.yellow("warning:"), key);
  return {};
}

// The last screen.
Result<void> summary(const Arguments& arguments, const SweepSpec& spec, const SweepOutcome& outcome, Store& store,
                     const std::atomic<bool>& stop, Session& session) {
  const SweepCounts& c = outcome.counts;
  std::string out = counts_text(c) + (c.none > 0 ? fmt::format(", {} left out by conditions and relations", grouped(c.none)) : "") + "\n";
  if (!spec.objectives.empty() && c.done > 0) {
    const auto front = front_of(store, outcome.sweep, spec.objectives);
    if (!front) return pass(front.error());
    out += front_text(spec, *front) + best_text(spec, *front);
    if (spec.verify_pareto && spec.fidelity == "plan") {
      const auto differences = check_front(spec, *front, stop);
      if (!differences) return pass(differences.error());
      out += verify_text(*differences);
    }
    const auto checks = model_checks(spec, store, outcome.sweep);
    if (!checks) return pass(checks.error());
    out += model_text(*checks);
  }
  for (const auto& [state, title, count] : {std::tuple{PointState::failed, "failed", c.failed}, std::tuple{PointState::infeasible, "infeasible", c.infeasible}}) {
    const auto messages = store.messages(outcome.sweep, state, kReasons);
    if (!messages) return pass(messages.error());
    out += reasons_text(title, *messages, count);
  }
  if (const auto ok = write_traces(arguments, spec, outcome.sweep, store, out, session); !ok) return ok;
  if (const auto ok = add_idle_axes(spec, out, session); !ok) return ok;
  if (!spec.network_template.empty() && spec.accuracy_command.empty())
    out += "\naccuracy is not modelled: networks of a template are not trained (accuracy_command trains them)\n";
  if (!session.quiet) session.out << out;
  return {};
}

Result<int> dry_run(const SweepSpec& spec, Session& session) {
  const auto sampler = make_sampler(spec);
  if (!sampler) return pass(sampler.error());
  if (const auto runner = PointRunner::create(spec); !runner) return pass(runner.error());
  session.out << grouped((*sampler)->count()) << " points, sampler " << spec.sampler << ", " << spec.fidelity << " rung\n";
  return 0;
}

Result<int> how_to_submit(const std::string& spec, const std::string& database, Session& session) {
  session.out << fmt::format(
      "not in a task of a job array; to submit one of 16 tasks, and what puts its parts together:\n"
      "  job=$(sbatch --parsable --array=0-15 scripts/slurm/sweep_array.sbatch {0} {1})\n"
      "  sbatch --dependency=afterany:$job scripts/slurm/sweep_merge.sbatch {0} {1}\n",
      spec, database);
  return 0;
}

Result<SweepOutcome> compute(const SweepSpec& spec, SweepOptions options, const std::optional<MpiPlace>& mpi, Session& session) {
  Heartbeat heartbeat(session, spec);
  options.progress = [&](const SweepProgress& p) { heartbeat.show(p); };
  return mpi ? run_sweep_under_mpi(spec, *mpi, options) : run_sweep(spec, options);
}

// The sweep of another sampler over the same space, in the same database.
Result<bool> compute_baseline(const Arguments& arguments, const SweepSpec& spec, const SweepOptions& options, Session& session) {
  const auto baseline = arguments.text("baseline");
  if (!baseline) return true;
  SweepSpec other = spec;
  other.sampler = *baseline;
  const SamplerKind* kind = find_sampler(other.sampler);
  if (kind == nullptr || !kind->open_ended || !spec.budget || other.sampler == spec.sampler)
    return fail(ErrorCode::usage, "--baseline", "'" + *baseline + "' is not another sampler with a budget",
                "for example --baseline random, with a budget in the specification");
  const auto outcome = compute(other, options, std::nullopt, session);
  if (!outcome) return pass(outcome.error());
  return !outcome->interrupted;
}

// Everything after the points: the files that were asked for, and the last screen.
Result<int> finish(const Arguments& arguments, const SweepSpec& spec, const SweepOptions& options, const SweepOutcome& outcome, Session& session) {
  bool interrupted = outcome.interrupted;
  if (!interrupted && options.shard.count == 1) {
    const auto whole = compute_baseline(arguments, spec, options, session);
    if (!whole) return pass(whole.error());
    interrupted = !*whole;
  }
  auto store = Store::open(options.database);
  if (!store) return pass(store.error());
  const auto csv = arguments.text("csv");
  if (csv) {
    if (const auto ok = write_csv(*csv, *store, outcome.sweep, spec, session); !ok) return pass(ok.error());
  }
  if (interrupted) {
    if (!session.quiet)
      session.err << fmt::format("stopped: {} of {} points are kept; the same command goes on\n", grouped(outcome.counts.finished()),
                                 grouped(outcome.counts.total));
    return static_cast<int>(ErrorCode::interrupted);
  }
  if (options.shard.count > 1) {
    if (!session.quiet) session.out << counts_text(outcome.counts) << " of part " << options.shard.index + 1 << " of " << options.shard.count << "\n";
    return 0;
  }
  if (csv == "-") return 0;
  if (const auto ok = summary(arguments, spec, outcome, *store, *options.stop, session); !ok) return pass(ok.error());
  return 0;
}

Result<int> sweep(const Arguments& arguments, Session& session) {
  const std::string file = arguments.positional.at(0);
  const auto spec = load_sweep_spec(file);
  if (!spec) return pass(spec.error());
  const auto jobs = worker_count(arguments);
  if (!jobs) return pass(jobs.error());
  if (arguments.has("dry-run")) return dry_run(*spec, session);
  const auto database = arguments.text("db");
  if (!database) return fail(ErrorCode::usage, "--db", "the database is missing", "for example --db sweep.sqlite");
  const auto mpi = mpi_place();
  SweepOptions options;
  options.database = *database;
  options.jobs = mpi && !arguments.has("jobs") ? 1 : *jobs;
  options.stop = &watch_interrupt();
  if (arguments.has("slurm-array")) {
    const auto task = slurm_task();
    if (!task) return pass(task.error());
    if (!*task) return how_to_submit(file, *database, session);
    options.shard = **task;
    options.database = shard_file(*database, options.shard);
  }
  const auto shards = arguments.all("merge");
  const auto outcome = shards.empty() ? compute(*spec, options, mpi, session) : merge_shards(*spec, shards, options);
  if (!outcome) return pass(outcome.error());
  if (mpi && mpi->rank != 0) return 0;
  return finish(arguments, *spec, options, *outcome, session);
}

// Of several ranks one speaks: an error that all of them meet is said once.
Result<int> sweep_of_one_voice(const Arguments& arguments, Session& session) {
  const auto mpi = mpi_place();
  const bool silent = mpi && mpi->rank != 0;
  if (silent) session.quiet = true;
  const auto done = sweep(arguments, session);
  if (!done && silent) return static_cast<int>(done.error().code);
  return done;
}

}  // namespace

Command sweep_command() {
  return {"sweep",
          "many points of a design space, kept in a database; resumable",
          "SPEC.toml --db FILE.sqlite [options]",
          {"sweep docs/examples/kws_cnn.toml --db sweep.sqlite -j 2", "sweep spec.toml --db sweep.sqlite --csv points.csv"},
          declare,
          sweep_of_one_voice};
}

}  // namespace quartet::cli
