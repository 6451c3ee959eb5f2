// Writes the seeds of every fuzzer into FOLDER/TARGET: write_seeds FOLDER.
#include <cstdio>
#include <filesystem>
#include <string>

#include "sim/base/files.hpp"
#include "tests/fuzz/seeds/seeds.hpp"

namespace {

bool write(const std::filesystem::path& folder, const std::vector<quartet::test::Seed>& seeds) {
  std::filesystem::create_directories(folder);
  for (const auto& seed : seeds) {
    if (!quartet::write_bytes(folder / seed.name, seed.bytes)) return false;
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: write_seeds FOLDER\n", stderr);
    return 2;
  }
  namespace t = quartet::test;
  const std::filesystem::path folder = argv[1];
  const bool written =
      write(folder / "fuzz_tflite", t::tflite_seeds()) && write(folder / "fuzz_onnx", t::onnx_seeds()) &&
      write(folder / "fuzz_npy", t::npy_seeds()) && write(folder / "fuzz_golden_json", t::golden_seeds()) &&
      write(folder / "fuzz_layer_list", t::layer_list_seeds()) &&
      write(folder / "fuzz_network_json", t::network_json_seeds()) && write(folder / "fuzz_toml", t::toml_seeds());
  return written ? 0 : 1;
}
