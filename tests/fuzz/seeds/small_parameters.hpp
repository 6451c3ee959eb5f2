// A few declared parameters of every type: what configuration texts are applied to.
#pragma once

#include <cstdint>
#include <string>

#include "sim/config/parameter_set.hpp"

namespace quartet::test {

struct SmallParameters {
  std::int64_t bytes = 1024;
  int processors = 64;
  double clock_hz = 50e6;
  bool fifo = false;
  std::string mode = "fast";

  [[nodiscard]] ParameterSet set() {
    ParameterSet p;
    p.real("clock_hz", clock_hz, "Hz", {1.0, 1e9}, "Clock.");
    p.integer("processors", processors, "", {1, 64}, "Processors.");
    p.boolean("fifo", fifo, "Whether there is a FIFO.");
    p.text("mode", mode, {"fast", "slow"}, "Mode.");
    p.integer("memory.bytes", bytes, "B", {0, 1 << 30}, "Memory.");
    return p;
  }
};

}  // namespace quartet::test
