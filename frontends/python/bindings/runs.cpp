// run, compare and reprice.
#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include <algorithm>
#include <cstring>

#include "frontends/python/bindings/bindings.hpp"
#include "frontends/python/bindings/isolated.hpp"
#include "sim/explore/workers/wire.hpp"
#include "sim/run/comparison.hpp"
#include "sim/run/experiment.hpp"
#include "sim/run/reprice.hpp"

namespace quartet::python {

namespace py = pybind11;

namespace {

/// Files that stand for arrays of the caller, by what results and messages call them.
using Aliases = std::vector<std::pair<std::string, std::string>>;

void rename(const Aliases& aliases, std::string& text) {
  for (const auto& [file, name] : aliases) {
    for (std::size_t at = text.find(file); at != std::string::npos; at = text.find(file, at + name.size())) text.replace(at, file.size(), name);
  }
}

void rename(const Aliases& aliases, RunResult& result) {
  for (std::string& input : result.request.inputs) rename(aliases, input);
  rename(aliases, result.request.labels);
  if (result.accuracy) rename(aliases, result.accuracy->data);
  for (auto* list : {&result.warnings, &result.notes}) {
    for (std::string& line : *list) rename(aliases, line);
  }
}

tl::unexpected<Error> renamed(const Aliases& aliases, Error error) {
  for (Problem& problem : error.problems) {
    for (std::string* text : {&problem.place, &problem.cause, &problem.remedy}) rename(aliases, *text);
  }
  return pass(std::move(error));
}

Result<void> run_here(const RunRequest& request, const Aliases& aliases, int jobs, const std::atomic<bool>& stop, const Keep& keep) {
  const auto experiment = Experiment::prepare(request);
  if (!experiment) return renamed(aliases, experiment.error());
  auto outcome = experiment->run({.progress = {}, .stop = &stop, .jobs = jobs});
  if (!outcome) return renamed(aliases, outcome.error());
  rename(aliases, outcome->result);
  const auto json = to_json(outcome->result);
  if (!json) return pass(json.error());
  const auto* values = reinterpret_cast<const char*>(outcome->outputs.data());
  WireWriter out;
  out.text(*json).whole(outcome->samples).text(std::string(values, outcome->outputs.size() * sizeof(std::int32_t)));
  keep(out.take());
  return {};
}

/// (JSON text or None, outputs or None, interrupted).
py::tuple run(const RunRequest& request, const Aliases& aliases, int jobs) {
  const Isolated done =
      run_isolated([&](const std::atomic<bool>& stop, const Keep& keep) { return run_here(request, aliases, jobs, stop, keep); });
  if (done.pieces.empty()) return py::make_tuple(py::none(), py::none(), true);
  WireReader in(done.pieces.front());
  const std::string json = in.text();
  const std::int64_t samples = in.whole();
  const std::string values = in.text();
  const auto count = static_cast<py::ssize_t>(values.size() / sizeof(std::int32_t));
  const bool rows = samples > 0 && count % samples == 0;  // one a sample
  py::array_t<std::int32_t> outputs(rows ? std::vector<py::ssize_t>{samples, count / samples} : std::vector<py::ssize_t>{count});
  std::memcpy(outputs.mutable_data(), values.data(), values.size());
  return py::make_tuple(json, outputs, done.interrupted);
}

Result<std::string> packed(Compared& one, const Aliases& aliases) {
  WireWriter out;
  out.text(one.platform).whole(one.result ? 1 : 0);
  if (!one.result) return out.text(error_bytes(renamed(aliases, one.result.error()).value())).take();
  rename(aliases, *one.result);
  const auto json = to_json(*one.result);
  if (!json) return pass(json.error());
  return out.text(*json).take();
}

// `jobs` platforms at a time: after a stop none is begun.
Result<void> compare_here(const RunRequest& request, const std::vector<std::string>& platforms, const Aliases& aliases, int jobs,
                          const std::atomic<bool>& stop, const Keep& keep) {
  const auto width = static_cast<std::size_t>(jobs);
  for (std::size_t first = 0; first < platforms.size() && !stop.load(); first += width) {
    const auto begin = platforms.begin() + static_cast<std::ptrdiff_t>(first);
    const std::vector<std::string> some(begin, begin + static_cast<std::ptrdiff_t>(std::min(width, platforms.size() - first)));
    for (Compared& one : compare(request, some, jobs, {.progress = {}, .stop = &stop})) {
      const auto piece = packed(one, aliases);
      if (!piece) return pass(piece.error());
      keep(*piece);
    }
  }
  return {};
}

/// ([(platform, JSON text or None, (code, problems) or None)], interrupted).
py::tuple compare_all(const RunRequest& request, const std::vector<std::string>& platforms, const Aliases& aliases, int jobs) {
  const Isolated done = run_isolated(
      [&](const std::atomic<bool>& stop, const Keep& keep) { return compare_here(request, platforms, aliases, jobs, stop, keep); });
  py::list out;
  for (const std::string& piece : done.pieces) {
    WireReader in(piece);
    const std::string platform = in.text();
    const bool ran = in.whole() == 1;
    const std::string text = in.text();
    if (ran) {
      out.append(py::make_tuple(platform, text, py::none()));
      continue;
    }
    const Error error = error_of_bytes(text);
    py::list problems;
    for (const Problem& p : error.problems) problems.append(py::make_tuple(p.place, p.cause, p.remedy));
    out.append(py::make_tuple(platform, py::none(), py::make_tuple(static_cast<int>(error.code), problems)));
  }
  return py::make_tuple(out, done.interrupted);
}

/// (JSON text, rules).
py::tuple reprice_text(const std::string& json, const std::string& tech, const std::vector<std::string>& settings,
                       std::optional<double> clock_hz, std::optional<double> voltage_v) {
  const RunResult stored = unwrap(result_from_json(json, "result"));
  const Repriced repriced = unwrap(reprice(stored, {tech, settings, clock_hz, voltage_v}));
  return py::make_tuple(unwrap(to_json(repriced.result)), repriced.rules);
}

}  // namespace

void bind_runs(py::module_& module) {
  py::class_<RunRequest>(module, "RunRequest")
      .def(py::init<>())
      .def_readwrite("subject", &RunRequest::subject)
      .def_readwrite("variant", &RunRequest::variant)
      .def_readwrite("platform", &RunRequest::platform)
      .def_readwrite("tech", &RunRequest::tech)
      .def_readwrite("data", &RunRequest::data)
      .def_readwrite("inputs", &RunRequest::inputs)
      .def_readwrite("labels", &RunRequest::labels)
      .def_readwrite("samples", &RunRequest::samples)
      .def_readwrite("seed", &RunRequest::seed)
      .def_readwrite("seeds", &RunRequest::seeds)
      .def_readwrite("rounding", &RunRequest::rounding)
      .def_readwrite("fidelity", &RunRequest::fidelity)
      .def_readwrite("rtl", &RunRequest::rtl)
      .def_readwrite("rtl_offset", &RunRequest::rtl_offset)
      .def_readwrite("wave", &RunRequest::wave)
      .def_readwrite("settings", &RunRequest::settings);
  module.def("run", &run, py::arg("request"), py::arg("aliases"), py::arg("jobs"));
  module.def("compare", &compare_all, py::arg("request"), py::arg("platforms"), py::arg("aliases"), py::arg("jobs"));
  module.def("reprice", &reprice_text, py::arg("json"), py::arg("tech"), py::arg("settings"), py::arg("clock_hz"), py::arg("voltage_v"));
}

}  // namespace quartet::python
