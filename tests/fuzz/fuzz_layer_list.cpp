// libFuzzer target: any bytes as a layer list with its arrays (tests/fuzz/seeds/golden_bundle.hpp).
#include "tests/fuzz/seeds/exercise.hpp"
#include "tests/fuzz/seeds/golden_bundle.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto network = quartet::test::GoldenBundle::parse({data, size}).read_layer_list();
  if (network) quartet::test::exercise(*network);
  return 0;
}
