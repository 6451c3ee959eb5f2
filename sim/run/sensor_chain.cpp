#include "sim/run/sensor_chain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "accel/mcu/frontend/programs.hpp"
#include "accel/platform.hpp"
#include "sim/report/units.hpp"

namespace quartet {

namespace {

constexpr const char* kPrefix = "sensor.";

SensorPhase phase(std::string name, std::optional<double> seconds, std::vector<LedgerLine> lines,
                  std::string origin, std::string note) {
  SensorPhase out{std::move(name), seconds,         0.0, std::nullopt, std::move(origin),
                  std::move(note), std::move(lines)};
  for (const LedgerLine& line : out.ledger)
    out.energy_j =
        out.energy_j && line.energy_j ? std::optional(*out.energy_j + *line.energy_j) : std::nullopt;
  if (!out.energy_j) out.origin = "not modelled";
  return out;
}

LedgerLine counted(const CostRow& row, double count) {
  LedgerLine line;
  line.row = row.name;
  line.component = row.component;
  line.count = count;
  line.per = row.per;
  line.value = row.value;
  line.unit = row.unit();
  if (row.value) line.energy_j = count * *row.value;
  line.paid = "inference";
  line.source = row.source;
  line.confidence = std::string(to_string(row.confidence));
  line.note = row.note;
  return line;
}

/// Shares, sum and mean power, as far as every phase is priced.
void sum_up(SensorSummary& out) {
  out.total_j = 0.0;
  for (const SensorPhase& p : out.phases)
    out.total_j = out.total_j && p.energy_j ? std::optional(*out.total_j + *p.energy_j) : std::nullopt;
  if (!out.total_j || *out.total_j <= 0.0) return;
  out.average_power_w = *out.total_j / out.period_s;
  for (SensorPhase& p : out.phases) p.share = *p.energy_j / *out.total_j;
}

// Each once: a result that is priced again has them already.
void warn_about_gaps(const SensorSummary& sensor, RunResult& result) {
  const auto warn = [&](const std::string& text) {
    if (std::find(result.warnings.begin(), result.warnings.end(), text) == result.warnings.end())
      result.warnings.push_back(text);
  };
  for (const SensorPhase& p : sensor.phases) {
    for (const LedgerLine& l : p.ledger) {
      if (!l.energy_j)
        warn(fmt::format("sensor: row '{}' of '{}' has no value (not modelled): {}", l.row, sensor.profile,
                         l.source));
    }
    if (!p.energy_j)
      warn("sensor: energy of the phase '" + p.name + "' is not known, so that shares and sum are null");
  }
}

}  // namespace

LedgerLine SensorChain::line(const std::string& row, double seconds) const {
  if (const auto id = prices_.find(row)) return counted(prices_.row(*id), seconds);
  CostRow absent;
  absent.name = row;
  absent.component = kPrefix + row;
  absent.is_power = true;
  absent.per = "s";
  absent.source = "the profile has no such row";
  return counted(absent, seconds);
}

/// What digitizes for it, and its firmware.
struct SensorChain::Digital {
  std::string name;
  std::vector<std::string> rows;  ///< of acquisition
  Result<mcu::FrontEndProgram> (SensorChain::*program)(const mcu::McuParams& platform) const;
};

const std::vector<SensorChain::Digital>& SensorChain::digital_kinds() {
  static const std::vector<Digital> kinds{
      {"mfcc", {"microphone", "converter"}, &SensorChain::mfcc_program},
      {"imu", {"inertial_sensor"}, &SensorChain::imu_program},
      {"resize", {"camera"}, &SensorChain::resize_program},
  };
  return kinds;
}

const SensorChain::Digital* SensorChain::digital() const {
  for (const Digital& kind : digital_kinds()) {
    if (kind.name == params_.front_end) return &kind;
  }
  return nullptr;
}

Result<mcu::FrontEndProgram> SensorChain::mfcc_program(const mcu::McuParams& platform) const {
  return mcu::mfcc_program(platform, mfcc_, std::llround(params_.event_s * mfcc_.sample_rate_hz));
}

Result<mcu::FrontEndProgram> SensorChain::imu_program(const mcu::McuParams&) const {
  return mcu::imu_program(imu_, std::llround(params_.event_s * imu_.sample_rate_hz));
}

Result<mcu::FrontEndProgram> SensorChain::resize_program(const mcu::McuParams&) const {
  return mcu::resize_program(resize_,
                             {params_.picture_height, params_.picture_width, params_.picture_channels});
}

// On the host's core. A host that is no microcontroller leaves the front end unknown.
Result<void> SensorChain::add_digital(const Digital& kind, ITarget& target, SensorSummary& out) const {
  std::unique_ptr<ITarget> other;
  if (!params_.host.empty()) {
    auto loaded = load_platform(params_.host);
    if (!loaded) return pass(loaded.error());
    other = std::move(*loaded);
  }
  ITarget& host = other ? *other : target;
  out.host = host.name();
  const auto board_params = mcu::mcu_params_of(host);
  if (!board_params && !params_.host.empty()) return pass(board_params.error());
  if (!board_params) {
    out.phases.push_back({"front end",
                          std::nullopt,
                          std::nullopt,
                          std::nullopt,
                          "not modelled",
                          target.name() + " does not run it: name a microcontroller with sensor.host",
                          {}});
    return {};
  }
  auto program = (this->*kind.program)(*board_params);
  if (!program) return pass(program.error());
  const std::int64_t bytes = program->input_bytes;
  auto board = mcu::FrontEndBoard::make(*board_params, std::move(*program));
  if (!board) return pass(board.error());
  const std::vector<std::int16_t> noise = mcu::plan_clip((bytes + 1) / 2);
  std::vector<std::uint8_t> input(static_cast<std::size_t>(bytes));
  std::memcpy(input.data(), noise.data(), input.size());
  const auto run = (*board)->run(input);
  if (!run) return pass(run.error());
  out.arithmetic = (*board)->program().arithmetic;
  out.front_end_cycles = run->cycles;
  RowId busy = 0, waiting = 0;
  if (const auto rows = host.costs().require({{&busy, "run_cycle"}, {&waiting, "wait_cycle"}}); !rows)
    return pass(rows.error());
  std::vector<LedgerLine> lines{
      counted(host.costs().row(busy), static_cast<double>(run->cycles - run->wait_cycles))};
  if (run->wait_cycles > 0)
    lines.push_back(counted(host.costs().row(waiting), static_cast<double>(run->wait_cycles)));
  out.phases.push_back(
      phase("front end", static_cast<double>(run->cycles) / board_params->clock_hz, std::move(lines),
            "predicted", kind.name + " firmware on the simulated core, once, on noise of half full scale"));
  return {};
}

// At the profile's price, else in the platform's cheapest idle state that keeps the weights and has one.
Result<void> SensorChain::add_idle(const ITarget& target, double busy_s, SensorSummary& out) const {
  const double idle_s = out.period_s - busy_s;
  if (idle_s < 0.0)
    return fail(ErrorCode::does_not_fit, "sensor.period_s",
                fmt::format("front end and inference take {}, the period is {}", si(busy_s, "s"),
                            si(out.period_s, "s")),
                "make the period longer");
  if (!params_.count_idle) return {};
  LedgerLine idle = line("idle", idle_s);
  std::string note = "the rest of the period";
  if (!idle.value) {
    for (const IdleState& state : target.idle_states()) {
      if (!state.retains_weights || !state.power || !target.costs().row(*state.power).value) continue;
      const CostRow& row = target.costs().row(*state.power);
      if (idle.value && *idle.value <= *row.value) continue;
      idle = counted(row, idle_s);
      note = "the rest of the period in idle state '" + state.name + "' of " + target.name() +
             ", its cheapest that keeps the weights; waking is left out";
    }
  }
  out.phases.push_back(phase("idle", idle_s, {std::move(idle)}, "predicted", std::move(note)));
  return {};
}

void SensorChain::add_acquisition(SensorSummary& out) const {
  const Digital* const kind = digital();
  std::vector<std::string> rows{"microphone"};
  if (kind != nullptr) rows = kind->rows;
  if (params_.front_end == "none") rows.emplace_back("converter");
  std::vector<LedgerLine> lines;
  for (const std::string& row : rows) lines.push_back(line(row, params_.event_s));
  out.phases.push_back(
      phase("acquisition", params_.event_s, std::move(lines), "predicted", "while the event lasts"));
}

Result<void> SensorChain::add_phases(ITarget& target, RunResult& result) const {
  SensorSummary out;
  out.profile = prices_.name();
  out.front_end = params_.front_end;
  out.event_s = params_.event_s;
  out.period_s = params_.period_s > 0.0 ? params_.period_s : params_.event_s;
  const std::optional<double> inference_j = result.energy ? result.energy->total_j : std::nullopt;
  const double event_s = params_.event_s;
  if (params_.front_end == "set-up") {
    SensorPhase set_up{
        "acquisition and front end", std::nullopt, std::nullopt, std::nullopt, "set up", "", {}};
    if (inference_j)
      set_up.energy_j =
          *inference_j * params_.set_up_share / (1.0 - params_.set_up_share) / params_.set_up_divisor;
    set_up.note = fmt::format("{} of their sum with the inference, divided by {}: given, not predicted",
                              percent(params_.set_up_share), shortest(params_.set_up_divisor));
    out.phases.push_back(std::move(set_up));
  } else {
    add_acquisition(out);
  }
  const Digital* const firmware = digital();
  if (firmware != nullptr) {
    if (const auto ok = add_digital(*firmware, target, out); !ok) return ok;
  }
  if (params_.front_end == "analog-binary")
    out.phases.push_back(
        phase("front end", event_s, {line("analog_channel", event_s * params_.channels)}, "predicted",
              fmt::format("{} channels while the event lasts; moving their bits is not modelled",
                          params_.channels)));
  const double compute_s = firmware != nullptr ? out.phases.back().seconds.value_or(0.0) : 0.0;
  out.phases.push_back(
      {"inference", result.latency->seconds, inference_j, std::nullopt, "predicted", "energy.total_j", {}});
  if (firmware == nullptr || out.phases[1].seconds) out.latency_s = compute_s + result.latency->seconds;
  if (const auto ok = add_idle(target, compute_s + result.latency->seconds, out); !ok) return ok;
  sum_up(out);
  warn_about_gaps(out, result);
  result.sensor = std::move(out);
  return {};
}

}  // namespace quartet
