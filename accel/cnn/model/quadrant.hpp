// A quadrant: sixteen processors, each with its weight memory and line buffer, and the bias memory they
// share.
#pragma once

#include <memory>
#include <systemc>
#include <vector>

#include "accel/cnn/params.hpp"
#include "memory/sram.hpp"

namespace quartet::cnn {

class Processor : public sc_core::sc_module {
 public:
  Processor(const sc_core::sc_module_name& name, const Params& params, int number)
      : sc_module(name),
        weight_sram({"weight_sram", std::int64_t{params.weight_words_of(number)} * params.word_bits / 8,
                     params.word_bits / 8}),
        line_buffer({"line_buffer", params.line_buffer_entries, 1}) {}

  Sram weight_sram;
  Sram line_buffer;  ///< TRAM: its accesses are counted; the values that pass through it are those of the
                     ///< data memory
};

class Quadrant : public sc_core::sc_module {
 public:
  Quadrant(const sc_core::sc_module_name& name, const Params& params, int number)
      : sc_module(name), bias_sram({"bias_sram", params.bias_bytes_per_quadrant, 1}) {
    for (int p = 0; p < params.processors_per_quadrant; ++p) {
      processors.push_back(std::make_unique<Processor>(("processor_" + std::to_string(p)).c_str(), params,
                                                       number * params.processors_per_quadrant + p));
    }
  }

  std::vector<std::unique_ptr<Processor>> processors;
  Sram bias_sram;
  std::uint64_t active_cycles = 0;  ///< in layers that have processors here
};

}  // namespace quartet::cnn
