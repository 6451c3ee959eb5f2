#include "accel/dataflow/rtl/placement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "accel/dataflow/rtl/rtl_block.hpp"
#include "accel/dataflow/stream/unit_kinds.hpp"

namespace quartet::dataflow::lockstep {

namespace {

using quartet::rtl::Interface;
using quartet::rtl::Plugin;

constexpr const char* kKind = "dataflow.kind";
constexpr const char* kStyle = "dataflow.style";
constexpr const char* kLoad = "dataflow.load";
/// Beyond the cycles of a sample, what a block may be silent for unless it declares its own number.
constexpr std::uint64_t kPatience = 1000;

std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

bool names(const std::string& list, const std::string& word) { return ("," + list + ",").find("," + word + ",") != std::string::npos; }

std::string stream_list(const Plugin& plugin) {
  std::string out;
  for (const Interface* s : plugin.declaration().all("stream")) out += fmt::format("{}{} {}", out.empty() ? "" : ", ", s->direction, s->name);
  return out.empty() ? "none" : out;
}

/// Assigns the streams of one block to one unit.
class Fitting {
 public:
  Fitting(const UnitSpec& unit, const Plugin& plugin) : unit_(unit), plugin_(plugin) { error_.code = ErrorCode::bad_input; }

  Result<Placement> run() {
    auto ports = ports_of(unit_);
    if (!ports) return pass(ports.error());
    out_.unit = unit_.name;
    out_.ports = std::move(*ports);
    const std::string kind = plugin_.declaration().attribute(kKind);
    if (!kind.empty() && kind != unit_.kind) fail(fmt::format("it is a '{}', the unit a '{}'", kind, unit_.kind));
    for (const Port& port : out_.ports) out_.streams.push_back(stream_of(port));
    for (const Interface* s : plugin_.declaration().all("stream")) {
      if (std::find(out_.streams.begin(), out_.streams.end(), s) == out_.streams.end()) feed(*s);
    }
    const auto cycles = analytic_cycles(unit_);
    out_.watchdog = plugin_.declaration().watchdog_cycles.value_or(cycles.value_or(0) + kPatience);
    if (!error_.problems.empty()) return pass(error_);
    return std::move(out_);
  }

 private:
  void fail(std::string cause, std::string remedy = "") {
    error_.problems.push_back({fmt::format("{} (block '{}')", unit_.name, plugin_.name()), std::move(cause), std::move(remedy)});
  }

  const Interface* stream_of(const Port& port) {
    const std::string direction = port.is_input ? "in" : "out";
    std::vector<const Interface*> all = plugin_.declaration().all("stream", direction);
    std::erase_if(all, [&](const Interface* s) { return s->name != port.name && find_coefficients(unit_.kind, s->name) != nullptr; });
    for (const Interface* s : all) {
      if (s->name == port.name) return s;
    }
    const auto same = std::count_if(out_.ports.begin(), out_.ports.end(), [&](const Port& p) { return p.is_input == port.is_input; });
    if (same == 1 && all.size() == 1) return all.front();
    std::vector<std::string> known;
    for (const Interface* s : all) known.push_back(s->name);
    const std::string near = nearest(port.name, known);
    fail(fmt::format("has no stream '{}' {} the block; its streams: {}", port.name, port.is_input ? "into" : "out of", stream_list(plugin_)),
         near.empty() ? fmt::format("declare STREAM_{} {}=PREFIX", port.is_input ? "IN" : "OUT", port.name) : fmt::format("did you mean '{}'?", near));
    return nullptr;
  }

  void feed(const Interface& stream) {
    const CoefficientKind* kind = stream.direction == "in" ? find_coefficients(unit_.kind, stream.name) : nullptr;
    if (kind == nullptr) return fail(fmt::format("nothing of a '{}' goes to its stream '{}'; its streams: {}", unit_.kind, stream.name, stream_list(plugin_)));
    auto made = kind->beats(unit_);
    if (!made) {
      error_.problems.insert(error_.problems.end(), made.error().problems.begin(), made.error().problems.end());
      return;
    }
    CoefficientFeed out;
    out.stream = &stream;
    out.layout = {made->lanes, stream.lane_bits != 0 ? stream.lane_bits : made->lane_bits, true, stream.high_first};
    out.load = names(plugin_.declaration().attribute(kLoad), stream.name);
    const quartet::rtl::BeatCodec codec(out.layout);
    for (const Lanes& beat : made->beats) {
      const auto wide = std::find_if(beat.begin(), beat.end(), [&](std::int32_t v) { return !codec.holds(v); });
      if (wide != beat.end()) return fail(fmt::format("{} of {} do not fit its lanes of {} bit", stream.name, *wide, out.layout.lane_bits));
      codec.pack(beat, out.beats.emplace_back());
    }
    out_.feeds.push_back(std::move(out));
  }

  const UnitSpec& unit_;
  const Plugin& plugin_;
  Placement out_;
  Error error_;
};

class Search {
 public:
  Search(const StreamGraph& graph, const RtlOptions& options) : graph_(graph), options_(options) { error_.code = ErrorCode::bad_input; }

  Result<std::vector<Placement>> run() {
    for (const RtlOptions::Block& b : options_.blocks) chosen(b);
    if (options_.blocks.empty()) search();
    if (error_.problems.empty()) set_offsets();
    if (!error_.problems.empty()) return pass(error_);
    return std::move(out_);
  }

 private:
  void add(const Error& error) { error_.problems.insert(error_.problems.end(), error.problems.begin(), error.problems.end()); }

