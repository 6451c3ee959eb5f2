#include "sim/explore/search/hypervolume.hpp"

#include <algorithm>

#include "sim/explore/pareto.hpp"

namespace quartet {

namespace {

constexpr double kReference = 1.1;

using Row = std::vector<double>;

// Two objectives: steps of a staircase.
double staircase(std::vector<Row>& rows, const std::vector<double>& reference) {
  std::sort(rows.begin(), rows.end());
  double volume = 0.0, ceiling = reference[1];
  for (const Row& row : rows) {
    if (row[1] >= ceiling) continue;
    volume += (reference[0] - row[0]) * (ceiling - row[1]);
    ceiling = row[1];
  }
  return volume;
}

// Slices along the last objective: each is a volume of one objective less.
double by_slices(std::vector<Row> rows, std::vector<double> reference) {
  if (rows.empty()) return 0.0;
  if (reference.size() == 1) {
    double least = reference[0];
    for (const Row& row : rows) least = std::min(least, row[0]);
    return reference[0] - least;
  }
  if (reference.size() == 2) return staircase(rows, reference);
  const std::size_t last = reference.size() - 1;
  std::sort(rows.begin(), rows.end(), [&](const Row& a, const Row& b) { return a[last] < b[last]; });
  const double end = reference[last];
  reference.pop_back();
  double volume = 0.0;
  std::vector<Row> below;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    below.emplace_back(rows[i].begin(), rows[i].end() - 1);
    const double height = (i + 1 < rows.size() ? rows[i + 1][last] : end) - rows[i][last];
    if (height > 0.0) volume += height * by_slices(below, reference);
  }
  return volume;
}

// Objectives of the points done, in the order of the sweep.
struct Column {
  std::vector<std::int64_t> ordinals;
  std::vector<double> rows;
};

Result<Column> column(Store& store, std::int64_t sweep, const std::vector<Objective>& objectives) {
  Column out;
  std::vector<std::size_t> wanted;
  for (const Objective& o : objectives) wanted.push_back(o.metric);
  const auto seen = store.visit_metrics(sweep, wanted, [&](std::int64_t ordinal, const double* values) {
    out.ordinals.push_back(ordinal);
    for (std::size_t k = 0; k < objectives.size(); ++k) out.rows.push_back(objectives[k].goal == Goal::maximum ? -values[k] : values[k]);
  });
  if (!seen) return pass(seen.error());
  return out;
}

// 0: the best value of all sweeps; 1: the median of all their points.
void scale(std::vector<Column>& columns, std::size_t objectives) {
  for (std::size_t k = 0; k < objectives; ++k) {
    std::vector<double> all;
    for (const Column& c : columns) {
      for (std::size_t i = k; i < c.rows.size(); i += objectives) all.push_back(c.rows[i]);
    }
    if (all.empty()) return;
    const double low = *std::min_element(all.begin(), all.end());
    const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
    std::nth_element(all.begin(), middle, all.end());
    const double width = *middle - low;
    for (Column& c : columns) {
      // Half of all points share the best value: what is worse by any amount lies beyond the reference.
      for (std::size_t i = k; i < c.rows.size(); i += objectives)
        c.rows[i] = width > 0.0 ? (c.rows[i] - low) / width : c.rows[i] > low ? 2.0 * kReference : 0.0;
    }
  }
}

std::vector<HypervolumeTrace::At> trace(const Column& c, std::size_t objectives, std::int64_t end, int most) {
  const std::vector<double> reference(objectives, kReference);
  double whole = 1.0;
  for (std::size_t k = 0; k < objectives; ++k) whole *= kReference;
  std::vector<HypervolumeTrace::At> out;
  std::vector<double> front;
  std::size_t next = 0;
  for (int place = 1; place <= most; ++place) {
    const std::int64_t evaluations = std::max<std::int64_t>(1, end / most * place + end % most * place / most);
    if (!out.empty() && out.back().evaluations == evaluations) continue;
    for (; next < c.ordinals.size() && c.ordinals[next] < evaluations; ++next)
      front.insert(front.end(), c.rows.begin() + static_cast<std::ptrdiff_t>(next * objectives), c.rows.begin() + static_cast<std::ptrdiff_t>((next + 1) * objectives));
    std::vector<double> kept;
    for (const std::size_t i : pareto_front(front, objectives))
      kept.insert(kept.end(), front.begin() + static_cast<std::ptrdiff_t>(i * objectives), front.begin() + static_cast<std::ptrdiff_t>((i + 1) * objectives));
    front = std::move(kept);
    out.push_back({evaluations, hypervolume(front, reference) / whole});
  }
  return out;
}

}  // namespace

double hypervolume(const std::vector<double>& rows, const std::vector<double>& reference) {
  const std::size_t k = reference.size();
  if (k == 0) return 0.0;
  std::vector<Row> inside;
  for (std::size_t i = 0; i + k <= rows.size(); i += k) {
    Row row(rows.begin() + static_cast<std::ptrdiff_t>(i), rows.begin() + static_cast<std::ptrdiff_t>(i + k));
    bool below = true;
    for (std::size_t o = 0; o < k; ++o) below = below && row[o] < reference[o];
    if (below) inside.push_back(std::move(row));
  }
  return by_slices(std::move(inside), reference);
}

Result<std::vector<HypervolumeTrace>> hypervolume_traces(Store& store, const std::vector<StoredSweep>& sweeps,
                                                         const std::vector<Objective>& objectives, int most) {
  std::vector<HypervolumeTrace> out;
  if (objectives.empty()) return out;
  std::vector<Column> columns;
  for (const StoredSweep& sweep : sweeps) {
    auto one = column(store, sweep.id, objectives);
    if (!one) return pass(one.error());
    columns.push_back(std::move(*one));
  }
  scale(columns, objectives.size());
  for (std::size_t i = 0; i < sweeps.size(); ++i)
    out.push_back({sweeps[i].id, sweeps[i].sampler, trace(columns[i], objectives.size(), sweeps[i].counts.handed_out, most)});
  return out;
}

Result<std::vector<StoredSweep>> comparable_sweeps(Store& store, std::int64_t sweep) {
  const auto all = store.sweeps();
  if (!all) return pass(all.error());
  const auto self = std::find_if(all->begin(), all->end(), [&](const StoredSweep& s) { return s.id == sweep; });
  std::vector<StoredSweep> out;
  if (self == all->end()) return out;
  for (const StoredSweep& other : *all) {
    if (other.space == self->space && other.counts.finished() > 0) out.push_back(other);
  }
  return out;
}

}  // namespace quartet
