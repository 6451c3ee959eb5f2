#include "tests/fuzz/seeds/seeds.hpp"

#include "frontends/model/network_json.hpp"
#include "tests/fuzz/seeds/golden_bundle.hpp"
#include "tests/fuzz/seeds/tflite_builder.hpp"
#include "tests/unit/onnx/model_builder.hpp"
#include "workloads/data/npy_header.hpp"

namespace quartet::test {
namespace {

std::vector<std::uint8_t> of_text(const std::string& text) {
  return {text.begin(), text.end()};
}

TfliteBuilder transposed() {
  TfliteBuilder b;
  const int in = b.activation("input", {1, 3, 3, 2}, 0.5F, -4);
  const int out = b.activation("up", {1, 6, 6, 3}, 0.5F, 1);
  b.transpose_conv({b.int32s("shape", {4}, {1, 6, 6, 3}), b.weights("w", {3, 3, 3, 2}), in,
                    b.int32s("bias", {3}, {1, 2, 3})},
                   out, {tfl_schema::Padding::SAME, 2, 2});
  b.inputs = {in};
  b.outputs = {out};
  return b;
}

ModelBuilder convolution_onnx() {
  ModelBuilder b;
  b.input("input", {1, 2, 6, 5})
      .output("output")
      .qdq("input", "x", 0.5F, 0)
      .weights("w", {3, 2, 3, 3}, {0.02F});
  b.node("Conv", {"x", "w"}, {"y"}).ints("pads", {1, 1, 1, 1});
  b.node("Relu", {"y"}, {"r"});
  b.node("MaxPool", {"r"}, {"m"}).ints("kernel_shape", {2, 2});
  b.qdq("m", "q", 0.4F, 0);
  b.node("Flatten", {"q"}, {"f"});
  b.weights("v", {60, 2}, {0.02F}, 1).node("MatMul", {"f", "v"}, {"g"});
  b.quant("g", "output", 0.5F);
  return b;
}

ModelBuilder residual_onnx() {
  ModelBuilder b;
  b.input("input", {1, 2, 4, 4}).output("output");
  b.quant("input", "x", 0.25F, 4);
  b.random_floats("w", {2, 2, 1, 1}, 0.9F, 3).quant("w", "wq", 0.125F, 4);
  b.node("Conv", {"x", "wq"}, {"y"});
  b.quant("y", "yq", 0.25F, 4);
  b.node("Add", {"x", "yq"}, {"s"});
  b.quant("s", "output", 0.5F, 4);
  return b;
}

}  // namespace

std::vector<Seed> tflite_seeds() {
  return {{"small.tflite", small_tflite().bytes()}, {"transposed.tflite", transposed().bytes()}};
}

std::vector<Seed> onnx_seeds() {
  return {{"convolution.onnx", convolution_onnx().bytes()}, {"residual.onnx", residual_onnx().bytes()}};
}

std::vector<Seed> npy_seeds() {
  std::vector<Seed> seeds;
  for (const NpyType type :
       {NpyType::i8, NpyType::u16, NpyType::i32, NpyType::i64, NpyType::f16, NpyType::f64}) {
    std::vector<std::uint8_t> bytes = npy_header_bytes(type, {2, 3});
    for (std::size_t i = 0; i < 6 * npy_item_size(type); ++i)
      bytes.push_back(static_cast<std::uint8_t>(37 * i));
    seeds.push_back({std::string(npy_type_name(type)) + ".npy", std::move(bytes)});
  }
  return seeds;
}

std::vector<Seed> layer_list_seeds() {
  return {{"small.list", small_layer_list().bytes()}};
}

std::vector<Seed> golden_seeds() {
  return {{"small.golden", small_golden().bytes()}};
}

std::vector<Seed> network_json_seeds() {
  const auto network = small_golden().read();
  return {{"small.network.json", network ? of_text(write_network_json(network->network)) : std::vector<std::uint8_t>{}}};
}

std::vector<Seed> toml_seeds() {
  return {{"array.toml",
           of_text("clock_hz = 50e6\nprocessors = 64\nfifo = true\nmode = \"fast\"\n[memory]\nbytes = { "
                   "value = 524288, source = \"A1\", confidence = \"published\" }\n")},
          {"nested.toml", of_text("memory.bytes = 0x400 # hexadecimal\nlist = [1, 2.5, \"three\", [true], {a "
                                  "= 1}]\n[[tables]]\nname = '''raw'''\n[[tables]]\nname = \"é\\u00e9\"\n")},
          {"config.json",
           of_text("{\"clock_hz\": 1e6, \"memory\": {\"bytes\": [1, -2, null]}, \"mode\": \"slow\"}")}};
}

}  // namespace quartet::test
