// Memory devices of analog arrays: the physics of one cell in closed form, and samples of many.
#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include <bit>
#include <cmath>
#include <cstring>

#include "accel/cim/device/statistics.hpp"
#include "frontends/python/bindings/bindings.hpp"
#include "frontends/python/bindings/isolated.hpp"
#include "sim/explore/workers/wire.hpp"

namespace quartet::python {

namespace py = pybind11;
using namespace py::literals;

namespace {

constexpr std::int64_t kMostConductances = 100'000'000;  // of one call: 400 MB
using Reals = py::array_t<double, py::array::c_style | py::array::forcecast>;

/// One device model with its declared constants. They refer to it: it has a fixed address.
class Cell {
 public:
  explicit Cell(const std::string& model) : model_(unwrap(cim::load_device_model(model, "model"))), set_(cim::device_parameters(model_)) {}
  Cell(const Cell&) = delete;
  Cell& operator=(const Cell&) = delete;

  [[nodiscard]] const cim::DeviceModel& model() const { return model_; }
  [[nodiscard]] py::list parameters() const {
    py::list out;
    for (const Parameter& p : set_.all()) {
      const auto value = std::visit([](const auto& v) { return py::object(py::cast(v)); }, p.get());
      out.append(py::dict("name"_a = p.name, "value"_a = value, "unit"_a = p.unit, "min"_a = p.min, "max"_a = p.max, "choices"_a = p.choices,
                          "sentence"_a = p.sentence, "source"_a = p.source, "confidence"_a = std::string(to_string(p.confidence))));
    }
    return out;
  }
  /// As --set KEY=TEXT.
  void set(const std::string& key, const std::string& text) {
    unwrap(set_.set(key, text, model_.name + ".parameters"));
    unwrap(cim::check_device(model_, "device model " + model_.name));
  }
  void check_target(double g_us) const {
    if (g_us >= 0.0 && g_us <= model_.g_max_us) return;
    raise({ErrorCode::usage, {{"targets", py::str("{} uS is outside the conductances of {}").format(g_us, model_.name).cast<std::string>(),
                               py::str("0 to {} uS").format(model_.g_max_us).cast<std::string>()}}});
  }

