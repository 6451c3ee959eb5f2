// quartet transform: a network rewritten by passes, with what that changes.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ostream>

#include "frontends/model/network_json.hpp"
#include "sim/base/files.hpp"
#include "sim/base/philox.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/interrupt.hpp"
#include "sim/cli/progress.hpp"
#include "sim/cli/run_options.hpp"
#include "sim/report/json_writer.hpp"
#include "sim/report/text_table.hpp"
#include "sim/report/units.hpp"
#include "sim/run/activation_peak.hpp"
#include "sim/run/experiment.hpp"
#include "workloads/golden/interpreter.hpp"
#include "workloads/passes/pass.hpp"

namespace quartet::cli {

namespace {

constexpr std::int64_t kRandomSamples = 32;

void declare(OptionTable& options) {
  options.positional("WORKLOAD or MODEL", 1, 1);
  options.repeated("pass", "NAME[:key=value,…]", "a pass with its options; several run in the order given ('quartet list passes')");
  options.value("output,o", "OUT.json", "the network that results: a model file for every command");
  declare_data_options(options);
  options.value("rounding", "double|single", "of requantization by multiplier when outputs are compared (default double)");
  options.value("jobs,j", "N", "threads (default: one a processor core)");
  options.value("json", "FILE|-", "write the comparison as JSON; '-': to standard output, and nothing else there");
}

/// One side of the comparison.
struct Side {
  std::int64_t macs = 0, weight_bytes = 0, table_bytes = 0, activation_bytes = 0;
  std::size_t layers = 0;
  std::string hash;
  std::optional<double> accuracy;
};

/// What the outputs say: on data, or on random inputs where there are none.
struct Difference {
  std::int64_t samples = 0, outputs = 0, decisions = 0;
  bool random = false;
};

struct Comparison {
  Side before, after;
  Difference difference;
  std::string data;
  bool interrupted = false;
};

/// Biases and thresholds as int32, each once.
std::int64_t table_bytes(const Network& network) {
  std::vector<TensorId> seen;
  std::int64_t bytes = 0;
  for (const Layer& layer : network.layers) {
    for (const TensorId id : {layer.bias, layer.requantization.thresholds}) {
      if (id == kNoTensor || std::count(seen.begin(), seen.end(), id) != 0) continue;
      seen.push_back(id);
      bytes += network.tensor(id).elements() * static_cast<std::int64_t>(sizeof(std::int32_t));
    }
  }
  return bytes;
}

Side side_of(const Network& network) {
  return {network.macs(), network.weight_bytes(), table_bytes(network), activation_peak_bytes(network), network.layers.size(),
          network_hash(network), std::nullopt};
}

// Both networks on the same inputs, drawn over the whole range of each input's type.
Result<Difference> compare_on_random(const Network& before, const Network& after, Rounding rounding) {
  auto first = Interpreter::create(before, {.rounding = rounding});
  if (!first) return pass(first.error());
  auto second = Interpreter::create(after, {.rounding = rounding});
  if (!second) return pass(second.error());
  Difference d;
  d.random = true;
  for (; d.samples < kRandomSamples; ++d.samples) {
    std::vector<Values> inputs;
    for (const TensorId id : before.inputs) {
      const Tensor& t = before.tensor(id);
      Values& values = inputs.emplace_back(static_cast<std::size_t>(t.elements()));
      const auto range = static_cast<double>(t.type.max() - t.type.min() + 1);
      for (std::size_t i = 0; i < values.size(); ++i) {
        const double u = uniform01(1, static_cast<std::uint64_t>(d.samples) << 8 | inputs.size(), i);
        values[i] = static_cast<std::int32_t>(static_cast<double>(t.type.min()) + std::floor(u * range));
      }
    }
    if (auto ok = first->run(inputs); !ok) return pass(ok.error());
    if (auto ok = second->run(inputs); !ok) return pass(ok.error());
    const Values a = first->tensor(before.logits()), b = second->tensor(after.logits());
    d.outputs += a != b ? 1 : 0;
    d.decisions += argmax(a) != argmax(b) ? 1 : 0;
  }
  return d;
}

Difference compare_outcomes(const RunOutcome& before, const RunOutcome& after) {
  Difference d;
  d.samples = std::min(before.samples, after.samples);
  if (d.samples == 0) return d;
  const auto width = static_cast<std::ptrdiff_t>(before.outputs.size()) / before.samples;
  for (std::int64_t s = 0; s < d.samples; ++s) {
    const auto row = [&](const Values& all) { return Values(all.begin() + s * width, all.begin() + (s + 1) * width); };
    const Values a = row(before.outputs), b = row(after.outputs);
    d.outputs += a != b ? 1 : 0;
    d.decisions += argmax(a) != argmax(b) ? 1 : 0;
  }
  return d;
}

/// The request of the rewritten file on the samples that the first run used.
RunRequest same_data(const RunRequest& request, const Experiment& first, const std::string& file) {
  RunRequest out = request;
  out.subject = file;
  out.variant.clear();
  out.data.clear();
  if (const DataSet* set = first.data_set()) {
    out.inputs = {set->inputs.string()};
    out.labels = set->labels.string();
  }
  return out;
}

Result<void> measure(const Experiment& first, const RunRequest& request, const std::string& file, const Network& after, int jobs,
                     Session& session, Comparison& c) {
  const Rounding rounding = request.rounding == "single" ? Rounding::single_rounding : Rounding::double_rounding;
  const auto on_random = [&]() -> Result<void> {
    auto d = compare_on_random(first.network(), after, rounding);
    if (!d) return pass(d.error());
    c.difference = *d;
    return {};
  };
  const auto& stop = watch_interrupt();
  Progress progress(session, "inferences");
  RunHooks hooks{[&](std::int64_t done, std::int64_t total) { progress.update(done, 2 * total); }, &stop, jobs};
  const auto before = first.run(hooks);
  if (!before) return pass(before.error());
  if (before->result.accuracy) c.before.accuracy = before->result.accuracy->value, c.data = before->result.accuracy->data;
  const RunRequest next = same_data(request, first, file);
  if (next.inputs.empty()) return on_random();
  const auto second = Experiment::prepare(next);
  if (!second) return pass(second.error());
  hooks.progress = [&](std::int64_t done, std::int64_t total) { progress.update(total + done, 2 * total); };
  const auto outcome = second->run(hooks);
  if (!outcome) return pass(outcome.error());
  if (outcome->result.accuracy) c.after.accuracy = outcome->result.accuracy->value;
  c.difference = compare_outcomes(*before, *outcome);
  c.interrupted = before->interrupted || outcome->interrupted;
  return {};
}

std::string change_text(std::int64_t before, std::int64_t after) {
  if (before == after) return "=";
  if (before == 0) return "new";
  return fmt::format("{:+.1f} %", 100.0 * (static_cast<double>(after) / static_cast<double>(before) - 1.0));
}

std::string table_text(const Comparison& c) {
  using Align = TextTable::Align;
  TextTable table({{""}, {"before", Align::right}, {"after", Align::right}, {"change", Align::right}});
  const auto count = [&](const char* name, std::int64_t a, std::int64_t b) { table.row({name, grouped(a), grouped(b), change_text(a, b)}); };
  count("layers", static_cast<std::int64_t>(c.before.layers), static_cast<std::int64_t>(c.after.layers));
  count("MACs", c.before.macs, c.after.macs);
  count("weights [B]", c.before.weight_bytes, c.after.weight_bytes);
  count("biases, thresholds [B]", c.before.table_bytes, c.after.table_bytes);
  count("activations at most [B]", c.before.activation_bytes, c.after.activation_bytes);
  if (c.before.accuracy && c.after.accuracy)
    table.row({"accuracy", fmt::format("{:.2f} %", 100.0 * *c.before.accuracy), fmt::format("{:.2f} %", 100.0 * *c.after.accuracy),
               fmt::format("{:+.2f} points", 100.0 * (*c.after.accuracy - *c.before.accuracy))});
  table.row({"network", c.before.hash.substr(0, 8), c.after.hash.substr(0, 8), c.before.hash == c.after.hash ? "=" : ""});
  return table.text();
}

std::string difference_text(const Comparison& c) {
  const Difference& d = c.difference;
  const std::string on = d.random ? fmt::format("{} random inputs", d.samples)
                                  : fmt::format("{} samples{}", d.samples, c.data.empty() ? "" : " (" + c.data + ")");
  if (d.outputs == 0) return "outputs: equal on " + on + "\n";
  return fmt::format("outputs: {} of {} differ, {} decide otherwise\n", d.outputs, on, d.decisions);
}

void write_side(JsonWriter& out, const char* key, const Side& side) {
  out.begin_object(key);
  out.value("network_hash", side.hash);
  out.value("layers", static_cast<std::int64_t>(side.layers));
  out.value("macs", side.macs);
  out.value("weights_bytes", side.weight_bytes);
  out.value("tables_bytes", side.table_bytes);
  out.value("activations_bytes", side.activation_bytes);
  out.value("accuracy", side.accuracy);
  out.end_object();
}

Result<std::string> json_text(const Comparison& c, const std::vector<std::string>& passes, const std::vector<std::string>& notes) {
  JsonWriter out;
  out.begin_object();
  out.value("schema", "quartet-transform-1");
  const auto list = [&](const char* key, const std::vector<std::string>& texts) {
    out.begin_array(key);
    for (const std::string& text : texts) out.value("", text);
    out.end_array();
  };
  list("passes", passes);
  write_side(out, "before", c.before);
  write_side(out, "after", c.after);
  out.begin_object("outputs");
  out.value("samples", c.difference.samples);
  out.value("differ", c.difference.outputs);
  out.value("decide_otherwise", c.difference.decisions);
  out.value("random_inputs", c.difference.random);
  out.value("data", c.data);
  out.end_object();
  list("notes", notes);
  out.end_object();
  return out.finish();
}

// A pass that keeps every value and did not is a defect, and a reason not to trust the file.
Result<void> check_promise(const std::vector<ChosenPass>& chosen, const Difference& d) {
  const bool exact = std::all_of(chosen.begin(), chosen.end(), [](const ChosenPass& p) { return p.pass->keeps == Keeps::values; });
  if (!exact || d.outputs == 0) return {};
  return fail(ErrorCode::internal, "passes", fmt::format("promise to keep every value, but {} of {} outputs differ", d.outputs, d.samples));
}

Result<int> transform(const Arguments& arguments, Session& session) {
  auto request = run_request(arguments);
  if (!request) return pass(request.error());
  request->platform = kReference;
  const std::vector<std::string> texts = arguments.all("pass");
  if (texts.empty()) return fail(ErrorCode::usage, "--pass", "no pass is given", "'quartet list passes' shows them");
  const auto file = arguments.text("output");
  if (!file) return fail(ErrorCode::usage, "-o", "the file that results is missing", "for example -o network.json");
  const auto chosen = choose_passes(texts);
  if (!chosen) return pass(chosen.error());
  const auto jobs = worker_count(arguments);
  if (!jobs) return pass(jobs.error());
  const auto experiment = Experiment::prepare(*request);
  if (!experiment) return pass(experiment.error());
  const Network& network = experiment->network();
  const auto result = run_passes(network, *chosen);
  if (!result) return pass(result.error());
  if (auto ok = write_text(*file, write_network_json(*result)); !ok) return pass(ok.error());
  Comparison c{side_of(network), side_of(*result), {}, "", false};
  if (auto ok = measure(*experiment, *request, *file, *result, *jobs, session, c); !ok) return pass(ok.error());
  if (auto ok = check_promise(*chosen, c.difference); !ok) return pass(ok.error());
  const std::vector<std::string> notes(result->notes.begin() + static_cast<std::ptrdiff_t>(network.notes.size()), result->notes.end());
  if (const auto target = arguments.text("json")) {
    const auto json = json_text(c, texts, notes);
    if (!json) return pass(json.error());
    if (*target == "-") session.out << *json;
    if (*target != "-") {
      if (auto ok = write_text(*target, *json); !ok) return pass(ok.error());
    }
  }
  if (!session.quiet && arguments.text_or("json", "") != "-") {
    session.out << table_text(c) << difference_text(c);
    for (const std::string& note : notes) session.out << session.paint.yellow("note: ") << note << '\n';
    session.out << "written: " << *file << '\n';
  }
  return c.interrupted ? static_cast<int>(ErrorCode::interrupted) : 0;
}

}  // namespace

Command transform_command() {
  return {"transform",
          "a network rewritten by passes, with sizes, accuracy and outputs before and after",
          "WORKLOAD|MODEL --pass NAME[:key=value,…]… -o OUT.json [options]",
          {"transform har --pass prune_channels:fraction=0.5 -o little.json",
           "transform model.onnx --pass pow2_scales --pass pow2_to_shift -o shifts.json --inputs x.npy --labels y.npy"},
          declare,
          transform};
}

}  // namespace quartet::cli
