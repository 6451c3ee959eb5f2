#include "accel/cnn/model/array.hpp"

#include <cmath>

namespace quartet::cnn {

namespace {

std::vector<std::unique_ptr<Quadrant>> make_quadrants(const Params& params) {
  std::vector<std::unique_ptr<Quadrant>> all;
  for (int q = 0; q < params.quadrants; ++q)
    all.push_back(std::make_unique<Quadrant>(("quadrant_" + std::to_string(q)).c_str(), params, q));
  return all;
}

}  // namespace

Array::Array(const sc_core::sc_module_name& name, const Network& network, const Program& program,
             const Params& params, sc_core::sc_time cycle, const KernelLayouts& layouts, Rounding rounding)
    : sc_module(name),
      data_memory(params),
      quadrants(make_quadrants(params)),
      fifo("fifo", params.instances()),
      apb("apb", params, cycle, quadrants, data_memory, fifo),
      data_path("data_path", network, program, params, layouts, quadrants, data_memory, fifo, rounding),
      sequencer("sequencer", program, params, cycle, {apb, data_path, data_memory, fifo, quadrants}) {}

sc_core::sc_time array_cycle(const Params& params) {
  return {std::round(1e12 / params.clock_hz), sc_core::SC_PS};
}

}  // namespace quartet::cnn
