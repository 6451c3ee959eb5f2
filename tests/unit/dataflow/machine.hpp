// A board as the tests use it: its platform file, with settings.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "accel/dataflow/dataflow_target.hpp"
#include "accel/platform.hpp"

namespace quartet::test {

class Machine {
 public:
  explicit Machine(const std::string& platform = "pynq-z2", const std::vector<std::pair<std::string, std::string>>& settings = {}) {
    auto loaded = load_platform(platform);
    if (!loaded) throw std::logic_error(loaded.error().text());
    target = std::move(*loaded);
    for (const auto& [name, value] : settings) set(name, value);
  }
  void set(const std::string& name, const std::string& value) {
    if (const auto done = target->parameters().set("dataflow." + name, value); !done) throw std::logic_error(done.error().text());
  }
  [[nodiscard]] const dataflow::DataflowTarget& dataflow() const { return dynamic_cast<const dataflow::DataflowTarget&>(*target); }

  std::unique_ptr<ITarget> target;
};

/// PE and SIMD of the matrix units, "32:10,…".
[[nodiscard]] inline std::string folds(const Machine& machine, const dataflow::DataflowTarget::Built& built) {
  return dataflow::folding_text(built.pipeline, built.folded.design.folding, machine.dataflow().params());
}

[[nodiscard]] inline const Figure* figure(const std::vector<Figure>& figures, const std::string& name) {
  for (const Figure& f : figures) {
    if (f.name == name) return &f;
  }
  return nullptr;
}

/// One problem whose cause and remedy hold these words.
[[nodiscard]] inline bool says(const Error& error, const std::string& cause, const std::string& remedy) {
  for (const Problem& p : error.problems) {
    if (p.cause.find(cause) != std::string::npos && p.remedy.find(remedy) != std::string::npos) return true;
  }
  return false;
}

[[nodiscard]] inline Values values_for(const Tensor& t, std::uint64_t seed = 3) {
  Values values(static_cast<std::size_t>(t.elements()));
  std::uint64_t state = seed;
  for (std::int32_t& v : values) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    v = static_cast<std::int32_t>(t.type.min() + static_cast<std::int64_t>((state >> 33) % static_cast<std::uint64_t>(t.type.max() - t.type.min() + 1)));
  }
  return values;
}

}  // namespace quartet::test
