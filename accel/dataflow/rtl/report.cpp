#include "accel/dataflow/rtl/report.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace quartet::dataflow::lockstep {

namespace {

using Kind = Difference::Kind;

std::string cycle_sentence(const Difference& d) {
  const char* passes = d.at_input ? "takes" : "offers";
  return fmt::format("cycle {}, port '{}', beat {}: the {} {} it, the {} does not", d.cycle, d.port, d.beat, d.model_first ? "model" : "block", passes,
                     d.model_first ? "block" : "model");
}

/// "beat 5 of sample 1 of the run; element 37 of its 256", from the port's own beats.
std::string where(const Placement& placement, const Difference& d) {
  const auto port = std::find_if(placement.ports.begin(), placement.ports.end(), [&](const Port& p) { return p.name == d.port && p.is_input == d.at_input; });
  if (port == placement.ports.end()) return "";
  const auto per_sample = static_cast<std::uint64_t>(port->beats_per_sample);
  const auto lanes = static_cast<std::uint64_t>(port->lanes);
  std::string text = fmt::format(", frame {} of the run, beat {} of its {}", d.beat / per_sample, d.beat % per_sample, per_sample);
  if (d.kind == Kind::value) text += fmt::format(": element {} of the layer's {}", d.beat % per_sample * lanes + d.lane, per_sample * lanes);
  return text;
}

std::string lateness(const Record& record, const quartet::rtl::WaveWindow& window) {
  const Difference& d = *record.first;
  if (record.came) return fmt::format("the block's beat comes {} cycles later", *record.came - d.cycle);
  return fmt::format("the block's beat does not come in the {} cycles after it", window.last - std::min(window.last, d.cycle));
}

}  // namespace

std::string sentence(const Difference& d) {
  switch (d.kind) {
    case Kind::value:
      return fmt::format("cycle {}, port '{}', beat {}, lane {}: model {}, block {}", d.cycle, d.port, d.beat, d.lane, d.model, d.block);
    case Kind::cycle:
      return cycle_sentence(d);
    case Kind::protocol:
      return fmt::format("cycle {}, port '{}', beat {}: {}", d.cycle, d.port, d.beat, d.notes.empty() ? "" : d.notes.front());
    case Kind::hang:
      break;
  }
  return fmt::format("cycle {}: the block hangs", d.cycle);
}

Error report(const Placement& placement, const Record& record, const Occasion& occasion, const std::filesystem::path& wave,
             const quartet::rtl::WaveWindow& window) {
  const Difference& d = *record.first;
  std::vector<std::string> lines{fmt::format("sample {}{}", occasion.sample, where(placement, d))};
  if (d.kind == Kind::hang) {
    lines.insert(lines.end(), d.notes.begin(), d.notes.end());
    lines.emplace_back("a block that may be silent for longer declares a larger WATCHDOG");
  }
  if (d.kind == Kind::cycle && d.model_first) lines.push_back(lateness(record, window));
  if (d.kind == Kind::cycle && !d.model_first && !d.at_input && d.cycle == 0) lines.emplace_back("the beat is there right after reset: is its valid register reset?");
  if (record.wave_error) {
    for (const Problem& p : record.wave_error->problems) lines.push_back(fmt::format("no wave: {}: {}", p.place, p.cause));
  } else {
    lines.push_back(fmt::format("wave of cycles {} to {}: {}; cycle {} is at {} ns", window.first, std::max(d.cycle, std::min(window.last, record.cycles)),
                                wave.string(), d.cycle, d.cycle + record.wave_offset));
  }
  const std::string cause = d.kind == Kind::hang ? fmt::format("hangs: no beat passes for {} cycles, up to cycle {}", placement.watchdog, d.cycle)
                                                 : "first difference at " + sentence(d);
  return {ErrorCode::check_failed, {{fmt::format("{} (block '{}')", placement.unit, placement.plugin->name()), cause, fmt::format("{}", fmt::join(lines, "\n    "))}}};
}

}  // namespace quartet::dataflow::lockstep
