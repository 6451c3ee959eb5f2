// Model files become networks: TensorFlow Lite (.tflite), ONNX and QONNX (.onnx), recorded golden networks,
// networks that a pass wrote and layer lists (.json).
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "workloads/graph/network.hpp"

namespace quartet {

/// Reads a model of any known format (told by content, not by name), with infer_and_validate done. Unsupported operators
/// are one error that lists all of them with their places and what is supported.
[[nodiscard]] Result<Network> import_model(const std::filesystem::path& path);

/// The readers on bytes: what the fuzzers drive. `name` names the network and the place of errors.
[[nodiscard]] Result<Network> import_tflite(std::span<const std::uint8_t> bytes, const std::string& name);
[[nodiscard]] Result<Network> import_onnx(std::span<const std::uint8_t> bytes, const std::string& name);

}  // namespace quartet
