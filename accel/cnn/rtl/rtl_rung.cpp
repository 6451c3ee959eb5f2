#include "accel/cnn/rtl/rtl_rung.hpp"

#include <fmt/format.h>

namespace quartet::cnn {

namespace {

std::optional<std::int64_t> offset_of(const RtlOptions& options, const std::string& unit) {
  for (const RtlOptions::Offset& offset : options.offsets) {
    if (offset.unit == unit) return offset.cycles;
  }
  return 0;
}

Result<std::size_t> layer_named(const Program& program, const std::string& name) {
  std::vector<std::string> names;
  std::string list;
  for (std::size_t i = 0; i < program.layers.size(); ++i) {
    if (program.layers[i].name == name) return i;
    names.push_back(program.layers[i].name);
    list += (list.empty() ? "" : ", ") + program.layers[i].name;
  }
  const std::string near = nearest(name, names);
  return fail(ErrorCode::usage, "--rtl", "the array runs no layer '" + name + "'", near.empty() ? "layers: " + list : "did you mean '" + near + "'?");
}

Result<void> place_given(const RtlOptions& options, const Network& network, const Program& program, ConvStandIn& stand_in) {
  for (const RtlOptions::Block& block : options.blocks) {
    const auto layer = layer_named(program, block.unit);
    if (!layer) return pass(layer.error());
    auto plugin = rtl::find_plugin(block.plugin);
    if (!plugin) return pass(plugin.error());
    if (auto ok = stand_in.place(network, program, *layer, std::move(*plugin), offset_of(options, block.unit)); !ok) return ok;
  }
  return {};
}

Result<void> place_found(const RtlOptions& options, const Network& network, const Program& program, ConvStandIn& stand_in) {
  std::vector<std::string> why;
  for (const auto& file : rtl::plugin_files()) {
    const auto plugin = rtl::Plugin::load(file);
    if (!plugin || (*plugin)->declaration().attribute("cnn.kind").empty()) continue;
    const auto limits = conv_limits(**plugin);
    if (!limits) return pass(limits.error());
    for (std::size_t i = 0; i < program.layers.size(); ++i) {
      const HwLayer& layer = program.layers[i];
      if (stand_in.stands_for(i)) continue;
      const std::string unfit = ConvStandIn::unfit(network, layer, *limits);
      if (!unfit.empty()) {
        why.push_back(fmt::format("{} in {}: {}", layer.name, (*plugin)->name(), unfit));
      } else if (auto ok = stand_in.place(network, program, i, *plugin, offset_of(options, layer.name)); !ok) {
        return ok;
      }
    }
  }
  if (!stand_in.empty()) return {};
  std::string text = "no plug-in fits any layer of the array";
  for (const std::string& line : why) text += "\n  " + line;
  return fail(ErrorCode::usage, "--fidelity rtl", text,
              why.empty() ? "build one with the attribute cnn.kind=conv3x3 and put its folder into $QUARTET_RTL_PATH" : "");
}

std::string wave_file(const RtlOptions& options, const Network& network) {
  if (!options.wave.empty()) return options.wave;
  std::string name = "rtl_" + network.name + ".fst";
  for (char& c : name) {
    if (c == '/' || c == '\\' || c == ' ') c = '_';
  }
  return name;
}

}  // namespace

Result<ConvStandIn> place_blocks(const RtlOptions& options, const Network& network, const Program& program) {
  ConvStandInOptions run;
  run.wave = wave_file(options, network);
  ConvStandIn stand_in(run);
  if (auto ok = options.blocks.empty() ? place_found(options, network, program, stand_in) : place_given(options, network, program, stand_in); !ok)
    return pass(ok.error());
  return stand_in;
}

}  // namespace quartet::cnn
