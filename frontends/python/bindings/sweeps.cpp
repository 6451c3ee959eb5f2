// Sweeps: run in processes of their own, read from their database.
#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "frontends/python/bindings/bindings.hpp"
#include "frontends/python/bindings/isolated.hpp"
#include "sim/explore/sweep.hpp"
#include "sim/explore/workers/wire.hpp"

namespace quartet::python {

namespace py = pybind11;
using namespace py::literals;

namespace {

/// The id of the sweep, and whether it was interrupted. The points are in the database.
Result<void> sweep_here(const SweepSpec& spec, const std::string& database, int jobs, const std::atomic<bool>& stop, const Keep& keep) {
  const auto outcome = run_sweep(spec, {.database = database, .jobs = jobs, .shard = {}, .progress = {}, .stop = &stop});
  if (!outcome) return pass(outcome.error());
  keep(WireWriter().whole(outcome->sweep).take());
  return {};
}

bool sweep(const std::string& text, const std::string& name, const std::string& database, int jobs) {
  const SweepSpec spec = unwrap(parse_sweep_spec(text, name));
  return run_isolated([&](const std::atomic<bool>& stop, const Keep& keep) { return sweep_here(spec, database, jobs, stop, keep); }).interrupted;
}

/// One column a piece: names, then the values of every point.
struct Columns {
  std::vector<std::int64_t> ordinals;
  std::vector<std::string> states, messages;
  std::vector<std::vector<std::string>> axes;
  std::vector<std::vector<double>> metrics;
};

Columns columns_of(Store& store, const StoredSweep& sweep, Result<void>& done) {
  Columns out;
  out.axes.resize(sweep.axes.size());
  out.metrics.resize(sweep.metrics.size());
  done = store.visit(sweep.id, [&](const StoredPoint& point) {
    out.ordinals.push_back(point.ordinal);
    out.states.emplace_back(to_string(point.result.state));
    out.messages.push_back(point.result.message);
    for (std::size_t i = 0; i < out.axes.size(); ++i) out.axes[i].push_back(i < point.values.size() ? point.values[i] : "");
    for (std::size_t m = 0; m < out.metrics.size(); ++m) {
      const bool known = m < point.result.metrics.size() && point.result.metrics[m];
      out.metrics[m].push_back(known ? *point.result.metrics[m] : std::nan(""));
    }
    return true;
  });
  return out;
}

py::dict described(Store& store, const StoredSweep& sweep, const SweepSpec& spec) {
  Result<void> done;
  const Columns columns = columns_of(store, sweep, done);
  unwrap(done);
  py::dict axes, metrics, units;
  for (std::size_t i = 0; i < sweep.axes.size(); ++i) axes[py::str(sweep.axes[i])] = columns.axes[i];
  for (std::size_t m = 0; m < sweep.metrics.size(); ++m)
    metrics[py::str(sweep.metrics[m])] = py::array_t<double>(static_cast<py::ssize_t>(columns.metrics[m].size()), columns.metrics[m].data());
  for (const Metric& metric : quartet::metrics()) units[py::str(metric.name)] = metric.unit;
  std::vector<std::int64_t> front;
  if (!spec.objectives.empty() && sweep.counts.done > 0) {
    for (const StoredPoint& point : unwrap(front_of(store, sweep.id, spec.objectives))) front.push_back(point.ordinal);
  }
  const SweepCounts& c = sweep.counts;
  return py::dict("ordinals"_a = columns.ordinals, "states"_a = columns.states, "messages"_a = columns.messages, "axes"_a = axes,
                  "metrics"_a = metrics, "units"_a = units, "front"_a = front, "total"_a = c.total, "none"_a = c.none);
}

/// The points of the sweep of this specification in the database; None when it holds none.
py::object points(const std::string& text, const std::string& name, const std::string& database) {
  const SweepSpec spec = unwrap(parse_sweep_spec(text, name));
  Store store = unwrap(Store::open(database));
  const auto sweeps = unwrap(store.sweeps());
  const auto found = std::find_if(sweeps.begin(), sweeps.end(), [&](const StoredSweep& s) { return s.source == spec.source; });
  return found == sweeps.end() ? py::object(py::none()) : py::object(described(store, *found, spec));
}

}  // namespace

void bind_sweeps(py::module_& module) {
  module.def("sweep", &sweep, py::arg("text"), py::arg("name"), py::arg("database"), py::arg("jobs"));
  module.def("points", &points, py::arg("text"), py::arg("name"), py::arg("database"));
}

}  // namespace quartet::python
