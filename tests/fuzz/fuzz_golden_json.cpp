// libFuzzer target: any bytes as a recorded network with its arrays (tests/fuzz/seeds/golden_bundle.hpp).
#include "tests/fuzz/seeds/exercise.hpp"
#include "tests/fuzz/seeds/golden_bundle.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto golden = quartet::test::GoldenBundle::parse({data, size}).read();
  if (golden) quartet::test::exercise(golden->network);
  return 0;
}
