// quartet describe: everything about a platform, a workload, an operator or a parameter.
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <ostream>

#include "accel/platform.hpp"
#include "frontends/model/import.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/operator_text.hpp"
#include "sim/cli/parameter_text.hpp"
#include "sim/cli/rtl_text.hpp"
#include "sim/explore/network_template/network_template.hpp"
#include "sim/report/text_table.hpp"
#include "sim/report/units.hpp"
#include "sim/run/result.hpp"
#include "workloads/graph/operator.hpp"
#include "workloads/zoo/workload.hpp"

namespace quartet::cli {

namespace {

constexpr std::size_t kTextWidth = 96;

void declare(OptionTable& options) {
  options.positional("THING", 1, 2);
}

bool contains(const std::vector<std::string>& list, const std::string& word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

std::vector<std::string> platform_names() {
  std::vector<std::string> out;
  for (const PlatformInfo& p : list_platforms()) out.push_back(p.name);
  return out;
}

Result<std::string> describe_platform(const std::string& name, const Paint& paint) {
  auto target = load_platform(name);
  if (!target) return pass(target.error());
  const CostTable& costs = (*target)->costs();
  std::string out = paint.bold("platform " + (*target)->name()) + "\n";
  for (const PlatformInfo& info : list_platforms()) {
    if (info.name == (*target)->name())
      out += fmt::format("{}\nkind {}, file {}\n", info.title, info.kind, info.file.string());
  }
  out += "\n" + paint.bold("parameters") + "  (change with --set NAME=VALUE)\n" +
         parameters_text((*target)->parameters().all());
  out += "\n" + paint.bold("prices") +
         fmt::format("  (cost table '{}'; change with --set tech.ROW=VALUE)\n", costs.name());
  for (const std::string& line : wrap(costs.validity(), kTextWidth)) out += "  " + line + "\n";
  out += prices_text(costs);
  TextTable idle({{"idle state"},
                  {"power", TextTable::Align::right},
                  {"wake-up", TextTable::Align::right},
                  {"weights"}});
  for (const IdleState& state : (*target)->idle_states()) {
    const std::string power =
        state.power && costs.row(*state.power).value ? si(*costs.row(*state.power).value, "W") : kNotModelled;
    idle.row(
        {state.name, power, si(state.wakeup_s, "s"), state.retains_weights ? "kept" : "lost, loaded again"});
  }
  if (!idle.empty()) out += "\n" + idle.text("  ");
  out += "\n" + paint.bold("how far to trust it") + "\n";
  for (const std::string& statement : (*target)->trust()) {
    std::string lead = "  - ";
    for (const std::string& line : wrap(statement, kTextWidth)) {
      out += lead + line + "\n";
      lead = "    ";
    }
  }
  return out;
}

Result<std::string> describe_workload(const std::string& name, const Paint& paint) {
  const auto workload = load_workload(name);
  if (!workload) return pass(workload.error());
  std::string out = paint.bold("workload " + workload->name) + "\n" + workload->task + "\n";
  out += fmt::format("{} classes: {}\n", workload->classes.size(), fmt::join(workload->classes, ", "));
  TextTable variants({{"network"},
                      {"quantization", TextTable::Align::left, 34},
                      {"MACs", TextTable::Align::right},
                      {"weights", TextTable::Align::right},
                      {"trained on", TextTable::Align::left, 44}});
  for (const Variant& variant : workload->variants) {
    const auto network = import_model(variant.file);
    variants.row({variant.name, variant.quantization, network ? grouped(network->macs()) : variant.available ? "unreadable" : "not here: data root",
                  network ? bytes_text(network->weight_bytes()) : "", variant.trained_on});
  }
  TextTable data({{"data"}, {"here"}, {"kind"}, {"about", TextTable::Align::left, 80}});
  for (const DataSet& set : workload->data)
    data.row({set.name, set.available ? "yes" : "no", set.synthetic ? "synthetic" : "recorded", set.label});
  TextTable measured({{"network"},
                      {"data"},
                      {"measured", TextTable::Align::right},
                      {"samples", TextTable::Align::right},
                      {"note", TextTable::Align::left, 60}});
  for (const Measured& m : workload->measured) {
    measured.row({m.variant, m.data, percent(static_cast<double>(m.correct) / static_cast<double>(m.samples)),
                  grouped(m.samples), m.note});
  }
  out += "\n" + variants.text("  ") + "\n" + data.text("  ");
  return measured.empty() ? out : out + "\n" + measured.text("  ");
}

std::string describe_template(const NetworkTemplateKind& kind, const Paint& paint) {
  return paint.bold("network template " + kind.name) + "\n" + kind.sentence + "\n\n" + paint.bold("parameters") +
         "  (axes of a sweep with network_template = \"" + kind.name + "\")\n" + parameters_text(kind.create()->parameters().all());
}

// A parameter or price by its dotted name: what it is, and its value on every platform that has it.
std::string describe_parameter(const std::string& name, const Paint& paint) {
  TextTable values({{"platform"},
                    {"value", TextTable::Align::right},
                    {"unit"},
                    {"confidence"},
                    {"source", TextTable::Align::left, 60}});
  std::string sentence;
  for (const std::string& platform : platform_names()) {
    const auto target = load_platform(platform);
    if (!target) continue;
    if (const Parameter* p = (*target)->parameters().find(name)) {
      sentence = p->sentence + "\ndefault " + value_text(p->default_value) +
                 (range_text(*p).empty() ? "" : ", range " + range_text(*p)) + "\n";
      values.row({platform, value_text(p->get()), p->unit, std::string(to_string(p->confidence)), p->source});
    }
    for (const CostRow& row : (*target)->costs().rows()) {
      if ("tech." + row.name != name) continue;
      sentence = "price of one " + row.per + " in component " + row.component + "\n";
      values.row({platform, row.value ? si(*row.value, row.unit()) : kNotModelled, "",
                  std::string(to_string(row.confidence)), row.source});
    }
  }
  DutyParams duty;
  ParameterSet duty_set;
  duty.declare(duty_set);
  if (const Parameter* p = duty_set.find(name)) {
    return paint.bold("parameter " + name) + "\n" + parameters_text({*p});
  }
  return values.empty() ? "" : paint.bold("parameter " + name) + "\n" + sentence + "\n" + values.text("  ");
}

std::vector<std::string> parameter_names() {
  std::vector<std::string> out;
  for (const std::string& platform : platform_names()) {
    const auto target = load_platform(platform);
    if (!target) continue;
    for (const Parameter& p : (*target)->parameters().all()) out.push_back(p.name);
    for (const CostRow& row : (*target)->costs().rows()) out.push_back("tech." + row.name);
  }
  return out;
}

Result<std::string> describe_thing(const std::string& thing, const Paint& paint) {
  const std::vector<std::string> platforms = platform_names(), workloads = workload_names(),
                                 operators = operator_names();
  if (contains(platforms, thing) || thing.ends_with(".toml")) return describe_platform(thing, paint);
  if (contains(workloads, thing)) return describe_workload(thing, paint);
  if (contains(operators, thing)) return operator_text(thing);
  for (const NetworkTemplateKind& kind : network_templates())
    if (kind.name == thing) return describe_template(kind, paint);
  if (thing == kReference)
    return std::string(
        "reference: the golden interpreter, bit-exact values of every operator; no time, no energy\n");
  if (std::string text = describe_parameter(thing, paint); !text.empty()) return text;
  std::vector<std::string> all = parameter_names();
  for (const auto* list : {&operators, &workloads, &platforms})
    all.insert(all.begin(), list->begin(), list->end());
  const std::string near = nearest(thing, all);
  return fail(ErrorCode::usage, "THING", "'" + thing + "' is not a platform, workload, operator or parameter",
              near.empty() ? "'quartet list' shows what there is" : "did you mean '" + near + "'?");
}

Result<int> describe(const Arguments& arguments, Session& session) {
  const std::vector<std::string>& words = arguments.positional;
  const bool rtl = words[0] == "rtl";
  if (rtl && words.size() == 1) return fail(ErrorCode::usage, "THING", "the plug-in is missing", "'quartet list rtl' shows which there are");
  if (!rtl && words.size() == 2) return fail(ErrorCode::usage, "", "unexpected argument '" + words[1] + "'");
  const auto text = rtl ? rtl_text(words[1], session.paint) : describe_thing(words[0], session.paint);
  if (!text) return pass(text.error());
  if (!session.quiet) session.out << *text;
  return 0;
}

}  // namespace

Command describe_command() {
  return {"describe", "a platform, workload, operator, parameter or RTL plug-in: every value with unit, range and source",
          "THING",    {"describe max78000", "describe kws", "describe conv2d", "describe duty.rate_hz", "describe rtl PLUGIN"},
          declare,    describe};
}

}  // namespace quartet::cli
