// Everything that distinguishes one CNN array from another: sizes, clocks, what its layers may look like, and
// the costs of the bus around it. The values come from accel/platforms/*.toml with source and confidence.
#pragma once

#include <cstdint>
#include <string>

#include "sim/config/parameter_set.hpp"

namespace quartet::cnn {

struct Params {
  // Array.
  int quadrants = 4;
  int processors_per_quadrant = 16;
  int processors_per_instance = 4;  ///< processors that share one data-memory instance
  // Memories.
  std::int64_t data_bytes_per_instance = 32768;
  int weight_words = 768;
  int weight_words_first = 768;  ///< of the first processor of each quadrant
  int word_bits = 72;
  std::int64_t bias_bytes_per_quadrant = 512;
  int line_buffer_entries = 3072;
  // Limits of a layer and of a network.
  int max_layers = 32;
  int max_rows = 1023;
  int max_columns = 1023;
  int max_channels = 1024;
  int max_passes = 16;
  int min_weight_bits = 1;
  bool bipolar_weights = false;
  bool depthwise = false;
  int depthwise_slots = 4;
  std::string requantization = "shift";
  std::string kernels = "native";
  int max_kernel_1d = 9;
  int max_kernel_2d = 3;
  int max_stride = 1;
  int max_dilation_1d = 1023;
  int max_dilation_2d = 1;
  int max_padding = 2;
  int max_pool_window = 16;
  int max_pool_stride = 16;
  int max_pool_passes = 1;
  int max_operands = 16;
  int max_flatten_inputs = 16384;
  int max_flatten_pixels = 256;
  int max_stream_layers = 8;
  int max_fifo_channels = 16;
  int fifo_words = 16;
  bool eltwise_preread = true;
  // Clocks.
  double clock_hz = 50e6;
  double apb_clock_hz = 50e6;
  // Time around the layers.
  int startup_cycles = 1;
  double weight_load_apb_cycles_per_byte = 3.575;
  double input_load_apb_cycles_per_word = 13.45;
  double readout_apb_cycles_per_word = 13.45;
  double start_apb_cycles = 20;
  double interrupt_apb_cycles = 50;
  // Use.
  std::string fifo = "auto";
  bool overlap_load = false;
  double activity = 1.0;

  void declare(ParameterSet& set);

  [[nodiscard]] int processors() const { return quadrants * processors_per_quadrant; }
  [[nodiscard]] int instances() const { return processors() / processors_per_instance; }
  [[nodiscard]] std::int64_t data_words_per_instance() const { return data_bytes_per_instance / 4; }
  [[nodiscard]] int weight_words_of(int processor) const {
    return processor % processors_per_quadrant == 0 ? weight_words_first : weight_words;
  }
  [[nodiscard]] std::int64_t weight_bytes() const;
  /// An int8 bias; or 32-bit bias, 32-bit multiplier and shift of an output channel.
  [[nodiscard]] int bias_bytes_per_channel() const { return requantization == "multiplier" ? 9 : 1; }
  /// Weights of one 72-bit word: taps an array cycle applies per processor.
  [[nodiscard]] int taps_per_cycle() const { return word_bits / 8; }
  /// Multiply-accumulates a cycle with every processor busy.
  [[nodiscard]] std::int64_t peak_macs() const { return std::int64_t{processors()} * taps_per_cycle(); }
  [[nodiscard]] bool any_kernel() const { return kernels == "any"; }
  /// CNN-clock cycles of `units` bus transfers of `apb_cycles` each, rounded up once over the whole burst.
  [[nodiscard]] std::uint64_t bus_cycles(std::int64_t units, double apb_cycles) const;
};

}  // namespace quartet::cnn
