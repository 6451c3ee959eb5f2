// quartet list: what there is to run, to run on, and to run with.
#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "accel/platform.hpp"
#include "frontends/model/import.hpp"
#include "sim/base/files.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/operator_text.hpp"
#include "sim/cli/parameter_text.hpp"
#include "sim/cli/rtl_text.hpp"
#include "sim/explore/network_template/network_template.hpp"
#include "sim/report/text_table.hpp"
#include "sim/report/units.hpp"
#include "workloads/graph/operator.hpp"
#include "workloads/passes/pass.hpp"
#include "workloads/zoo/workload.hpp"

namespace quartet::cli {

namespace {

using Align = TextTable::Align;

void declare(OptionTable& options) {
  options.positional("THING", 0, 1);
}

Result<std::string> platforms() {
  TextTable table({{"platform"}, {"kind"}, {"about"}});
  for (const PlatformInfo& p : list_platforms()) table.row({p.name, p.kind, p.title});
  table.row({"reference", "", "the golden interpreter: values only"});
  return table.text();
}

// Every platform file is a preset: a published device with what is known of it.
Result<std::string> presets() {
  TextTable table({{"preset"}, {"how far to trust it", Align::left, 90}});
  for (const PlatformInfo& p : list_platforms()) {
    const auto target = load_platform(p.name);
    if (!target) return pass(target.error());
    std::string name = p.name;
    for (const std::string& line : (*target)->trust()) {
      table.row({name, line});
      name.clear();
    }
    if (!name.empty()) table.row({name, "nothing is recorded"});
  }
  return table.text();
}

Result<std::string> kinds() {
  TextTable table({{"kind"}, {"about", Align::left, 90}});
  for (const TargetKind& kind : target_kinds()) table.row({kind.name, kind.sentence});
  return table.text();
}

// `row` is called with every workload that ships.
template <class Row>
Result<void> each_workload(Row row) {
  for (const std::string& name : workload_names()) {
    const auto workload = load_workload(name);
    if (!workload) return pass(workload.error());
    row(*workload);
  }
  return {};
}

Result<std::string> workloads() {
  TextTable table(
      {{"workload"}, {"networks", Align::right}, {"here", Align::right}, {"classes", Align::right}, {"task", Align::left, 80}});
  bool missing = false;
  const auto done = each_workload([&](const Workload& w) {
    const auto here = std::count_if(w.variants.begin(), w.variants.end(), [](const Variant& v) { return v.available; });
    missing = missing || here != static_cast<std::ptrdiff_t>(w.variants.size());
    table.row({w.name, std::to_string(w.variants.size()), std::to_string(here), std::to_string(w.classes.size()), w.task});
  });
  if (!done) return pass(done.error());
  return table.text() + (missing ? "\nNetworks that are not here come through the data root: scripts/get_data.sh brings them.\n" : "");
}

Result<std::string> networks() {
  TextTable table({{"workload"},
                   {"network"},
                   {"quantization", Align::left, 40},
                   {"input"},
                   {"MACs", Align::right},
                   {"weights", Align::right}});
  const auto done = each_workload([&](const Workload& w) {
    for (const Variant& v : w.variants) {
      const auto n = import_model(v.file);
      table.row({w.name, v.name, v.quantization, n ? to_string(n->tensor(n->inputs[0]).shape) : v.available ? "unreadable" : "not here: data root",
                 n ? grouped(n->macs()) : "", n ? bytes_text(n->weight_bytes()) : ""});
    }
  });
  if (!done) return pass(done.error());
  return table.text();
}

Result<std::string> data() {
  TextTable table({{"workload"}, {"data"}, {"here"}, {"kind"}, {"about", Align::left, 80}});
  const auto done = each_workload([&](const Workload& w) {
    for (const DataSet& d : w.data)
      table.row(
          {w.name, d.name, d.available ? "yes" : "no", d.synthetic ? "synthetic" : "recorded", d.label});
  });
  if (!done) return pass(done.error());
  return table.text();
}

Result<std::string> operators() {
  TextTable table({{"operator"}, {"requantization"}});
  for (const std::string& name : operator_names()) table.row({name, operator_rules(name)});
  return table.text();
}

Result<std::string> pass_list() {
  TextTable table({{"pass"}, {"option"}, {"about", Align::left, 80}, {"keeps"}});
  for (const Pass& one : passes()) {
    table.row({std::string(one.name), "", std::string(one.sentence), std::string(to_string(one.keeps))});
    const auto run = one.make();
    for (const Parameter& option : run->options().all())
      table.row({"", fmt::format("{}={}", option.name, value_text(option.get())), option.sentence, ""});
  }
  return table.text();
}

Result<std::string> templates() {
  TextTable table({{"template"}, {"knobs", Align::right}, {"about", Align::left, 80}});
  for (const NetworkTemplateKind& kind : network_templates())
    table.row({kind.name, std::to_string(kind.create()->parameters().all().size()), kind.sentence});
  return table.text();
}

Result<std::string> tech() {
  TextTable table({{"cost table"}, {"rows", Align::right}, {"validity", Align::left, 90}});
  std::vector<std::filesystem::path> files;
  std::error_code ec;
  for (const auto& file : std::filesystem::directory_iterator(resource_root() / "sim" / "tech", ec)) {
    if (file.path().extension() == ".toml") files.push_back(file.path());
  }
  std::sort(files.begin(), files.end());
  for (const auto& file : files) {
    const auto costs = CostTable::load(file);
    if (!costs) return pass(costs.error());
    table.row({costs->name(), std::to_string(costs->rows().size()), costs->validity()});
  }
  return table.text();
}

struct Listing {
  std::string name;
  std::string sentence;
  Result<std::string> (*text)();
};

const std::vector<Listing>& listings() {
  static const std::vector<Listing> all{
      {"platforms", "machines to run on", platforms},
      {"presets", "the platforms with what their figures were checked against", presets},
      {"kinds", "kinds of machines that a platform file can configure", kinds},
      {"workloads", "tasks that ship", workloads},
      {"networks", "the networks of the workloads", networks},
      {"data", "the data sets of the workloads", data},
      {"operators", "operators of the network graph", operators},
      {"templates", "families of networks that a search draws from", templates},
      {"tech", "cost tables", tech},
      {"passes", "rewritings of a network, for 'quartet transform'", pass_list},
      {"rtl", "blocks in RTL that can take the place of a model", rtl_list}};
  return all;
}

Result<int> list(const Arguments& arguments, Session& session) {
  std::string text;
  if (arguments.positional.empty()) {
    TextTable table({{""}, {""}});
    for (const Listing& listing : listings()) table.row({"quartet list " + listing.name, listing.sentence});
    text = table.text();
  } else {
    const std::string& thing = arguments.positional[0];
    const auto found =
        std::find_if(listings().begin(), listings().end(), [&](const Listing& l) { return l.name == thing; });
    if (found == listings().end()) {
      std::vector<std::string> names;
      for (const Listing& listing : listings()) names.push_back(listing.name);
      const std::string near = nearest(thing, names);
      return fail(
          ErrorCode::usage, "THING", "there is no list of '" + thing + "'",
          near.empty() ? fmt::format("lists: {}", fmt::join(names, ", ")) : "did you mean '" + near + "'?");
    }
    auto made = found->text();
    if (!made) return pass(made.error());
    text = std::move(*made);
  }
  if (!session.quiet) session.out << text;
  return 0;
}

}  // namespace

Command list_command() {
  return {"list",    "platforms, workloads, networks, data, operators, …",
          "[THING]", {"list", "list platforms", "list operators"},
          declare,   list};
}

}  // namespace quartet::cli
