// What is in a database: sweeps, counts, points.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "sim/explore/point_rows.hpp"
#include "sim/explore/store_impl.hpp"

namespace quartet {

namespace {

// "latency.seconds 0.002 is above 0.001" and the same with other numbers are one reason.
std::string without_numbers(const std::string& message) {
  std::string out;
  bool inside = false;
  for (const char c : message) {
    const bool digit = std::isdigit(static_cast<unsigned char>(c)) != 0;
    if (digit) {
      if (!inside) out += '#';
      inside = true;
    } else if (!(inside && (c == '.' || c == 'e' || c == '-' || c == '+'))) {
      inside = false;
      out += c;
    }
  }
  return out;
}

std::vector<Objective> objectives_of(const std::string& text, const std::vector<std::string>& metric_names) {
  std::vector<Objective> out;
  if (text.empty()) return out;
  for (const std::string& one : split(text)) {
    if (one.size() < 4) continue;
    const auto at = std::find(metric_names.begin(), metric_names.end(), one.substr(4));
    if (at == metric_names.end()) continue;
    out.push_back({static_cast<std::size_t>(at - metric_names.begin()), one.rfind("max", 0) == 0 ? Goal::maximum : Goal::minimum});
  }
  return out;
}

constexpr const char* kCounts = "total, handed_out, done, failed, infeasible, none";

SweepCounts counts_at(SQLite::Statement& s, int column) {
  const auto whole = [&](int i) { return s.getColumn(column + i).getInt64(); };
  return {whole(0), whole(1), whole(2), whole(3), whole(4), whole(5)};
}

}  // namespace

Result<std::vector<StoredSweep>> Store::sweeps() {
  return impl_->guarded<std::vector<StoredSweep>>([&]() -> Result<std::vector<StoredSweep>> {
    std::vector<StoredSweep> out;
    SQLite::Statement& s = impl_->prepared(fmt::format(
        "SELECT id, space, sampler, subject, source, axes, objectives, figures, {} FROM sweep ORDER BY id", kCounts));
    while (s.executeStep()) {
      StoredSweep& sweep = out.emplace_back();
      sweep.id = s.getColumn(0).getInt64();
      sweep.space = s.getColumn(1).getString();
      sweep.sampler = s.getColumn(2).getString();
      sweep.subject = s.getColumn(3).getString();
      sweep.source = s.getColumn(4).getString();
      sweep.axes = split(s.getColumn(5).getString());
      for (const Metric& metric : metrics()) sweep.metrics.push_back(metric.name);
      const std::string figures = s.getColumn(7).getString();
      if (!figures.empty()) {
        for (const std::string& figure : split(figures)) sweep.metrics.push_back(kFigurePrefix + figure);
      }
      sweep.objectives = objectives_of(s.getColumn(6).getString(), sweep.metrics);
      sweep.counts = counts_at(s, 8);
    }
    s.reset();
    return out;
  });
}

Result<SweepCounts> Store::counts(std::int64_t sweep) {
  return impl_->guarded<SweepCounts>([&]() -> Result<SweepCounts> {
    SQLite::Statement& s = impl_->prepared(fmt::format("SELECT {} FROM sweep WHERE id = ?", kCounts));
    s.bind(1, sweep);
    if (!s.executeStep()) return bad_input(impl_->file, "has no sweep " + std::to_string(sweep));
    const SweepCounts out = counts_at(s, 0);
    s.reset();
    return out;
  });
}

Result<void> Store::visit(std::int64_t sweep, const std::function<bool(const StoredPoint&)>& visit) {
  return impl_->guarded<void>([&]() -> Result<void> {
    const std::size_t figures = impl_->figures(sweep);
    SQLite::Statement s(impl_->db, select_point() + " WHERE sweep = ? ORDER BY ordinal");
    s.bind(1, sweep);
    StoredPoint point;
    while (s.executeStep()) {
      read_point(s, figures, point);
      if (!visit(point)) break;
    }
    return {};
  });
}

Result<std::vector<StoredPoint>> Store::range(std::int64_t sweep, std::int64_t first, std::int64_t end) {
  return impl_->guarded<std::vector<StoredPoint>>([&]() -> Result<std::vector<StoredPoint>> {
    const std::size_t figures = impl_->figures(sweep);
    std::vector<StoredPoint> out;
    SQLite::Statement& s = impl_->prepared(select_point() + " WHERE sweep = ? AND ordinal >= ? AND ordinal < ? ORDER BY ordinal");
    s.bind(1, sweep);
    s.bind(2, first);
    s.bind(3, end);
    while (s.executeStep()) read_point(s, figures, out.emplace_back());
    s.reset();
    return out;
  });
}

Result<std::vector<StoredPoint>> Store::points(std::int64_t sweep, const std::vector<std::int64_t>& ordinals) {
  return impl_->guarded<std::vector<StoredPoint>>([&]() -> Result<std::vector<StoredPoint>> {
    const std::size_t figures = impl_->figures(sweep);
    std::vector<StoredPoint> out;
    for (const std::int64_t ordinal : ordinals) {
      SQLite::Statement& s = impl_->prepared(select_point() + " WHERE sweep = ? AND ordinal = ?");
      s.bind(1, sweep);
      s.bind(2, ordinal);
      if (s.executeStep()) read_point(s, figures, out.emplace_back());
      s.reset();
    }
    return out;
  });
}

Result<void> Store::visit_metrics(std::int64_t sweep, const std::vector<std::size_t>& wanted,
                                  const std::function<void(std::int64_t ordinal, const double* values)>& visit) {
  return impl_->guarded<void>([&]() -> Result<void> {
    const std::size_t figures = impl_->figures(sweep), registered = metrics().size();
    std::string columns = "SELECT ordinal, figures", known;
    for (const std::size_t m : wanted) {
      columns += m < registered ? ", \"" + metrics()[m].name + "\"" : ", 0.0";
      if (m < registered) known += " AND \"" + metrics()[m].name + "\" IS NOT NULL";
    }
    SQLite::Statement s(impl_->db, columns + " FROM point WHERE sweep = ? AND state = 0" + known + " ORDER BY ordinal");
    s.bind(1, sweep);
    std::vector<double> values(wanted.size());
    std::vector<std::optional<double>> extra;
    while (s.executeStep()) {
      if (figures > 0) extra = figure_values(s.getColumn(1).isNull() ? "" : s.getColumn(1).getString(), figures);
      bool whole = true;
      for (std::size_t i = 0; i < wanted.size(); ++i) {
        const bool figure = wanted[i] >= registered;
        whole = whole && (!figure || extra.at(wanted[i] - registered));
        if (whole) values[i] = figure ? *extra[wanted[i] - registered] : s.getColumn(static_cast<int>(i) + 2).getDouble();
      }
      if (whole) visit(s.getColumn(0).getInt64(), values.data());
    }
    return {};
  });
}

Result<std::optional<double>> Store::best(std::int64_t sweep, const Objective& objective) {
  const bool largest = objective.goal == Goal::maximum;
  if (objective.metric < metrics().size()) {
    return impl_->guarded<std::optional<double>>([&]() -> Result<std::optional<double>> {
      SQLite::Statement& s = impl_->prepared(fmt::format("SELECT {}(\"{}\") FROM point WHERE sweep = ? AND state = 0",
                                                         largest ? "max" : "min", metrics()[objective.metric].name));
      s.bind(1, sweep);
      std::optional<double> out;
      if (s.executeStep() && !s.getColumn(0).isNull()) out = s.getColumn(0).getDouble();
      s.reset();
      return out;
    });
  }
  std::optional<double> out;
  const auto seen = visit_metrics(sweep, {objective.metric}, [&](std::int64_t, const double* value) {
    if (!out || (largest ? *value > *out : *value < *out)) out = *value;
  });
  if (!seen) return pass(seen.error());
  return out;
}

Result<std::vector<std::pair<std::string, std::int64_t>>> Store::messages(std::int64_t sweep, PointState state, int most) {
  using List = std::vector<std::pair<std::string, std::int64_t>>;
  return impl_->guarded<List>([&]() -> Result<List> {
    constexpr std::size_t kMostReasons = 1000;  // more kinds than this are not told apart
    std::map<std::string, std::pair<std::string, std::int64_t>> kinds;
    SQLite::Statement& s = impl_->prepared("SELECT message FROM point WHERE sweep = ? AND state = ? ORDER BY ordinal");
    s.bind(1, sweep);
    s.bind(2, static_cast<int>(state));
    while (s.executeStep()) {
      std::string message = s.getColumn(0).isNull() ? "" : s.getColumn(0).getString();
      const std::string kind = without_numbers(message);
      if (kinds.size() >= kMostReasons && !kinds.contains(kind)) continue;
      const auto [at, added] = kinds.try_emplace(kind, std::move(message), 0);
      ++at->second.second;
    }
    s.reset();
    List out;
    for (auto& [kind, reason] : kinds) out.push_back(std::move(reason));
    std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
    if (out.size() > static_cast<std::size_t>(most)) out.resize(static_cast<std::size_t>(most));
    return out;
  });
}

}  // namespace quartet
