// quartet import: what a model file holds, layer by layer.
#include <fmt/format.h>

#include <ostream>

#include "frontends/model/import.hpp"
#include "sim/cli/commands.hpp"
#include "sim/report/text_table.hpp"
#include "sim/report/units.hpp"
#include "sim/run/activation_peak.hpp"
#include "workloads/graph/layer_table.hpp"

namespace quartet::cli {

namespace {

constexpr std::size_t kLongText = 34;

void declare(OptionTable& options) {
  options.positional("MODEL", 1, 1);
}

std::string layers_text(const Network& network) {
  using Align = TextTable::Align;
  TextTable table({{"layer", Align::left, kLongText},
                   {"op"},
                   {"input"},
                   {"output"},
                   {"window", Align::left, kLongText},
                   {"MACs", Align::right},
                   {"weights", Align::right},
                   {"bits", Align::right},
                   {"type"},
                   {"requantization", Align::left, kLongText}});
  for (const LayerRow& row : layer_table(network)) {
    table.row({row.name, row.op, to_string(row.input), to_string(row.output), row.window, grouped(row.macs),
               row.weights > 0 ? grouped(row.weights) : "",
               row.weight_bits > 0 ? std::to_string(row.weight_bits) : "", row.activation_type,
               row.requantization});
  }
  return table.text();
}

std::string tensor_line(const char* role, const Tensor& tensor) {
  std::string out =
      fmt::format("{} '{}' {} {}", role, tensor.name, to_string(tensor.shape), tensor.type.name());
  if (!tensor.quantization.scales.empty())
    out += fmt::format(", scale {}, zero point {}", shortest(tensor.quantization.scale()),
                       tensor.quantization.zero_point());
  return out + "\n";
}

Result<int> import_one(const Arguments& arguments, Session& session) {
  const auto network = import_model(arguments.positional[0]);
  if (!network) return pass(network.error());
  if (session.quiet) return 0;
  session.out << layers_text(*network) << '\n';
  for (const TensorId id : network->inputs) session.out << tensor_line("input", network->tensor(id));
  session.out << tensor_line("output", network->tensor(network->logits()));
  session.out << fmt::format("total: {} layers, {} MACs, weights {}, activations {} at most, network {}\n",
                             network->layers.size(), grouped(network->macs()),
                             bytes_text(network->weight_bytes()), bytes_text(activation_peak_bytes(*network)),
                             network_hash(*network).substr(0, 8));
  for (const std::string& note : network->notes)
    session.out << session.paint.yellow("note: ") << note << '\n';
  return 0;
}

}  // namespace

Command import_command() {
  return {"import", "the layer table of a model file",
          "MODEL",  {"import model.tflite", "import model.onnx"},
          declare,  import_one};
}

}  // namespace quartet::cli
