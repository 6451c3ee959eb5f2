// Workloads and models: what is in them.
#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include <algorithm>

#include "frontends/model/import.hpp"
#include "frontends/python/bindings/bindings.hpp"
#include "workloads/zoo/workload.hpp"

namespace quartet::python {

namespace py = pybind11;
using namespace py::literals;

namespace {

py::dict described(const Tensor& tensor) {
  return py::dict("name"_a = tensor.name, "shape"_a = py::tuple(py::cast(tensor.shape)), "type"_a = tensor.type.name(),
                  "scales"_a = tensor.quantization.scales, "zero_points"_a = tensor.quantization.zero_points);
}

/// A network as the front end reads it.
class ModelNetwork {
 public:
  explicit ModelNetwork(const std::string& file) : network_(unwrap(import_model(file))) {}

  [[nodiscard]] std::string name() const { return network_.name; }
  [[nodiscard]] std::string hash() const { return network_hash(network_); }
  [[nodiscard]] std::int64_t macs() const { return network_.macs(); }
  [[nodiscard]] std::int64_t weight_bytes() const { return network_.weight_bytes(); }
  [[nodiscard]] std::vector<std::string> notes() const { return network_.notes; }
  [[nodiscard]] py::list inputs() const {
    py::list out;
    for (const TensorId id : network_.inputs) out.append(described(network_.tensor(id)));
    return out;
  }
  [[nodiscard]] py::dict output() const { return described(network_.tensor(network_.logits())); }
  [[nodiscard]] py::list layers() const {
    py::list out;
    for (const Layer& layer : network_.layers)
      out.append(py::dict("name"_a = layer.name, "op"_a = layer.op, "macs"_a = layer_macs(network_, layer),
                          "output"_a = described(network_.tensor(layer.output)),
                          "weights"_a = layer.weights == kNoTensor ? py::object(py::none()) : described(network_.tensor(layer.weights))));
    return out;
  }
  /// Weights of a layer as they stand in the model: [O, KH, KW, I/groups] or [O, I].
  [[nodiscard]] py::array_t<std::int32_t> weights(const std::string& name) const {
    std::vector<std::string> names;
    for (const Layer& layer : network_.layers) {
      if (layer.weights == kNoTensor) continue;
      names.push_back(layer.name);
      if (layer.name != name) continue;
      const Tensor& tensor = network_.tensor(layer.weights);
      py::array_t<std::int32_t> out(std::vector<py::ssize_t>(tensor.shape.begin(), tensor.shape.end()));
      std::copy(tensor.constant.begin(), tensor.constant.end(), out.mutable_data());
      return out;
    }
    const std::string near = nearest(name, names);
    raise({ErrorCode::usage, {{network_.name, "has no layer '" + name + "' with weights", near.empty() ? "" : "did you mean '" + near + "'?"}}});
  }

 private:
  Network network_;
};

py::dict described(const Workload& workload) {
  py::list variants, data;
  for (const Variant& v : workload.variants)
    variants.append(py::dict("name"_a = v.name, "file"_a = v.file.string(), "available"_a = v.available, "quantization"_a = v.quantization,
                             "made_for"_a = v.made_for));
  for (const DataSet& d : workload.data)
    data.append(py::dict("name"_a = d.name, "inputs"_a = d.inputs.string(), "labels"_a = d.labels.string(), "label"_a = d.label,
                         "synthetic"_a = d.synthetic, "available"_a = d.available));
  return py::dict("name"_a = workload.name, "task"_a = workload.task, "classes"_a = workload.classes, "variants"_a = variants, "data"_a = data);
}

/// The workload of this name and the variant that the name asks for ("": any); None for what is no workload's name.
py::object workload(const std::string& name) {
  if (!names_workload(name)) return py::none();
  const NamedWorkload named = unwrap(find_workload(name));
  return py::make_tuple(described(named.workload), named.variant);
}

}  // namespace

void bind_networks(py::module_& module) {
  module.def("workload_names", &workload_names);
  module.def("workload", &workload, py::arg("name"));
  py::class_<ModelNetwork>(module, "ModelNetwork")
      .def(py::init<const std::string&>(), py::arg("file"))
      .def_property_readonly("name", &ModelNetwork::name)
      .def_property_readonly("hash", &ModelNetwork::hash)
      .def_property_readonly("macs", &ModelNetwork::macs)
      .def_property_readonly("weight_bytes", &ModelNetwork::weight_bytes)
      .def_property_readonly("notes", &ModelNetwork::notes)
      .def("inputs", &ModelNetwork::inputs)
      .def("output", &ModelNetwork::output)
      .def("layers", &ModelNetwork::layers)
      .def("weights", &ModelNetwork::weights, py::arg("layer"));
}

}  // namespace quartet::python
