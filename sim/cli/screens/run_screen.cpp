#include "sim/cli/screens/run_screen.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/cli/screens/sensor_screen.hpp"
#include "sim/report/text_table.hpp"
#include "sim/report/units.hpp"
#include "sim/run/reasons.hpp"

namespace quartet::cli {

namespace {

constexpr std::size_t kWidth = 100;
constexpr std::size_t kLabel = 12;
constexpr std::size_t kCosts = 3;

// "accuracy    91.2 % …", wrapped under its label.
std::string field(const std::string& label, const std::string& text, const Paint& paint) {
  std::string out;
  for (const std::string& line : wrap(text, kWidth - kLabel)) {
    const std::string head = out.empty() ? label : "";
    out += (head.empty() ? "" : paint.bold(head));
    out += std::string(kLabel - head.size(), ' ');
    out += line;
    out += '\n';
  }
  return out;
}

std::string power_line(const RunResult& result) {
  if (!result.energy) return kNotModelled;
  return si(result.energy->power_w, "W") + (result.energy->power_w ? " mean over the inference" : "");
}

std::string memory_line(const RunResult& result) {
  std::string out = fmt::format("weights {}, activations {} at most", bytes_text(result.memory.weights_bytes),
                                bytes_text(result.memory.activations_bytes));
  for (const MemorySummary& memory : result.memory.memories) {
    const double share = memory.capacity_bytes > 0 ? static_cast<double>(memory.used_bytes) /
                                                         static_cast<double>(memory.capacity_bytes)
                                                   : 0.0;
    out += fmt::format("; {} {} of {} ({})", memory.name, bytes_text(memory.used_bytes),
                       bytes_text(memory.capacity_bytes), percent(share));
  }
  return out;
}

std::string duty_lines(const DutySummary& duty, const Paint& paint) {
  std::string use = fmt::format(
      "at {} inferences a second: {} on average; idle state '{}' for {} of the time", shortest(duty.rate_hz),
      si(duty.average_power_w, "W"), duty.idle_state, percent(duty.idle_s / duty.period_s));
  if (duty.inference_j && duty.wakeup_j && duty.reload_j && duty.idle_j) {
    const double total = *duty.inference_j + *duty.wakeup_j + *duty.reload_j + *duty.idle_j;
    use +=
        fmt::format("; energy with idle {} a period = inference {} + wake-up {} + weight reload {} + idle {}",
                    si(total, "J"), si(*duty.inference_j, "J"), si(*duty.wakeup_j, "J"),
                    si(*duty.reload_j, "J"), si(*duty.idle_j, "J"));
  }
  std::string battery = fmt::format("{} mAh at {} V: ", shortest(duty.battery_mah), shortest(duty.battery_v));
  battery += duty.battery_life_s ? duration_text(*duty.battery_life_s) : kNotModelled;
  return field("always on", use, paint) + field("battery", battery, paint);
}

std::string cost_lines(const RunResult& result, const Paint& paint) {
  const std::vector<Cost> energies = energy_costs(result);
  const bool in_joules = !energies.empty();
  const std::vector<Cost> costs = in_joules ? energies : time_costs(result);
  if (costs.empty()) return "";
  using Align = TextTable::Align;
  TextTable table({{"", Align::right}, {"", Align::right}, {""}});
  for (std::size_t i = 0; i < costs.size() && i < kCosts; ++i) {
    const std::string amount = in_joules ? si(costs[i].amount, "J")
                                         : grouped(static_cast<std::int64_t>(costs[i].amount)) + " cycles";
    table.row({percent(costs[i].share), amount, costs[i].what});
  }
  return "\n" + paint.bold(in_joules ? "largest costs (energy)" : "largest costs (time)") + "\n" +
         table.text("  ");
}

// Time and energy in the order of time, of machines that tell the phases' energy apart.
std::string phase_lines(const RunResult& result, const Paint& paint) {
  const auto priced = [](const PhaseSummary& p) { return p.energy_j.has_value(); };
  if (!result.latency || std::none_of(result.phases.begin(), result.phases.end(), priced)) return "";
  using Align = TextTable::Align;
  TextTable table({{"phase"}, {"time", Align::right}, {"of the time", Align::right}, {"energy", Align::right}, {"of the energy", Align::right}});
  const std::optional<double> total_j = result.energy ? result.energy->total_j : std::nullopt;
  const auto row = [&](const std::string& name, std::uint64_t cycles, bool once, std::optional<double> joules) {
    const double part = static_cast<double>(cycles) / static_cast<double>(std::max<std::uint64_t>(result.latency->cycles, 1));
    table.row({name, si(static_cast<double>(cycles) / result.latency->clock_hz, "s"), once ? "once" : percent(part), si(joules, "J"),
               once ? "once" : total_j && joules && *total_j > 0.0 ? percent(*joules / *total_j) : ""});
  };
  const auto phases = [&](bool after) {
    for (const PhaseSummary& p : result.phases) {
      if (p.after_layers == after) row(p.name, p.cycles, p.paid == "once", p.energy_j);
    }
  };
  phases(false);
  std::uint64_t cycles = 0;
  std::optional<double> joules = 0.0;
  for (const LayerSummary& layer : result.layers) {
    cycles += layer.cycles.value_or(0);
    joules = joules && layer.energy_j ? std::optional(*joules + *layer.energy_j) : std::nullopt;
  }
  row("layers", cycles, false, joules);
  phases(true);
  return "\n" + paint.bold("phases") + "\n" + table.text("  ");
}

std::string figure_text(const Figure& figure) {
  if (!figure.value) return kNotModelled;
  const double value = *figure.value;
  const bool whole = value == std::floor(value) && std::fabs(value) < 1e15;
  const std::string number = whole ? grouped(static_cast<std::int64_t>(value)) : fmt::format("{:.4g}", value);
  return figure.unit == "1" ? number : number + " " + figure.unit;
}

std::string figure_lines(const RunResult& result, const Paint& paint) {
  if (result.figures.empty()) return "";
  TextTable table({{""}, {"", TextTable::Align::right}, {""}, {"", TextTable::Align::left, 48}});
  for (const Figure& figure : result.figures)
    table.row({figure.name, figure_text(figure), figure.origin, figure.note});
  return "\n" + paint.bold("figures") + "\n" + table.text("  ");
}

// Spread of the accuracy over the seeds.
std::string seed_line(const SeedAccuracy& seeds) {
  return fmt::format("{} seeds: mean {}, deviation {:.2f} points; quantiles 5 % {}, 25 % {}, 50 % {}, 75 % {}, 95 % {}; "
                     "worst {} (seed {})",
                     seeds.count, percent(seeds.mean), 100.0 * seeds.deviation, percent(seeds.p05), percent(seeds.p25),
                     percent(seeds.p50), percent(seeds.p75), percent(seeds.p95), percent(seeds.worst), seeds.worst_seed);
}

std::string detection_line(const Detection& d) {
  return fmt::format("{} {:.4f} (95 % interval {:.3f} to {:.3f}), {} anomalies among {} samples{} ({}){}", d.metric, d.value,
                     d.ci95.at(0), d.ci95.at(1), d.anomalies, d.samples, d.synthetic ? ", SYNTHETIC data" : "", d.data,
                     d.complete ? "" : ", INTERRUPTED: partial");
}

std::string list_lines(const std::string& title, const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) {
    const std::vector<std::string> lines = wrap(text, kWidth - 4);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      out += i == 0 ? "  - " : "    ";
      out += lines[i];
      out += '\n';
    }
  }
  return out.empty() ? "" : "\n" + title + "\n" + out;
}

}  // namespace

