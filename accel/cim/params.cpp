#include "accel/cim/params.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>

namespace quartet::cim {

namespace {

constexpr int kMinBits = 4, kMaxBits = 10;
constexpr double kMinGMax = 0.1, kMaxGMax = 1000.0;     // uS
constexpr std::string_view kEffectsPlace = "effects.";  // how Nonidealities::check names its fields
constexpr double kMany = 1 << 20;

void declare_array(ArrayParams& p, ParameterSet& set) {
  set.integer("cim.rows", p.rows, "", {1, 65536}, "word lines of an array: inputs of one MVM");
  set.integer("cim.columns", p.columns, "", {1, 65536},
              "columns of an array (differential pairs): outputs of one MVM");
  set.integer("cim.arrays", p.arrays, "", {1, 256},
              "arrays that hold weights; one works at a time, reprogramming is not modelled");
  set.integer("cim.columns_per_adc", p.columns_per_adc, "", {1, 1024},
              "columns that share an ADC, one after the other");
  set.text("cim.column_mux", p.column_mux, {"blocked", "adjacent"},
           "which columns share an ADC: blocked (j, j + ADCs, ...) or adjacent ones");
  set.text("cim.weight_range", p.weight_range, {"type", "largest"},
           "what a cell at g_max stands for: the largest code of the weights' type, or the largest weight of "
           "the layer");
  set.integer("cim.depthwise_channels", p.depthwise_channels, "", {0, 65536},
              "groups of a depthwise or grouped layer on one diagonal block; 0: as many as the array takes. "
              "Fewer need less "
              "area and more MVMs");
}

void declare_converters(AnalogParams& p, ParameterSet& set) {
  set.integer("cim.activation_bits", p.activation_bits, "bit", {kMinBits, kMaxBits},
              "n: the ADC has n bit, the DAC n + 1 (sign)");
  set.integer("cim.adc_bits", p.adc_bits, "bit", {0, kMaxBits},
              "ADC width of 4 to 10 bit; 0: cim.activation_bits");
  set.integer("cim.dac_bits", p.dac_bits, "bit", {0, kMaxBits + 1},
              "DAC width of 4 to 11 bit; 0: cim.activation_bits + 1");
  set.real("cim.adc_bound", p.adc_bound, "", {1e-3, 1e5},
           "full scale of the ADC, one for the whole machine, in full-scale cells x full-scale inputs: the "
           "real range of a layer "
           "is this x largest weight x DAC range");
  set.boolean("cim.dac_quantization", p.dac_quantization,
              "inputs are rounded and clamped to the DAC's levels");
  set.boolean("cim.adc_quantization", p.adc_quantization,
              "outputs are rounded and clamped to the ADC's levels");
}

void declare_device(AnalogParams& p, ParameterSet& set) {
  set.text("cim.device", p.device, device_model_names(), "device model: see accel/cim/device/models");
  set.text("cim.g_max", p.g_max, {},
           "conductance of a full-scale weight in uS, 0.1 to 1000; 'model': that of the device model");
  set.real("cim.time", p.time_s, "s", {0.0, kLatestTime},
           "time of the inference after the end of programming, which is t_0 after the pulse (20 s pcm-like, "
           "300 s hermes-2dev, 200 s "
           "hermes-1dev); at 0 nothing has drifted");
}

void declare_compensation(AnalogParams& p, ParameterSet& set) {
  CompensationParams& c = p.compensation;
  set.text("cim.compensation", c.scope, {"none", "global", "column"},
           "drift compensation: one factor a block, one a column, or none");
  set.integer(
      "cim.compensation_rows", c.rows_per_read, "", {0, 65536},
      "rows driven at once with a full pulse by an MVM of the read-out; 1: one-hot, 0: all rows of a block");
  set.boolean("cim.compensation_through_adc", c.through_adc,
              "the read-out passes the ADC, and is biased by a coarse one");
  set.real("cim.compensation_period", p.compensation_period_s, "s", {0.0, kLatestTime},
           "time between read-outs, the first at time 0; 0: one read-out right before the inferences");
}

void declare_periphery(PeripheryParams& p, ParameterSet& set) {
  set.real("cim.clock_hz", p.clock_hz, "Hz", {1e6, 1e10}, "clock of converters and digital unit");
  set.integer("cim.conversion_overhead_cycles", p.conversion_overhead_cycles, "cycle", {0, 10000},
              "of a conversion: T(n) = 2^(n-1) + this");
  set.integer("cim.layer_setup_cycles", p.layer_setup_cycles, "cycle", {0, kMany},
              "reading the layer table between layers");
  set.integer("cim.digital_lanes", p.digital_lanes, "", {1, 4096},
              "conversions, or elements of a digital layer, a cycle");
  set.integer("cim.sram_bytes_per_cycle", p.sram_bytes_per_cycle, "B", {1, 4096},
              "activation SRAM to DAC registers");
  set.integer("cim.activation_sram_bytes", p.activation_sram_bytes, "B", {64, 1 << 30}, "activation SRAM");
  set.integer("cim.bus_cycles_per_word", p.bus_cycles_per_word, "cycle", {1, 10000},
              "host bus: cycles of a 32-bit word");
  set.integer("cim.start_cycles", p.start_cycles, "cycle", {0, kMany},
              "register writes that start an inference");
  set.integer("cim.interrupt_cycles", p.interrupt_cycles, "cycle", {0, kMany},
              "from the interrupt line to the host's handler");
}

}  // namespace

void Params::declare(ParameterSet& set) {
  declare_array(array, set);
  declare_converters(analog, set);
  declare_device(analog, set);
  analog.effects.declare(set, "cim.");
  declare_compensation(analog, set);
  declare_periphery(periphery, set);
  set.text("cim.energy_calibration", energy_calibration, {"kws", "vww"},
           "published network whose measured energy law prices a cell; the two differ by a factor of two");
}

double AnalogParams::compensation_time_s() const {
  if (compensation_period_s <= 0.0) return time_s;
  return std::min(time_s, std::floor(time_s / compensation_period_s) * compensation_period_s);
}

Result<DeviceModel> AnalogParams::device_model() const {
  auto model = load_device_model(device, "cim.device");
  if (!model || g_max == "model") return model;
  double value = 0.0;
  const char* end = g_max.data() + g_max.size();
  const auto [rest, error] = std::from_chars(g_max.data(), end, value);
  if (error != std::errc() || rest != end || !(value >= kMinGMax && value <= kMaxGMax))
    return bad_input("cim.g_max", fmt::format("'{}' is no conductance in range", g_max),
                     fmt::format("give {} to {} uS as a plain number, or 'model' ({} uS)", kMinGMax, kMaxGMax,
                                 model->g_max_us));
  model->g_max_us = value;
  return model;
}

Result<void> Params::check() const {
  Error error{ErrorCode::bad_input, {}};
  const auto width = [&](const char* name, int bits, int most, const char* follows) {
    if (bits == 0 || (bits >= kMinBits && bits <= most)) return;
    error.problems.push_back({name, fmt::format("{} bit is out of range", bits),
                              fmt::format("give {} to {}, or 0 to follow {}", kMinBits, most, follows)});
  };
  width("cim.adc_bits", analog.adc_bits, kMaxBits, "cim.activation_bits");
  width("cim.dac_bits", analog.dac_bits, kMaxBits + 1, "cim.activation_bits + 1");
  const auto add = [&](const auto& result) {
    if (result) return;
    for (Problem problem : result.error().problems) {
      if (problem.place.starts_with(kEffectsPlace)) problem.place.replace(0, kEffectsPlace.size(), "cim.");
      error.problems.push_back(std::move(problem));
    }
  };
  add(analog.effects.check());
  add(analog.compensation.check());
  add(analog.device_model());
  if (array.cells() > AnalogArray::kMaxCells)
    error.problems.push_back({"cim.rows, cim.columns",
                              fmt::format("{} cells are out of range", array.cells()),
                              fmt::format("give at most {} cells an array", AnalogArray::kMaxCells)});
  if (array.columns_per_adc > array.columns)
    error.problems.push_back(
        {"cim.columns_per_adc",
         fmt::format("{} columns share an ADC, the array has {}", array.columns_per_adc, array.columns),
         fmt::format("give 1 to {}", array.columns)});
  if (!error.problems.empty()) return pass(std::move(error));
  return {};
}

}  // namespace quartet::cim
