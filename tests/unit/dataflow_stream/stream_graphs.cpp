#include "stream_graphs.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "sim/base/philox.hpp"

namespace quartet::test {
using namespace dataflow;

StreamGraph alone(UnitSpec unit, Lanes values, Pattern in, Pattern out) {
  StreamGraph g;
  g.name = unit.name;
  const auto ports = ports_of(unit);
  if (!ports) {
    ADD_FAILURE() << ports.error().text();
    return g;
  }
  for (const Port& p : *ports) {
    if (p.is_input) {
      auto data = g.sources.empty() && !values.empty() ? std::make_shared<const Lanes>(std::move(values)) : nullptr;
      g.sources.push_back({"source " + p.name, {unit.name, p.name}, in, 0, std::move(data)});
    } else {
      g.sinks.push_back({"sink " + p.name, {unit.name, p.name}, out, 0});
    }
  }
  g.units = {std::move(unit)};
  return g;
}

StreamGraph fork_join(std::int64_t bypass, std::int64_t mw) {
  StreamGraph g;
  g.name = "fork and join";
  g.units = {{"fork", "duplicate", {{"channels", mw}, {"pe", 1}, {"bits", 8}}, "", {}},
             {"matrix", "mvau", {{"mw", mw}, {"mh", mw}, {"pe", 1}, {"simd", 1}, {"abits", 8}, {"wbits", 8}, {"accbits", 8}}, "lut", {}},
             {"sum", "add", {{"channels", mw}, {"pe", 1}, {"bits", 8}, {"out_bits", 8}}, "", {}}};
  g.edges = {{{"fork", "out0"}, {"matrix", "in"}, 2, "into the matrix"},
             {{"matrix", ""}, {"sum", "a"}, 2, "out of the matrix"},
             {{"fork", "out1"}, {"sum", "b"}, bypass, "bypass"}};
  g.sources = {{"source", {"fork", ""}, always(), 0, nullptr}};
  g.sinks = {{"sink", {"sum", ""}, always(), 0}};
  return g;
}

Lanes values_of(UnitSpec unit, Lanes values, std::int64_t samples) {
  StreamOptions options;
  options.samples = samples;
  options.values = true;
  const auto r = run_stepped(alone(std::move(unit), std::move(values)), options);
  if (!r || r->deadlock) {
    ADD_FAILURE() << (r ? r->deadlock->text() : r.error().text());
    return {};
  }
  return r->outputs.front();
}

Lanes counting(std::int64_t count) {
  Lanes all(static_cast<std::size_t>(count));
  std::iota(all.begin(), all.end(), 0);
  return all;
}

Lanes random_lanes(std::int64_t count, std::int32_t low, std::int32_t high, std::uint64_t seed) {
  Lanes all;
  for (std::int64_t i = 0; i < count; ++i) {
    all.push_back(low + static_cast<std::int32_t>(uniform01(seed, 0, static_cast<std::uint64_t>(i)) * (high - low + 1)));
  }
  return all;
}

}  // namespace quartet::test
