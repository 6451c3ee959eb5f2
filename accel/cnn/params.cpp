#include "accel/cnn/params.hpp"

#include <cmath>

namespace quartet::cnn {

namespace {

constexpr double kMany = 1 << 20;

void declare_array(Params& p, ParameterSet& set) {
  set.integer("cnn.quadrants", p.quadrants, "", {1, 4}, "groups of processors that are switched on together");
  set.integer("cnn.processors_per_quadrant", p.processors_per_quadrant, "", {4, 64},
              "processors in a quadrant");
  set.integer("cnn.processors_per_instance", p.processors_per_instance, "", {4, 4},
              "processors that share one data-memory instance: one byte each of its 32-bit word");
  set.integer("cnn.data_bytes_per_instance", p.data_bytes_per_instance, "B", {64, 1 << 24},
              "size of one data-memory instance");
  set.integer("cnn.weight_words", p.weight_words, "", {1, kMany}, "weight-memory words of a processor");
  set.integer("cnn.weight_words_first", p.weight_words_first, "", {1, kMany},
              "weight-memory words of the first processor of each quadrant");
  set.integer("cnn.word_bits", p.word_bits, "bit", {72, 72},
              "width of a weight-memory word: nine 8-bit weights");
  set.integer("cnn.bias_bytes_per_quadrant", p.bias_bytes_per_quadrant, "B", {0, 1 << 24},
              "bias memory of a quadrant");
  set.integer("cnn.line_buffer_entries", p.line_buffer_entries, "", {1, kMany},
              "bytes of the row line buffer (TRAM) of a processor");
}

void declare_layer_limits(Params& p, ParameterSet& set) {
  set.integer("cnn.max_layers", p.max_layers, "", {1, 4096}, "hardware layers of a network");
  set.integer("cnn.max_rows", p.max_rows, "", {1, 65535}, "rows of a layer's input");
  set.integer("cnn.max_columns", p.max_columns, "", {1, 65535}, "columns of a layer's input");
  set.integer("cnn.max_channels", p.max_channels, "", {1, 65535}, "channels of a layer's input or output");
  set.integer("cnn.max_passes", p.max_passes, "", {1, 1024}, "passes over groups of input channels");
  set.integer("cnn.min_weight_bits", p.min_weight_bits, "bit", {1, 8},
              "narrowest weight; powers of two from it to 8 are allowed");
  set.boolean("cnn.bipolar_weights", p.bipolar_weights, "weights of -1 and +1");
  set.boolean("cnn.depthwise", p.depthwise, "depthwise convolution (groups = channels)");
  set.integer("cnn.depthwise_slots", p.depthwise_slots, "cycle", {1, 64},
              "write cycles of one depthwise output pixel and pass: processors of an instance take turns on "
              "its port");
  set.text("cnn.requantization", p.requantization, {"shift", "multiplier"},
           "how accumulators become 8-bit outputs");
  set.text("cnn.kernels", p.kernels, {"native", "any"},
           "native: 3x3 and 1x1 (1-D: 1..max_kernel_1d), equal padding; any: every size and padding");
  set.integer("cnn.max_kernel_1d", p.max_kernel_1d, "", {1, 1024}, "longest 1-D kernel");
  set.integer("cnn.max_kernel_2d", p.max_kernel_2d, "", {1, 1024}, "largest side of a 2-D kernel");
  set.integer("cnn.max_stride", p.max_stride, "", {1, 16}, "largest stride of a convolution");
  set.integer("cnn.max_dilation_1d", p.max_dilation_1d, "", {1, 65535}, "largest dilation of a 1-D kernel");
  set.integer("cnn.max_dilation_2d", p.max_dilation_2d, "", {1, 16}, "largest dilation of a 2-D kernel");
  set.integer("cnn.max_padding", p.max_padding, "", {0, 1024}, "largest padding on a side");
  set.integer("cnn.max_flatten_inputs", p.max_flatten_inputs, "", {1, 1 << 24},
              "inputs of a linear layer that reads rows and columns");
  set.integer("cnn.max_flatten_pixels", p.max_flatten_pixels, "", {1, 65536},
              "pixels per channel of such a layer");
}

void declare_unit_limits(Params& p, ParameterSet& set) {
  set.integer("cnn.max_pool_window", p.max_pool_window, "", {1, 1024}, "largest side of a pooling window");
  set.integer("cnn.max_pool_stride", p.max_pool_stride, "", {1, 1024}, "largest pooling stride");
  set.integer("cnn.max_pool_passes", p.max_pool_passes, "", {1, 1024},
              "passes of a pooling layer without convolution");
  set.integer("cnn.max_operands", p.max_operands, "", {1, 16}, "operands of an element-wise operation");
  set.integer("cnn.max_stream_layers", p.max_stream_layers, "", {0, 64}, "first layers that may stream");
  set.integer("cnn.max_fifo_channels", p.max_fifo_channels, "", {0, 64},
              "input channels that the FIFOs can deliver");
  set.integer("cnn.fifo_words", p.fifo_words, "", {1, 4096}, "depth of a FIFO in 32-bit words");
  set.boolean("cnn.eltwise_preread", p.eltwise_preread,
              "element-wise before pooling re-reads padding once per weight word below the layer's kernels");
}

void declare_time(Params& p, ParameterSet& set) {
  set.real("cnn.clock_hz", p.clock_hz, "Hz", {1e3, 1e10}, "clock of the array");
  set.real("cnn.apb_clock_hz", p.apb_clock_hz, "Hz", {1e3, 1e10}, "clock of the peripheral bus");
  set.integer("cnn.startup_cycles", p.startup_cycles, "cycle", {0, kMany},
              "array cycles between start and the first layer");
  set.real("cnn.weight_load_apb_cycles_per_byte", p.weight_load_apb_cycles_per_byte, "cycle/B", {0, 1e4},
           "bus cycles for a byte of weights, the host's share included");
  set.real("cnn.input_load_apb_cycles_per_word", p.input_load_apb_cycles_per_word, "cycle/word", {0, 1e4},
           "bus cycles for a 32-bit word of input, the host's share included");
  set.real("cnn.readout_apb_cycles_per_word", p.readout_apb_cycles_per_word, "cycle/word", {0, 1e4},
           "bus cycles for a 32-bit word of results, the host's share included");
  set.real("cnn.start_apb_cycles", p.start_apb_cycles, "cycle", {0, 1e6},
           "bus cycles from the host's decision to the start bit");
  set.real("cnn.interrupt_apb_cycles", p.interrupt_apb_cycles, "cycle", {0, 1e6},
           "bus cycles from the last layer to the host's handler");
  set.text(
      "cnn.fifo", p.fifo, {"auto", "on", "off"},
      "feed the first layers through the FIFOs: auto = where the network asks or its input does not fit");
  set.boolean("cnn.overlap_load", p.overlap_load, "load the next input while the layers run");
  set.real("cnn.activity", p.activity, "", {0.2, 2.0},
           "data-dependent switching relative to an average network");
}

}  // namespace

void Params::declare(ParameterSet& set) {
  declare_array(*this, set);
  declare_layer_limits(*this, set);
  declare_unit_limits(*this, set);
  declare_time(*this, set);
}

std::int64_t Params::weight_bytes() const {
  std::int64_t words = 0;
  for (int p = 0; p < processors(); ++p) words += weight_words_of(p);
  return words * word_bits / 8;
}

std::uint64_t Params::bus_cycles(std::int64_t units, double apb_cycles) const {
  const double cycles = static_cast<double>(units) * apb_cycles * clock_hz / apb_clock_hz;
  return static_cast<std::uint64_t>(std::ceil(cycles - 1e-6));  // 1e-6: an exact integer must not round up
}

}  // namespace quartet::cnn
