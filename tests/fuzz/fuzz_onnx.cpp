// libFuzzer target: any bytes as an ONNX or QONNX model.
#include "frontends/model/import.hpp"
#include "tests/fuzz/seeds/exercise.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto network = quartet::import_onnx({data, size}, "fuzz");
  if (network) quartet::test::exercise(*network);
  return 0;
}
