// Random legal layer chains, with the shapes that counting by hand gives.
#pragma once

#include <vector>

#include "tests/unit/graph/network_builder.hpp"

namespace quartet::test {

struct RandomChain {
  NetworkBuilder builder;
  std::vector<Shape> shapes;  ///< expected output shape of each layer
};

/// Draws a chain of 1 to 6 layers of most operators. Call inside a property.
[[nodiscard]] RandomChain random_chain();

}  // namespace quartet::test