  void unknown_unit(const std::string& option, const std::string& name) {
    std::vector<std::string> known;
    std::string list;
    for (const UnitSpec& u : graph_.units) {
      known.push_back(u.name);
      list += (list.empty() ? "" : ", ") + u.name;
    }
    const std::string near = nearest(name, known);
    error_.code = ErrorCode::usage;
    error_.problems.push_back({option, fmt::format("no unit is called '{}'; units: {}", name, list), near.empty() ? "" : fmt::format("did you mean '{}'?", near)});
  }

  Result<Placement> fit(std::size_t index, std::shared_ptr<const Plugin> plugin) {
    auto placed = place_block(graph_.units[index], std::move(plugin));
    if (placed) placed->index = index;
    return placed;
  }

  void chosen(const RtlOptions::Block& block) {
    const auto unit = std::find_if(graph_.units.begin(), graph_.units.end(), [&](const UnitSpec& u) { return u.name == block.unit; });
    if (unit == graph_.units.end()) return unknown_unit("--rtl", block.unit);
    if (std::any_of(out_.begin(), out_.end(), [&](const Placement& p) { return p.unit == block.unit; })) {
      error_.problems.push_back({"--rtl", fmt::format("two blocks for unit '{}'", block.unit), ""});
      return;
    }
    auto plugin = quartet::rtl::find_plugin(block.plugin);
    if (!plugin) return add(plugin.error());
    auto placed = fit(static_cast<std::size_t>(unit - graph_.units.begin()), *plugin);
    if (!placed) return add(placed.error());
    out_.push_back(std::move(*placed));
  }

  void search() {
    Error reasons;
    for (const auto& file : quartet::rtl::plugin_files()) {
      const auto plugin = Plugin::load(file);
      if (!plugin) {
        reasons.problems.insert(reasons.problems.end(), plugin.error().problems.begin(), plugin.error().problems.end());
      } else if (!(*plugin)->declaration().attribute(kKind).empty()) {
        offer(*plugin, reasons);
      }
    }
    if (!out_.empty()) return;
    error_.problems.push_back({"--fidelity rtl", "no plug-in is found that fits a unit of this pipeline",
                               "name one: --rtl UNIT=PLUGIN; docs/rtl.md says how a block becomes a plug-in"});
    add(reasons);
  }

  /// Takes the first unit that the plug-in fits and that has no block yet.
  void offer(const std::shared_ptr<const Plugin>& plugin, Error& reasons) {
    Placement* taken = nullptr;
    Error why;
    for (std::size_t i = 0; i < graph_.units.size(); ++i) {
      const UnitSpec& unit = graph_.units[i];
      if (plugin->declaration().attribute(kKind) != unit.kind) continue;
      if (std::any_of(out_.begin(), out_.end(), [&](const Placement& p) { return p.unit == unit.name; })) continue;
      const std::string differs = mismatch(unit, *plugin);
      if (!differs.empty()) {
        why.problems.push_back({fmt::format("{} (block '{}')", unit.name, plugin->name()), differs, ""});
        continue;
      }
      auto placed = fit(i, plugin);
      if (!placed) {
        why.problems.insert(why.problems.end(), placed.error().problems.begin(), placed.error().problems.end());
      } else if (taken != nullptr) {
        taken->also_fits.push_back(unit.name);
      } else {
        taken = &out_.emplace_back(std::move(*placed));
      }
    }
    if (taken == nullptr) reasons.problems.insert(reasons.problems.end(), why.problems.begin(), why.problems.end());
  }

  void set_offsets() {
    for (const RtlOptions::Offset& o : options_.offsets) {
      const auto placed = std::find_if(out_.begin(), out_.end(), [&](const Placement& p) { return p.unit == o.unit; });
      if (placed != out_.end()) {
        placed->offset = o.cycles;
      } else if (std::any_of(graph_.units.begin(), graph_.units.end(), [&](const UnitSpec& u) { return u.name == o.unit; })) {
        error_.problems.push_back({"--rtl-offset", fmt::format("unit '{}' has no block", o.unit), ""});
      } else {
        unknown_unit("--rtl-offset", o.unit);
      }
    }
  }

  const StreamGraph& graph_;
  const RtlOptions& options_;
  std::vector<Placement> out_;
  Error error_;
};

}  // namespace

std::string mismatch(const UnitSpec& unit, const Plugin& plugin) {
  const quartet::rtl::Declaration& d = plugin.declaration();
  if (d.attribute(kKind) != unit.kind) return fmt::format("kind '{}' against '{}'", d.attribute(kKind), unit.kind);
  const std::string style = d.attribute(kStyle);
  const auto kind = std::find_if(unit_kinds().begin(), unit_kinds().end(), [&](const UnitKind& k) { return k.name == unit.kind; });
  if (!style.empty() && kind != unit_kinds().end() && !kind->styles.empty() && style != (unit.style.empty() ? kind->styles.front() : unit.style)) {
    return fmt::format("style '{}' against '{}'", style, unit.style);
  }
  for (const auto& [name, text] : d.parameters) {
    const auto found = unit.params.find(lower_case(name));
    if (found != unit.params.end() && std::to_string(found->second) != text) return fmt::format("{} {} against {}", name, text, found->second);
  }
  return "";
}

Result<Placement> place_block(const UnitSpec& unit, std::shared_ptr<const Plugin> plugin) {
  auto placed = Fitting(unit, *plugin).run();
  if (!placed) return placed;
  placed->plugin = std::move(plugin);
  // Made once here, so that widths are refused before anything runs.
  if (auto made = RtlBlock::create(*placed, 1, 1, std::nullopt); !made) return pass(made.error());
  return placed;
}

Result<std::vector<Placement>> place_blocks(const StreamGraph& graph, const RtlOptions& options) { return Search(graph, options).run(); }

}  // namespace quartet::dataflow::lockstep
