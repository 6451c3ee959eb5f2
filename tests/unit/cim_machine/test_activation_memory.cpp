#include <gtest/gtest.h>

#include "tests/unit/cim_machine/machines.hpp"

namespace quartet::test {
namespace {

TEST(ActivationMemory, AChainNeedsItsLargestNeighbours) {
  NetworkBuilder b;
  TensorId x = b.input({4, 4, 2});  // 32 bytes
  x = b.conv("conv2d", x, 5, {});   // 80
  x = b.conv("conv2d", x, 3, {});   // 48
  x = b.conv("conv2d", x, 1, {});   // 16
  const auto memory = cim::place_activations(b.finish(x));
  EXPECT_EQ(memory.bytes, 80 + 48);
}

TEST(ActivationMemory, ASkipConnectionStaysUntilItIsRead) {
  NetworkBuilder b;
  const TensorId in = b.input({4, 4, 2});
  const TensorId first = b.conv("conv2d", in, 2, {});
  const TensorId second = b.conv("conv2d", first, 2, {});
  const TensorId third = b.conv("conv2d", second, 2, {});
  const Network network = b.finish(b.eltwise("add", {first, third}));
  const auto memory = cim::place_activations(network);
  const auto at = [&](TensorId id) { return memory.address[static_cast<std::size_t>(id)]; };
  EXPECT_NE(at(first), at(second));
  EXPECT_NE(at(first), at(third));
  EXPECT_NE(at(second), at(third));
  EXPECT_EQ(memory.bytes, 4 * 32 - 32);  // three at a time
}

TEST(ActivationMemory, WideResultsTakeFourBytesAnElement) {
  NetworkBuilder b;
  const Network network = b.finish(b.linear(b.input({20}), 7, true));
  EXPECT_EQ(cim::place_activations(network).bytes, 20 + 7 * 4);
}

}  // namespace
}  // namespace quartet::test
