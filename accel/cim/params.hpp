// What distinguishes one AON-CiM machine from another: array, converters, non-idealities, digital periphery.
// Each parameter is declared once in params.cpp; values with their sources stand in
// accel/platforms/aon-cim.toml.
#pragma once

#include <cstdint>
#include <string>

#include "accel/cim/array/compensation.hpp"
#include "accel/cim/array/nonidealities.hpp"
#include "accel/cim/device/device_model.hpp"
#include "sim/config/parameter_set.hpp"

namespace quartet::cim {

/// The crossbar and how its columns share converters.
struct ArrayParams {
  int rows = 1024;    ///< word lines: inputs of one MVM
  int columns = 512;  ///< differential pairs a row: outputs of one MVM
  int arrays = 1;     ///< that hold weights; one of them works at a time (layer-serial)
  int columns_per_adc = 4;
  std::string column_mux =
      "blocked";  ///< "blocked": ADC j owns columns j, j + ADCs, …; "adjacent": it owns neighbours
  std::string weight_range = "type";  ///< what g_max stands for: "type", or "largest" weight of the layer
  int depthwise_channels = 0;         ///< groups on one diagonal block; 0: as many as the rows take

  [[nodiscard]] int adcs() const { return (columns + columns_per_adc - 1) / columns_per_adc; }
  [[nodiscard]] std::int64_t cells() const { return std::int64_t{rows} * columns; }
};

/// The analog path: converters, device, time, compensation. What differs from exact arithmetic is `effects`.
struct AnalogParams {
  int activation_bits = 8;  ///< n: ADC of n bit, DAC of n + 1 bit (magnitude and sign)
  int adc_bits = 0;         ///< 0: activation_bits
  int dac_bits = 0;         ///< 0: activation_bits + 1
  double adc_bound = 10.0;  ///< ADC full scale in full-scale cells × full-scale inputs
  bool dac_quantization = true, adc_quantization = true;
  std::string device = "pcm-like";
  std::string g_max = "model";  ///< "model", or a conductance in uS
  double time_s = 25.0;         ///< after the end of programming (t_0 of the device model)
  Nonidealities effects;
  CompensationParams compensation;
  double compensation_period_s = 0.0;  ///< 0: read out at the time of the inference

  [[nodiscard]] int adc_width() const { return adc_bits == 0 ? activation_bits : adc_bits; }
  [[nodiscard]] int dac_width() const { return dac_bits == 0 ? activation_bits + 1 : dac_bits; }
  /// When the compensation was last read out.
  [[nodiscard]] double compensation_time_s() const;
  /// The device with its g_max replaced where one is given.
  [[nodiscard]] Result<DeviceModel> device_model() const;
};

/// Time of everything around the cells, in cycles of clock_hz.
struct PeripheryParams {
  double clock_hz = 1e9;
  int conversion_overhead_cycles = 2;  ///< T(n) = 2^(n−1) + this
  int layer_setup_cycles = 16;
  int digital_lanes = 16;         ///< conversions (or elements of a digital layer) a cycle
  int sram_bytes_per_cycle = 32;  ///< activation SRAM towards the DAC registers
  std::int64_t activation_sram_bytes = 131072;
  int bus_cycles_per_word = 10;  ///< host bus, 32-bit words
  int start_cycles = 20;
  int interrupt_cycles = 1000;
};

struct Params {
  ArrayParams array;
  AnalogParams analog;
  PeripheryParams periphery;
  std::string energy_calibration = "kws";  ///< published network whose energy law prices the cells: kws | vww

  void declare(ParameterSet& set);
  /// What ranges of single parameters cannot say; each problem names the parameter and the valid range.
  [[nodiscard]] Result<void> check() const;
};

}  // namespace quartet::cim