 private:
  cim::DeviceModel model_;
  ParameterSet set_;
};

/// f(cell, x) of every element.
template <class F>
py::array_t<double> each(const Reals& values, F f) {
  py::array_t<double> out(std::vector<py::ssize_t>(values.shape(), values.shape() + values.ndim()));
  const double* in = values.data();
  double* to = out.mutable_data();
  for (py::ssize_t i = 0; i < values.size(); ++i) to[i] = f(in[i]);
  return out;
}

template <double (cim::DeviceModel::*law)(double) const>
py::array_t<double> of_share(const Cell& cell, const Reals& x) {
  return each(x, [&](double v) {
    if (!(v >= 0.0)) raise({ErrorCode::usage, {{"x", "a share of g_max is at least 0", ""}}});
    return (cell.model().*law)(v);
  });
}

py::array_t<double> read_growth(const Cell& cell, const Reals& times) {
  return each(times, [&](double t) {
    unwrap(cim::check_time(t, "times"));
    return cell.model().read_growth(t);
  });
}

/// (mean, standard deviation) of each target.
py::tuple moments(const Cell& cell, const std::string& stage, const Reals& targets, std::optional<double> time_s) {
  const auto of = [&](double g) -> cim::Moments {
    cell.check_target(g);
    if (stage == "programmed") return cim::programmed_moments(cell.model(), g);
    if (stage == "nu") return cim::exponent_moments(cell.model(), g);
    unwrap(cim::check_time(time_s.value_or(0.0), "time"));
    return stage == "drifted" ? cim::drifted_moments(cell.model(), g, time_s.value_or(0.0)) : cim::read_moments(cell.model(), g, time_s.value_or(0.0));
  };
  py::array_t<double> mean = each(targets, [&](double g) { return of(g).mean; });
  py::array_t<double> deviation = each(targets, [&](double g) { return of(g).std; });
  return py::make_tuple(mean, deviation);
}

void pack(WireWriter& out, const cim::DeviceStatistics& row) {
  out.text(row.stage).real(row.g_target_us).maybe(row.t_inference_s).real(row.sample.n).real(row.sample.mean).real(row.sample.std);
  out.real(row.sample.se_mean()).real(row.sample.se_std()).real(row.sample.zero_share).real(row.expected.mean).real(row.expected.std);
  out.real(row.expected_zero_share).real(row.z_mean()).real(row.z_std());
}

/// Rows as dictionaries; None: interrupted.
py::object statistics(const Cell& cell, const std::vector<double>& targets, const std::vector<double>& times, std::int64_t devices, std::uint64_t seed) {
  const Isolated done = run_isolated([&](const std::atomic<bool>&, const Keep& keep) -> Result<void> {
    const auto rows = cim::study_devices(cell.model(), {targets, times, devices, seed}, "");
    if (!rows) return pass(rows.error());
    for (const cim::DeviceStatistics& row : *rows) {
      WireWriter out;
      pack(out, row);
      keep(out.take());
    }
    return {};
  });
  if (done.interrupted) return py::none();
  py::list out;
  for (const std::string& piece : done.pieces) {
    WireReader in(piece);
    py::dict row;
    row["stage"] = in.text();
    row["g_target_uS"] = in.real();
    row["t_inference_s"] = in.maybe().value_or(std::nan(""));
    for (const char* name : {"n", "mean", "std", "se_mean", "se_std", "frac_zero", "mean_analytic", "std_analytic", "frac_zero_analytic", "z_mean", "z_std"})
      row[name] = in.real();
    out.append(row);
  }
  return out;
}

struct Sampling {
  std::vector<double> targets, times;
  std::int64_t devices = 0;
  std::uint64_t seed = 1;
  cim::DeviceEffects effects;
};

Result<void> sample_here(const cim::DeviceModel& model, const Sampling& s, const std::atomic<bool>& stop, const Keep& keep) {
  for (const double g : s.targets) {
    const std::vector<float> targets(static_cast<std::size_t>(s.devices), static_cast<float>(g));
    // The streams of cim-devices: the same devices as in its statistics.
    const cim::RandomKey key = cim::RandomKey{s.seed}.child(cim::Purpose::array, std::bit_cast<std::uint64_t>(g));
    const cim::DevicePopulation population(model, s.effects, key, 0, targets, cim::loops());
    std::vector<float> read(targets.size());
    for (const double t : s.times) {
      if (stop.load()) return {};
      population.read(t, 0, read);
      keep(std::string(reinterpret_cast<const char*>(read.data()), read.size() * sizeof(float)));
    }
  }
  return {};
}

/// [target, time, device] in uS; None: interrupted.
py::object conductances(const Cell& cell, const Sampling& s) {
  for (const double g : s.targets) cell.check_target(g);
  for (const double t : s.times) unwrap(cim::check_time(t, "times"));
  const auto rows = static_cast<std::int64_t>(s.targets.size() * s.times.size());
  if (s.devices < 1 || (rows > 0 && s.devices > kMostConductances / rows))
    raise({ErrorCode::usage, {{"devices", "is out of range", "at least 1, and targets x times x devices at most 100,000,000"}}});
  const Isolated done =
      run_isolated([&](const std::atomic<bool>& stop, const Keep& keep) { return sample_here(cell.model(), s, stop, keep); });
  if (done.interrupted) return py::none();
  py::array_t<float> out({static_cast<py::ssize_t>(s.targets.size()), static_cast<py::ssize_t>(s.times.size()), static_cast<py::ssize_t>(s.devices)});
  char* to = reinterpret_cast<char*>(out.mutable_data());
  for (const std::string& piece : done.pieces) to = std::copy(piece.begin(), piece.end(), to);
  return out;
}

}  // namespace

void bind_cells(py::module_& module) {
  module.def("cell_models", &cim::device_model_names);
  py::class_<Cell>(module, "CellPhysics")
      .def(py::init<const std::string&>(), py::arg("model"))
      .def_property_readonly("name", [](const Cell& c) { return c.model().name; })
      .def_property_readonly("title", [](const Cell& c) { return c.model().title; })
      .def_property_readonly("g_max_us", [](const Cell& c) { return c.model().g_max_us; })
      .def_property_readonly("t0_s", [](const Cell& c) { return c.model().t0_s; })
      .def("parameters", &Cell::parameters)
      .def("set", &Cell::set, py::arg("key"), py::arg("text"))
      .def("sigma_p", &of_share<&cim::DeviceModel::sigma_p>, py::arg("x"))
      .def("mu_nu", &of_share<&cim::DeviceModel::mu_nu>, py::arg("x"))
      .def("sigma_nu", &of_share<&cim::DeviceModel::sigma_nu>, py::arg("x"))
      .def("q", &of_share<&cim::DeviceModel::q>, py::arg("x"))
      .def("read_growth", &read_growth, py::arg("times"))
      .def("moments", &moments, py::arg("stage"), py::arg("targets"), py::arg("time"))
      .def("statistics", &statistics, py::arg("targets"), py::arg("times"), py::arg("devices"), py::arg("seed"))
      .def("conductances", [](const Cell& cell, const std::vector<double>& targets, const std::vector<double>& times, std::int64_t devices,
                              std::uint64_t seed, double programming_noise, double drift, double drift_variability, double read_noise) {
        return conductances(cell, {targets, times, devices, seed, {programming_noise, drift, drift_variability, read_noise}});
      }, py::arg("targets"), py::arg("times"), py::arg("devices"), py::arg("seed"), py::arg("programming_noise"), py::arg("drift"),
         py::arg("drift_variability"), py::arg("read_noise"));
}

}  // namespace quartet::python
