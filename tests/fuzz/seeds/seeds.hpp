// Valid inputs of every reader, made here and not taken from any file: where fuzzing and mutation start.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace quartet::test {

struct Seed {
  std::string name;
  std::vector<std::uint8_t> bytes;
};

[[nodiscard]] std::vector<Seed> tflite_seeds();
[[nodiscard]] std::vector<Seed> onnx_seeds();
[[nodiscard]] std::vector<Seed> npy_seeds();
[[nodiscard]] std::vector<Seed> golden_seeds();
[[nodiscard]] std::vector<Seed> layer_list_seeds();
[[nodiscard]] std::vector<Seed> network_json_seeds();
[[nodiscard]] std::vector<Seed> toml_seeds();

}  // namespace quartet::test
