// The parts of the module _quartet: each declares its functions and classes. Values cross as plain Python objects and numpy
// arrays; the package around it (frontends/python/quartet) gives them their classes.
#pragma once

#include <pybind11/pybind11.h>

#include "sim/base/error.hpp"

namespace quartet::python {

void bind_platforms(pybind11::module_& module);  ///< declared parameters, prices
void bind_networks(pybind11::module_& module);   ///< workloads and models: layers, constants
void bind_runs(pybind11::module_& module);       ///< run, compare, reprice
void bind_sweeps(pybind11::module_& module);     ///< sweeps and their points
void bind_cells(pybind11::module_& module);      ///< memory devices of analog arrays

/// Raises quartet.QuartetError, of the class that its code names.
[[noreturn]] void raise(const Error& error);

template <class T>
T unwrap(Result<T> result) {
  if (!result) raise(result.error());
  return std::move(*result);
}
inline void unwrap(const Result<void>& result) {
  if (!result) raise(result.error());
}

}  // namespace quartet::python
