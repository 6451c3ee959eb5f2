// The extension module behind `import quartet`.
#include "frontends/python/bindings/bindings.hpp"
#include "sim/run/version.hpp"

namespace quartet::python {

namespace py = pybind11;

void raise(const Error& error) {
  py::list problems;
  for (const Problem& p : error.problems) problems.append(py::make_tuple(p.place, p.cause, p.remedy));
  const py::object exception = py::module_::import("quartet.errors").attr("error_of")(static_cast<int>(error.code), problems);
  PyErr_SetObject(reinterpret_cast<PyObject*>(Py_TYPE(exception.ptr())), exception.ptr());
  throw py::error_already_set();
}

}  // namespace quartet::python

PYBIND11_MODULE(_quartet, module) {
  using namespace quartet::python;
  module.doc() = "The compiled part of quartet; use the package quartet.";
  module.attr("version") = std::string(quartet::version());
  bind_platforms(module);
  bind_networks(module);
  bind_runs(module);
  bind_sweeps(module);
  bind_cells(module);
}
