#include "sim/cli/rtl_text.hpp"

#include <fmt/format.h>

#include <map>

#include "accel/rtl/plugin/plugin.hpp"
#include "accel/rtl/plugin/reset_check.hpp"
#include "accel/rtl/plugin/rtl_model.hpp"
#include "sim/report/text_table.hpp"

namespace quartet::cli {

namespace {

using Align = TextTable::Align;

std::string joined(const std::map<std::string, std::string>& pairs) {
  std::string out;
  for (const auto& [key, value] : pairs) out += (out.empty() ? "" : ", ") + key + "=" + value;
  return out;
}

std::string joined(const std::vector<std::string>& words) { return fmt::format("{}", fmt::join(words, ", ")); }

std::string interfaces_line(const rtl::Declaration& declaration) {
  std::vector<std::string> words;
  for (const rtl::Interface& i : declaration.interfaces)
    words.push_back(i.name + " (" + i.style + " " + i.kind + (i.direction.empty() ? "" : " " + i.direction) + ")");
  return joined(words);
}

std::string reset_line(const rtl::Declaration& declaration) {
  if (!declaration.reset) return "none";
  const rtl::Reset& r = *declaration.reset;
  return fmt::format("{}, active {}, {} cycles", r.port, r.active == rtl::Level::low ? "low" : "high", r.cycles);
}

std::string options_of(const rtl::Interface& i) {
  std::vector<std::string> words;
  if (i.lane_bits != 0) words.push_back(fmt::format("lanes of {} bit", i.lane_bits));
  if (i.is_signed) words.push_back("signed");
  if (i.high_first) words.push_back("highest lane first");
  if (i.never_stall) words.push_back("never stalls");
  return joined(words);
}

// What each port is for, by the declaration; an input that nothing drives stays 0.
std::map<std::string, std::string> uses(const rtl::Declaration& declaration) {
  std::map<std::string, std::string> out;
  out[declaration.clock] = "clock";
  for (const auto& [port, mode] : declaration.other_clocks) {
    const bool toggles = mode == rtl::ClockMode::same;
    out[port] = toggles ? "clock, as " + declaration.clock : std::string("clock, held ") + (mode == rtl::ClockMode::low ? "low" : "high");
  }
  if (declaration.reset) out[declaration.reset->port] = "reset";
  for (const auto& [port, value] : declaration.ties) out[port] = fmt::format("held at {}", value);
  for (const auto& [name, port] : declaration.signals) out[port] = "signal " + name;
  for (const rtl::Interface& i : declaration.interfaces) {
    for (const auto& [role, port] : i.ports) out[port] = i.name + ", " + role;
  }
  return out;
}

std::string port_table(const rtl::RtlModel& model) {
  TextTable table({{"port"}, {"", Align::left}, {"bits", Align::right}, {"use"}});
  const std::map<std::string, std::string> known = uses(model.declaration());
  for (const rtl::RtlPort& port : model.ports()) {
    const bool input = port.direction() == rtl::Direction::in;
    const auto use = known.find(port.name());
    table.row({port.name(), input ? "input" : "output", std::to_string(port.bits()),
               use != known.end() ? use->second : input ? "none: stays 0" : "none"});
  }
  return table.text("  ");
}

}  // namespace

Result<std::string> rtl_list() {
  TextTable table({{"plug-in"}, {"module"}, {"parameters", Align::left, 40}, {"interfaces", Align::left, 60}});
  for (const std::filesystem::path& file : rtl::plugin_files()) {
    const auto plugin = rtl::Plugin::load(file);
    if (!plugin) {
      table.row({file.stem().string(), "", "", "cannot be used: " + plugin.error().problems.front().cause});
      continue;
    }
    const rtl::Declaration& declaration = (*plugin)->declaration();
    table.row({file.stem().string(), (*plugin)->top(), joined(declaration.parameters), interfaces_line(declaration)});
  }
  if (!table.empty()) return table.text();
  std::vector<std::string> folders;
  for (const std::filesystem::path& folder : rtl::plugin_folders()) folders.push_back(folder.string());
  return "no RTL plug-in in " + joined(folders) + "\nquartet_add_rtl makes one (docs/rtl.md); QUARTET_RTL_PATH names its folder\n";
}

Result<std::string> rtl_text(const std::string& name_or_path, const Paint& paint) {
  const auto plugin = rtl::find_plugin(name_or_path);
  if (!plugin) return pass(plugin.error());
  const auto model = rtl::RtlModel::create(*plugin);
  if (!model) return pass(model.error());
  const rtl::Declaration& d = (*plugin)->declaration();
  std::string out = paint.bold("RTL plug-in " + (*plugin)->name()) + "\n";
  TextTable facts({{""}, {"", Align::left, 90}});
  facts.row({"module", (*plugin)->top() + " (" + joined(d.sources) + ")"});
  facts.row({"file", (*plugin)->file().string()});
  facts.row({"made by", d.tool + ", content " + (*plugin)->hash()});
  facts.row({"parameters", d.parameters.empty() ? "as the module has them" : joined(d.parameters)});
  if (!d.attributes.empty()) facts.row({"attributes", joined(d.attributes)});
  facts.row({"clock", d.clock});
  facts.row({"reset", reset_line(d)});
  if (d.watchdog_cycles) facts.row({"watchdog", fmt::format("{} cycles without progress", *d.watchdog_cycles)});
  facts.row({"waves", (*plugin)->has_waves() ? "FST" : "none"});
  const Result<void> reset = rtl::check_reset(*plugin);
  facts.row({"after reset", reset ? "every handshake is defined" : reset.error().problems.front().cause});
  TextTable interfaces({{"interface"}, {"protocol"}, {""}, {"", Align::left, 60}});
  for (const rtl::Interface& i : d.interfaces) interfaces.row({i.name, i.style + " " + i.kind, i.direction, options_of(i)});
  out += facts.text("  ");
  if (!interfaces.empty()) out += "\n" + interfaces.text("  ");
  return out + "\n" + port_table(**model);
}

}  // namespace quartet::cli