std::string accuracy_line(const RunResult& result) {
  if (!result.accuracy) return "not known";
  const Accuracy& a = *result.accuracy;
  std::string out =
      fmt::format("{} (95 % interval {:.1f} to {}), {} of {} samples", percent(a.value), 100.0 * a.ci95.at(0),
                  percent(a.ci95.at(1)), grouped(a.correct), grouped(a.samples));
  if (a.synthetic) out += ", SYNTHETIC data";
  out += " (" + a.data + ")";
  if (!a.complete) out += ", INTERRUPTED: partial";
  return out;
}

std::string latency_line(const RunResult& result) {
  if (!result.latency) return kNotModelled;
  const Latency& l = *result.latency;
  std::string out = fmt::format("{}, {} cycles at {}", si(l.seconds, "s"),
                                grouped(static_cast<std::int64_t>(l.cycles)), si(l.clock_hz, "Hz"));
  if (l.interval_cycles)
    out += fmt::format("; a new inference every {} ({} cycles)",
                       si(static_cast<double>(*l.interval_cycles) / l.clock_hz, "s"),
                       grouped(static_cast<std::int64_t>(*l.interval_cycles)));
  return out;
}

std::string energy_line(const RunResult& result) {
  if (!result.energy) return kNotModelled;
  const Energy& e = *result.energy;
  std::string out =
      fmt::format("{} an inference with idle power, {} without", si(e.total_j, "J"), si(e.dynamic_j, "J"));
  if (e.once.total_j.value_or(0.0) > 0.0)
    out += fmt::format("; weight load {} once", si(e.once.total_j, "J"));
  return out;
}

std::string run_screen(const RunResult& result, const Paint& paint) {
  const std::string variant = result.model.variant.empty() ? "" : " (" + result.model.variant + ")";
  std::string out = paint.bold(result.network + variant + " on " + result.platform);
  out +=
      fmt::format("  {} MACs, {}, {}, quartet {}\n\n", grouped(result.model.macs), result.model.quantization,
                  result.platform == kReference ? "golden interpreter" : result.request.fidelity + " rung",
                  result.identity.version);
  out += field("accuracy", accuracy_line(result), paint);
  if (result.detection) out += field("detection", detection_line(*result.detection), paint);
  if (result.accuracy && result.accuracy->seeds) out += field("seeds", seed_line(*result.accuracy->seeds), paint);
  out += field("latency", latency_line(result), paint);
  out += field("energy", energy_line(result), paint);
  out += field("power", power_line(result), paint);
  out += field("memory", memory_line(result), paint);
  const std::string why = reason(result);
  if (!why.empty()) out += field("bound", why, paint);
  if (result.energy) out += field("method", result.energy->method, paint);
  if (result.energy && result.energy->duty) out += duty_lines(*result.energy->duty, paint);
  out += cost_lines(result, paint);
  out += phase_lines(result, paint);
  if (result.sensor) out += sensor_lines(*result.sensor, paint);
  out += figure_lines(result, paint);
  out += list_lines(paint.yellow("warnings"), result.warnings);
  out += list_lines(paint.bold("notes"), result.notes);
  return out;
}

}  // namespace quartet::cli
