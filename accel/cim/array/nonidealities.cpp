#include "accel/cim/array/nonidealities.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace quartet::cim {
namespace {

constexpr const char* kAihwkit = "aihwkit 1.1, forward pass and its defaults";
constexpr const char* kChosen = "a switch of the model";

}  // namespace

Nonidealities Nonidealities::none() {
  Nonidealities n;
  n.programming_noise = n.drift = n.drift_variability = n.read_noise = false;
  return n;
}

bool Nonidealities::changes_weights() const {
  return programming_noise || drift || read_noise || stuck;
}

bool Nonidealities::exact() const {
  return !(changes_weights() || mvm_noise || output_noise || ir_drop || voltage_drop || nonlinearity);
}

DeviceEffects Nonidealities::device_effects() const {
  return {programming_noise ? programming_noise_scale : 0.0, drift ? drift_scale : 0.0,
          drift_variability ? 1.0 : 0.0, read_noise ? read_noise_scale : 0.0};
}

Result<void> Nonidealities::check() const {
  Nonidealities copy = *this;
  ParameterSet set;
  copy.declare(set, "effects.");
  std::vector<Problem> problems;
  for (const Parameter& p : set.all()) {
    const ParameterValue value = p.get();
    if (const auto* number = std::get_if<double>(&value);
        number != nullptr && !(*number >= p.min && *number <= p.max))
      problems.push_back({p.name, fmt::format("{} is outside {} to {}", *number, p.min, p.max), ""});
    if (const auto* text = std::get_if<std::string>(&value);
        text != nullptr && std::find(p.choices.begin(), p.choices.end(), *text) == p.choices.end())
      problems.push_back({p.name, "there is no choice '" + *text + "'",
                          fmt::format("choices: {}", fmt::join(p.choices, ", "))});
  }
  if (stuck_low_fraction + stuck_high_fraction > 1.0)
    problems.push_back(
        {"effects.stuck_low_fraction", "more than all devices are stuck", "low and high together: 0 to 1"});
  if (problems.empty()) return {};
  return pass(Error{ErrorCode::bad_input, std::move(problems)});
}

void Nonidealities::declare(ParameterSet& set, const std::string& prefix) {
  const auto flag = [&](const char* name, bool& field, const char* sentence) {
    set.boolean(prefix + name, field, sentence, kChosen);
  };
  const auto real = [&](const char* name, double& field, const char* unit, ParameterSet::Range range,
                        const char* sentence, const char* source) {
    set.real(prefix + name, field, unit, range, sentence, source);
  };
  flag("programming_noise", programming_noise, "conductances miss their targets when they are programmed");
  flag("drift", drift, "conductances fall with time, (t / t0)^(-nu)");
  flag("drift_variability", drift_variability,
       "each device has its own drift exponent; off: the mean one of its target");
  flag("read_noise", read_noise, "1/f noise accumulated since programming, frozen for an inference time");
  real("programming_noise_scale", programming_noise_scale, "", {0, 100}, "multiplies the programming noise",
       kAihwkit);
  real("drift_scale", drift_scale, "", {0, 10}, "multiplies the drift exponents", kAihwkit);
  real("read_noise_scale", read_noise_scale, "", {0, 100}, "multiplies the accumulated read noise", kAihwkit);
  set.text(
      prefix + "pair_model", pair_model, {"physical", "recombined"},
      "physical: both devices of a pair are programmed, drift and are noisy; recombined: as aihwkit's tile",
      kChosen);
  flag("stuck", stuck, "a share of the devices cannot be programmed");
  real("stuck_low_fraction", stuck_low_fraction, "", {0, 1}, "share of devices stuck at conductance 0",
       "no yield is published");
  real("stuck_high_fraction", stuck_high_fraction, "", {0, 1}, "share of devices stuck at g_max",
       "no yield is published");
  flag("mvm_noise", mvm_noise, "read noise of the weights, new in every MVM");
  real("mvm_noise_sigma", mvm_noise_sigma, "", {0, 10},
       "its standard deviation for one full-scale weight and input",
       "aihwkit 1.1, preset StandardHWATraining (PCM_READ)");
  set.text(prefix + "mvm_noise_form", mvm_noise_form, {"output", "device"},
           "output: one normal a column; device: one normal a device, slow, same distribution", kChosen);
  flag("output_noise", output_noise, "additive noise before the output converter");
  real("output_noise_sigma", output_noise_sigma, "", {0, 1000},
       "its standard deviation, full-scale weights x inputs", "aihwkit 1.1, preset StandardHWATraining");
  flag("ir_drop", ir_drop, "voltage lost along the column wires (polynomial in the total current)");
  real("ir_drop_scale", ir_drop_scale, "", {0, 100}, "multiplies the loss", kAihwkit);
  real("ir_drop_g_ratio", ir_drop_g_ratio, "", {1, 1e12}, "conductance of the wire between two cells / g_max",
       "aihwkit 1.1: 1 / (0.35 ohm * 5 uS)");
  const char* ladder = "aihwkit 1.1: polynomial fitted to a resistor ladder";
  real("ir_drop_linear", ir_drop_linear, "", {-10, 10},
       "c(a) = a (linear + quadratic a + cubic a^2), a = rows / g_ratio * current", ladder);
  real("ir_drop_quadratic", ir_drop_quadratic, "", {-10, 10}, "quadratic coefficient of c(a)", ladder);
  real("ir_drop_cubic", ir_drop_cubic, "", {-10, 10}, "cubic coefficient of c(a)", ladder);
  flag("voltage_drop", voltage_drop, "loss of read voltage by offset and series resistance");
  real("voltage_offset", voltage_offset, "", {0, 0.999}, "relative loss of the read voltage", kAihwkit);
  real("series_resistance", series_resistance, "", {0, 1e6},
       "r in y / (1 + r |y|), y in full-scale weights x inputs", kAihwkit);
  flag("nonlinearity", nonlinearity, "S-shaped response of the column");
  real("s_shape", s_shape, "", {0, 1e6}, "n in y / (1 + n |y|), y in full-scale weights x inputs", kAihwkit);
}

}  // namespace quartet::cim
