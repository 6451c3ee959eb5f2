#include "frontends/model/import.hpp"

#include <algorithm>
#include <string_view>

#include "frontends/model/golden_json.hpp"
#include "frontends/model/layer_list.hpp"
#include "frontends/model/network_json.hpp"
#include "sim/base/files.hpp"

namespace quartet {
namespace {

constexpr const char* kKnownFormats =
    "known are .tflite (TFL3), .onnx, recorded networks (quartet-golden-1, network.json), networks "
    "that a pass wrote (quartet-network-1) and layer lists (MVAU, model.json)";

bool is_tflite(std::string_view bytes) {
  return bytes.size() >= 8 && bytes.substr(4, 4) == "TFL3";
}

bool is_json(std::string_view bytes) {
  const std::size_t first = bytes.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && bytes[first] == '{';
}

bool is_text(std::string_view bytes) {
  constexpr std::size_t kLookedAt = 512;
  const std::string_view start = bytes.substr(0, kLookedAt);
  return std::all_of(start.begin(), start.end(), [](char c) {
    const auto code = static_cast<unsigned char>(c);
    return code >= 0x20 || c == '\t' || c == '\r' || c == '\n';
  });
}

/// The protobuf message ModelProto starts with the key of one of its fields (field number · 8 + wire type).
bool may_be_onnx(std::string_view bytes) {
  constexpr std::string_view kFirstBytes = "\x08\x12\x1a\x22\x28\x32\x3a\x42\x72\xa2\xca";
  return kFirstBytes.find(bytes[0]) != std::string_view::npos;
}

Result<Network> import_json(const std::filesystem::path& path, std::string_view text) {
  const auto load = [&](const std::string& file) { return read_npy(path.parent_path() / file); };
  if (is_network_json(text)) return parse_network_json(std::string(text), path.string());
  if (is_layer_list(text)) {
    auto network = parse_layer_list(std::string(text), load, path.string());
    // The file of such a list is called model.json; its folder has the name.
    std::error_code unknown;
    const std::filesystem::path full = std::filesystem::absolute(path, unknown);
    if (network && !unknown) network->name = full.parent_path().filename().string();
    return network;
  }
  auto golden = parse_golden_network(std::string(text), load, path.string());
  if (!golden) return pass(std::move(golden.error()));
  return std::move(golden->network);
}

}  // namespace

Result<Network> import_model(const std::filesystem::path& path) {
  const auto bytes = read_bytes(path);
  if (!bytes) return pass(bytes.error());
  const std::string_view view(reinterpret_cast<const char*>(bytes->data()), bytes->size());
  const std::string place = path.string();
  if (view.empty()) return bad_input(place, "is empty", kKnownFormats);
  if (is_json(view)) return import_json(path, view);
  if (!is_tflite(view) && is_text(view)) return bad_input(place, "is a text, not a model", kKnownFormats);
  if (!is_tflite(view) && !may_be_onnx(view))
    return bad_input(place, "is not a model of a known format, or is truncated", kKnownFormats);
  auto network = is_tflite(view) ? import_tflite(*bytes, place) : import_onnx(*bytes, place);
  if (network) network->name = path.stem().string();
  return network;
}

}  // namespace quartet
