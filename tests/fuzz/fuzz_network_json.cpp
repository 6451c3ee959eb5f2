// libFuzzer target: any bytes as a network that a pass wrote.
#include "frontends/model/network_json.hpp"
#include "tests/fuzz/seeds/exercise.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto network = quartet::parse_network_json({reinterpret_cast<const char*>(data), size}, "fuzz");
  if (network) quartet::test::exercise(*network);
  return 0;
}
