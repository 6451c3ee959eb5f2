// Platforms with their declared parameters, prices and duty cycle.
#include <pybind11/stl.h>

#include "accel/platform.hpp"
#include "frontends/python/bindings/bindings.hpp"
#include "sim/run/settings.hpp"

namespace quartet::python {

namespace py = pybind11;

namespace {

py::object value_object(const ParameterValue& value) {
  return std::visit([](const auto& v) { return py::object(py::cast(v)); }, value);
}

py::dict described(const Parameter& p) {
  using namespace py::literals;
  return py::dict("name"_a = p.name, "value"_a = value_object(p.get()), "default"_a = value_object(p.default_value), "unit"_a = p.unit,
                  "min"_a = p.min, "max"_a = p.max, "choices"_a = p.choices, "sentence"_a = p.sentence, "source"_a = p.source,
                  "confidence"_a = std::string(to_string(p.confidence)));
}

py::dict described(const CostRow& row, const std::string& prefix) {
  using namespace py::literals;
  const py::object value = row.value ? py::object(py::cast(*row.value)) : py::object(py::none());
  return py::dict("name"_a = prefix + row.name, "value"_a = value, "default"_a = value, "unit"_a = row.unit(), "min"_a = 0.0,
                  "max"_a = std::numeric_limits<double>::infinity(), "choices"_a = py::list(), "sentence"_a = row.component,
                  "source"_a = row.source, "confidence"_a = std::string(to_string(row.confidence)));
}

/// One configured machine. Its parameters refer to it: it has a fixed address.
class Machine {
 public:
  Machine(const std::string& platform, const std::string& tech) {
    target_ = unwrap(load_platform(platform, unwrap(cost_table_file(tech))));
    duty_.declare(duty_parameters_);
  }
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;

  [[nodiscard]] std::string name() const { return target_->name(); }
  [[nodiscard]] std::vector<std::string> trust() const { return target_->trust(); }
  [[nodiscard]] py::list parameters() {
    py::list out;
    for (const ParameterSet* set : {&target_->parameters(), &duty_parameters_}) {
      for (const Parameter& parameter : set->all()) out.append(described(parameter));
    }
    for (const CostRow& row : target_->costs().rows()) out.append(described(row, "tech."));
    return out;
  }
  /// As --set KEY=TEXT.
  void set(const std::string& key, const std::string& text) {
    const auto done = apply_settings({key + "=" + text}, target_.get(), duty_parameters_);
    if (done) return;
    Error error = done.error();
    for (Problem& problem : error.problems) problem.place = target_->name() + ".parameters";
    raise(error);
  }

 private:
  std::unique_ptr<ITarget> target_;
  DutyParams duty_;
  ParameterSet duty_parameters_;
};

py::list platforms() {
  using namespace py::literals;
  py::list out;
  for (const PlatformInfo& info : list_platforms())
    out.append(py::dict("name"_a = info.name, "kind"_a = info.kind, "title"_a = info.title, "file"_a = info.file.string()));
  return out;
}

}  // namespace

void bind_platforms(py::module_& module) {
  module.def("platforms", &platforms);
  py::class_<Machine>(module, "Machine")
      .def(py::init<const std::string&, const std::string&>(), py::arg("platform"), py::arg("tech") = "")
      .def_property_readonly("name", &Machine::name)
      .def_property_readonly("trust", &Machine::trust)
      .def("parameters", &Machine::parameters)
      .def("set", &Machine::set, py::arg("key"), py::arg("text"));
}

}  // namespace quartet::python
