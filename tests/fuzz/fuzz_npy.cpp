// libFuzzer target: any bytes as a .npy file; what reads must be what its header says.
#include <cstdlib>

#include "workloads/data/npy.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto array = quartet::parse_npy({data, size}, "fuzz");
  if (!array) return 0;
  const auto elements = static_cast<std::size_t>(array->elements());
  if (array->data.size() != elements * quartet::npy_item_size(array->type)) std::abort();
  if (array->as_double().size() != elements) std::abort();
  const auto integers = array->as_int32();
  if (integers && integers->size() != elements) std::abort();
  return 0;
}
