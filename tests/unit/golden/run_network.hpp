// Runs a small network and gives its output.
#pragma once

#include <gtest/gtest.h>

#include "tests/unit/graph/network_builder.hpp"
#include "workloads/golden/interpreter.hpp"

namespace quartet::test {

/// Infers, validates, creates and runs; a failure of any of these fails the test and gives no values.
inline Values run_network(Network network, const std::vector<Values>& inputs,
                          Interpreter::Options options = {}) {
  const auto valid = infer_and_validate(network);
  EXPECT_TRUE(valid.has_value()) << (valid ? "" : valid.error().text());
  if (!valid) return {};
  auto interpreter = Interpreter::create(network, options);
  EXPECT_TRUE(interpreter.has_value()) << (interpreter ? "" : interpreter.error().text());
  if (!interpreter) return {};
  const auto ran = interpreter->run(inputs);
  EXPECT_TRUE(ran.has_value()) << (ran ? "" : ran.error().text());
  return ran ? interpreter->tensor(network.outputs.at(0)) : Values{};
}

inline constexpr Interpreter::Isa kEveryIsa[] = {Interpreter::Isa::portable, Interpreter::Isa::avx2,
                                                 Interpreter::Isa::avx512_vnni};

}  // namespace quartet::test
