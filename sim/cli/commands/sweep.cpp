// quartet sweep: many points of a design space, kept in a database that survives a kill.
#include <fmt/format.h>

#include <ostream>

#include "sim/base/files.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/interrupt.hpp"
#include "sim/cli/progress.hpp"
#include "sim/cli/run_options.hpp"
#include "sim/explore/front_check.hpp"
#include "sim/explore/sweep.hpp"
#include "sim/report/csv_writer.hpp"
#include "sim/report/text_table.hpp"
#include "sim/report/units.hpp"

namespace quartet::cli {

namespace {

constexpr std::size_t kFrontRows = 20;
constexpr int kReasons = 5;
constexpr double kQuietHeartbeatSeconds = 10.0;

void declare(OptionTable& options) {
  options.positional("SPEC.toml", 1, 1);
  options.value("db", "FILE.sqlite", "where the points are kept; the same command goes on where it stopped");
  options.value("jobs,j", "N", "worker processes (default: one a processor core); changes no result");
  options.value("csv", "FILE|-", "write every finished point, one row each, in the order of the space");
  options.flag("dry-run", "check the specification and say how many points it has");
}

std::string heartbeat(const SweepProgress& p, const SweepSpec& spec) {
  const SweepCounts& c = p.counts;
  std::string out = fmt::format("{} of {} points: {} done, {} failed, {} infeasible", grouped(c.finished()), grouped(c.total),
                                grouped(c.done), grouped(c.failed), grouped(c.infeasible));
  if (p.best) out += fmt::format("; best {} {}", metrics()[spec.objectives.front().metric].name, shortest(*p.best));
  if (p.rate > 0.0) {
    out += fmt::format("; {} points/s", p.rate < 10.0 ? fmt::format("{:.2g}", p.rate) : grouped(static_cast<std::int64_t>(p.rate)));
    out += ", " + duration_text(static_cast<double>(c.total - c.finished()) / p.rate) + " left";
  }
  return out;
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
      session_.err << "\r\x1b[K" << heartbeat(p, spec_) << std::flush;
    } else if (p.elapsed_s - last_ >= kQuietHeartbeatSeconds) {
      session_.err << heartbeat(p, spec_) << std::endl;
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

std::string cell(const std::optional<double>& value) { return value ? fmt::format("{:.6g}", *value) : std::string("-"); }

std::string front_text(const SweepSpec& spec, const std::vector<StoredPoint>& front) {
  std::vector<TextTable::Column> columns = {{"point", TextTable::Align::right}};
  for (const Axis& axis : spec.axes) columns.push_back({axis.key, TextTable::Align::right});
  for (const Objective& o : spec.objectives) columns.push_back({metrics()[o.metric].name, TextTable::Align::right});
  TextTable table(columns);
  for (std::size_t i = 0; i < front.size() && i < kFrontRows; ++i) {
    std::vector<std::string> row = {grouped(front[i].ordinal)};
    for (const std::string& value : front[i].values) row.push_back(value.empty() ? "-" : value);
    for (const Objective& o : spec.objectives) row.push_back(cell(front[i].result.metrics[o.metric]));
    table.row(std::move(row));
  }
  std::string out = fmt::format("\nPareto front, {} points", grouped(static_cast<std::int64_t>(front.size())));
  if (front.size() > kFrontRows) out += fmt::format(" (the first {})", kFrontRows);
  return out + "\n" + table.text("  ");
}

std::string verify_text(const std::vector<FrontDifference>& differences) {
  TextTable table({{"metric"}, {"points", TextTable::Align::right}, {"largest difference", TextTable::Align::right}, {"at point", TextTable::Align::right}});
  for (const FrontDifference& d : differences)
    table.row({d.metric, grouped(d.compared), d.compared > 0 ? percent(d.largest) : "-", d.compared > 0 ? grouped(d.ordinal) : "-"});
  return "\nthe front on the simulate rung against the plan rung\n" + table.text("  ");
}

Result<void> write_csv(const std::string& target, Store& store, std::int64_t sweep, const SweepSpec& spec, Session& session) {
  std::vector<std::string> header = {"point", "key", "state"};
  for (const Axis& axis : spec.axes) header.push_back(axis.key);
  for (const Metric& metric : metrics()) header.push_back(metric.name);
  header.emplace_back("message");
  CsvWriter csv(header);
  const auto seen = store.visit(sweep, [&](const StoredPoint& point) {
    csv.cell(point.ordinal).cell(point.key).cell(std::string(to_string(point.result.state)));
    for (const std::string& value : point.values) csv.cell(value);
    for (const auto& value : point.result.metrics) csv.cell(value);
    csv.cell(point.result.message);
    csv.end_row();
    return true;
  });
  if (!seen) return pass(seen.error());
  if (target != "-") return write_text(target, csv.text());
  session.out << csv.text();
  return {};
}

Result<std::string> reasons(Store& store, std::int64_t sweep, PointState state, const char* title) {
  const auto messages = store.messages(sweep, state, kReasons);
  if (!messages) return pass(messages.error());
  if (messages->empty()) return std::string();
  std::string out = fmt::format("\n{}, most frequent reasons\n", title);
  for (const auto& [message, count] : *messages) out += fmt::format("  {} x {}\n", grouped(count), message);
  return out;
}

Result<void> summary(const SweepSpec& spec, const SweepOutcome& outcome, Store& store, const std::atomic<bool>& stop, Session& session) {
  const SweepCounts& c = outcome.counts;
  std::string out = fmt::format("{} of {} points: {} done, {} failed, {} infeasible{}\n", grouped(c.finished()), grouped(c.total),
                                grouped(c.done), grouped(c.failed), grouped(c.infeasible),
                                c.none > 0 ? fmt::format(", {} left out by conditions and relations", grouped(c.none)) : "");
  if (!spec.objectives.empty() && c.done > 0) {
    const auto front = front_of(store, outcome.sweep, spec.objectives);
    if (!front) return pass(front.error());
    out += front_text(spec, *front);
    if (spec.verify_pareto && spec.fidelity == "plan" && !outcome.interrupted) {
      const auto differences = check_front(spec, *front, stop);
      if (!differences) return pass(differences.error());
      out += verify_text(*differences);
    }
  }
  for (const auto& [state, title] : {std::pair{PointState::failed, "failed"}, std::pair{PointState::infeasible, "infeasible"}}) {
    const auto text = reasons(store, outcome.sweep, state, title);
    if (!text) return pass(text.error());
    out += *text;
  }
  if (!outcome.interrupted) {
    auto sampler = make_sampler(spec);
    auto runner = PointRunner::create(spec);
    if (!sampler || !runner) return pass(!sampler ? sampler.error() : runner.error());
    const auto idle = idle_axes(spec, **sampler, *runner);
    if (!idle) return pass(idle.error());
    for (const std::string& key : *idle) out += fmt::format("\n{} axis '{}' moved no metric\n", session.paint.yellow("warning:"), key);
  }
  if (!session.quiet) session.out << out;
  return {};
}

Result<int> sweep(const Arguments& arguments, Session& session) {
  const auto spec = load_sweep_spec(arguments.positional.at(0));
  if (!spec) return pass(spec.error());
  const auto jobs = worker_count(arguments);
  if (!jobs) return pass(jobs.error());
  if (arguments.has("dry-run")) {
    const auto sampler = make_sampler(*spec);
    if (!sampler) return pass(sampler.error());
    if (const auto runner = PointRunner::create(*spec); !runner) return pass(runner.error());
    session.out << grouped((*sampler)->count()) << " points, sampler " << spec->sampler << ", " << spec->fidelity << " rung\n";
    return 0;
  }
  const auto database = arguments.text("db");
  if (!database) return fail(ErrorCode::usage, "--db", "the database is missing", "for example --db sweep.sqlite");
  const std::atomic<bool>& stop = watch_interrupt();
  SweepOptions options;
  options.database = *database;
  options.jobs = *jobs;
  options.stop = &stop;
  const auto outcome = [&] {
    Heartbeat heartbeat(session, *spec);
    options.progress = [&](const SweepProgress& p) { heartbeat.show(p); };
    return run_sweep(*spec, options);
  }();
  if (!outcome) return pass(outcome.error());
  auto store = Store::open(*database);
  if (!store) return pass(store.error());
  const auto csv = arguments.text("csv");
  if (csv) {
    if (const auto ok = write_csv(*csv, *store, outcome->sweep, *spec, session); !ok) return pass(ok.error());
  }
  if (outcome->interrupted) {
    if (!session.quiet)
      session.err << fmt::format("stopped: {} of {} points are kept; the same command goes on\n", grouped(outcome->counts.finished()),
                                 grouped(outcome->counts.total));
    return static_cast<int>(ErrorCode::interrupted);
  }
  if (csv != "-") {
    if (const auto ok = summary(*spec, *outcome, *store, stop, session); !ok) return pass(ok.error());
  }
  return 0;
}

}  // namespace

Command sweep_command() {
  return {"sweep",
          "many points of a design space, kept in a database; resumable",
          "SPEC.toml --db FILE.sqlite [options]",
          {"sweep docs/examples/kws_cnn.toml --db sweep.sqlite -j 2", "sweep spec.toml --db sweep.sqlite --csv points.csv"},
          declare,
          sweep};
}

}  // namespace quartet::cli
