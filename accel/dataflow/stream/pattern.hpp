// The five patterns of the recorded cycles, as a source and as a sink sees them.
//
// A source decides in each cycle in which it holds no beat; having decided, it holds valid until ready. A sink decides in
// every cycle. Source: golden file conventions (one draw a decision), checked by tests/golden/dataflow_stream.
#pragma once

#include <algorithm>
#include <cstdint>

#include "accel/dataflow/stream/stream_graph.hpp"

namespace quartet::dataflow::stream {

/// The generator of the recordings; a bit a draw.
class Lcg {
 public:
  explicit Lcg(std::uint32_t seed) : x_(seed) {}
  std::uint32_t next() { return x_ = x_ * 1664525U + 1013904223U; }
  bool bit() { return ((next() >> 15) & 1U) != 0; }

 private:
  std::uint32_t x_;
};

/// Cycles in which the pattern says yes. next(t) gives the first such cycle >= t; calls go forward in time.
class PatternWalk {
 public:
  PatternWalk(Pattern pattern, bool draws_every_cycle) : p_(pattern), every_(draws_every_cycle), lcg_(pattern.seed) {}

  std::uint64_t next(std::uint64_t from) {
    switch (p_.kind) {
      case Pattern::Kind::blocked:
        return std::max(from, p_.until);
      case Pattern::Kind::lcg50:
        return draw(from);
      case Pattern::Kind::periodic:
        break;
    }
    return (from + p_.period - 1) / p_.period * p_.period;
  }

 private:
  std::uint64_t draw(std::uint64_t from) {
    if (every_) {
      for (; drawn_ < from; ++drawn_) (void)lcg_.next();
    }
    std::uint64_t t = from;
    while (!lcg_.bit()) ++t;
    drawn_ = t + 1;
    return t;
  }

  Pattern p_;
  bool every_;
  Lcg lcg_;
  std::uint64_t drawn_ = 0;
};

}  // namespace quartet::dataflow::stream
