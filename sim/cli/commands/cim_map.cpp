// quartet cim-map: where the layers of a network lie in the arrays of an analog machine.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <ostream>

#include "accel/cim/cim_target.hpp"
#include "accel/cim/timing/cycle_model.hpp"
#include "accel/platform.hpp"
#include "frontends/model/import.hpp"
#include "sim/base/files.hpp"
#include "sim/cli/commands.hpp"
#include "sim/report/svg_canvas.hpp"
#include "sim/report/text_table.hpp"
#include "sim/report/units.hpp"
#include "sim/run/settings.hpp"
#include "workloads/zoo/workload.hpp"

namespace quartet::cli {

namespace {

void declare(OptionTable& options) {
  options.positional("WORKLOAD or MODEL", 1, 1);
  options.value("on", "PLATFORM", "an analog machine (default aon-cim)");
  options.value("variant", "NAME", "network of the workload (default: the first that the platform runs)");
  options.repeated("set", "KEY=VALUE", "a parameter of the machine; may be repeated");
  options.value("svg", "FILE", "draw the arrays with the layers in them");
}

struct Mapped {
  Network network;
  cim::NetworkMap map;
};

Result<Mapped> map_file(const ITarget& target, const std::filesystem::path& file) {
  auto network = import_model(file);
  if (!network) return pass(std::move(network.error()));
  auto map = cim::map_on_target(target, *network);
  if (!map) return pass(std::move(map.error()));
  return Mapped{std::move(*network), std::move(*map)};
}

Result<Mapped> map_subject(const ITarget& target, const std::string& subject, const std::string& variant) {
  if (subject.find('/') != std::string::npos || std::filesystem::path(subject).has_extension()) return map_file(target, subject);
  const auto named = find_workload(subject);
  if (!named) return pass(named.error());
  const std::string& wanted = variant.empty() ? named->variant : variant;
  std::optional<Error> first;
  for (const Variant& v : named->workload.variants) {
    if (!wanted.empty() && v.name != wanted) continue;
    if (const auto here = require(v); !here) {
      if (!first) first = here.error();
      continue;
    }
    auto mapped = map_file(target, v.file);
    if (mapped) return mapped;
    if (!first) first = std::move(mapped.error());
  }
  if (first) return pass(std::move(*first));
  return fail(ErrorCode::usage, "--variant", "workload '" + subject + "' has no variant '" + variant + "'");
}

Result<std::unique_ptr<ITarget>> configured_target(const Arguments& arguments) {
  auto target = load_platform(arguments.text_or("on", "aon-cim"));
  if (!target) return target;
  DutyParams duty;
  ParameterSet duty_set;
  duty.declare(duty_set);
  if (auto ok = apply_settings(arguments.all("set"), target->get(), duty_set); !ok)
    return pass(std::move(ok.error()));
  return target;
}

std::string text(const Mapped& m) {
  using Align = TextTable::Align;
  constexpr std::size_t kLongText = 40;
  TextTable table({{"layer", Align::left, kLongText},
                   {"array", Align::right},
                   {"rows", Align::right},
                   {"columns", Align::right},
                   {"at row", Align::right},
                   {"column", Align::right},
                   {"cells", Align::right},
                   {"used", Align::right},
                   {"turns", Align::right},
                   {"MVMs", Align::right}});
  for (const cim::MappedLayer& layer : m.map.mapping.layers) {
    const std::string name = m.network.layers[layer.analog.layer].name;
    for (const cim::Block& b : layer.blocks) {
      table.row({&b == &layer.blocks.front() ? name : "", std::to_string(b.array), std::to_string(b.rows),
                 std::to_string(b.columns), std::to_string(b.row), std::to_string(b.column),
                 grouped(b.cells()),
                 percent(static_cast<double>(cim::useful_cells(b)) / static_cast<double>(b.cells())),
                 std::to_string(cim::mux_phases(b, m.map.params.array)), grouped(layer.analog.positions())});
    }
  }
  const cim::ArrayParams& array = m.map.params.array;
  const double all = static_cast<double>(array.arrays * array.cells());
  std::int64_t mvms = 0;
  for (const cim::MappedLayer& layer : m.map.mapping.layers) mvms += layer.mvms();
  return table.text() + fmt::format(
                            "\n{} array(s) of {} x {} cells: {} in blocks ({}), {} hold a weight ({}); {} "
                            "MVMs an inference\n",
                            array.arrays, array.rows, array.columns, grouped(m.map.mapping.cells()),
                            percent(static_cast<double>(m.map.mapping.cells()) / all),
                            grouped(m.map.mapping.useful_cells()),
                            percent(static_cast<double>(m.map.mapping.useful_cells()) / all), grouped(mvms));
}

/// Every array in use, rows downwards, columns to the right; a layer has one colour.
std::string svg(const Mapped& m) {
  constexpr double kWidth = 512.0, kMargin = 40.0, kLegend = 260.0, kLine = 18.0;
  const cim::ArrayParams& array = m.map.params.array;
  const double scale = kWidth / array.columns;
  const double height = std::clamp(array.rows * scale, 64.0, 4096.0), y_scale = height / array.rows;
  const auto layers = static_cast<double>(m.map.mapping.layers.size());
  const double total = std::max(m.map.mapping.arrays * (height + kMargin), layers * kLine) + kMargin;
  SvgCanvas canvas(kWidth + 2 * kMargin + kLegend, total, m.network.name + ": map of the analog arrays");
  for (int a = 0; a < m.map.mapping.arrays; ++a) {
    const double top = kMargin + a * (height + kMargin);
    canvas.text({kMargin, top - 8},
                fmt::format("array {}: {} rows x {} columns", a, array.rows, array.columns));
    canvas.rect({kMargin, top}, kWidth, height, "#888888", "not in use", 0.15);
  }
  for (std::size_t i = 0; i < m.map.mapping.layers.size(); ++i) {
    const cim::MappedLayer& layer = m.map.mapping.layers[i];
    const std::string& name = m.network.layers[layer.analog.layer].name;
    for (const cim::Block& b : layer.blocks) {
      const double top = kMargin + b.array * (height + kMargin) + b.row * y_scale;
      canvas.rect(
          {kMargin + b.column * scale, top}, b.columns * scale, b.rows * y_scale, series_colour(i),
          fmt::format("{}: {} x {} cells, {} used", name, b.rows, b.columns,
                      percent(static_cast<double>(cim::useful_cells(b)) / static_cast<double>(b.cells()))),
          0.85);
    }
    const double y = kMargin + static_cast<double>(i) * kLine;
    canvas.rect({2 * kMargin + kWidth, y}, 12, 12, series_colour(i));
    canvas.text({2 * kMargin + kWidth + 18, y + 10},
                fmt::format("{} ({} cells)", name, grouped(layer.cells())));
  }
  return canvas.finish();
}

Result<int> cim_map(const Arguments& arguments, Session& session) {
  const auto target = configured_target(arguments);
  if (!target) return pass(target.error());
  const auto mapped = map_subject(**target, arguments.positional[0], arguments.text_or("variant", ""));
  if (!mapped) return pass(mapped.error());
  if (const auto file = arguments.text("svg")) {
    if (auto ok = write_text(*file, svg(*mapped)); !ok) return pass(std::move(ok.error()));
  }
  if (!session.quiet) session.out << text(*mapped);
  return 0;
}

}  // namespace

Command cim_map_command() {
  return {
      "cim-map",
      "where the layers of a network lie in the analog arrays",
      "WORKLOAD|MODEL [--on aon-cim] [options]",
      {"cim-map kws", "cim-map kws --svg map.svg", "cim-map model.tflite --set cim.depthwise_channels=16"},
      declare,
      cim_map};
}

}  // namespace quartet::cli
