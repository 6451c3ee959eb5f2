#include "tests/fuzz/seeds/golden_bundle.hpp"

#include <algorithm>

#include "frontends/model/layer_list.hpp"
#include "workloads/data/npy_header.hpp"

namespace quartet::test {

std::vector<std::uint8_t> GoldenBundle::bytes() const {
  std::vector<std::uint8_t> out(json.begin(), json.end());
  out.push_back(0);
  for (const auto& [name, data] : arrays) {
    out.insert(out.end(), name.begin(), name.end());
    out.push_back(0);
    for (int shift = 0; shift < 32; shift += 8)
      out.push_back(static_cast<std::uint8_t>(data.size() >> shift));
    out.insert(out.end(), data.begin(), data.end());
  }
  return out;
}

GoldenBundle GoldenBundle::parse(std::span<const std::uint8_t> bytes) {
  GoldenBundle out;
  const auto take_text = [&] {
    const auto end = std::find(bytes.begin(), bytes.end(), 0);
    std::string text(bytes.begin(), end);
    bytes = bytes.subspan(std::min(bytes.size(), text.size() + 1));
    return text;
  };
  out.json = take_text();
  while (!bytes.empty()) {
    const std::string name = take_text();
    if (bytes.size() < 4) break;
    const std::size_t length = bytes[0] | (std::size_t{bytes[1]} << 8) | (std::size_t{bytes[2]} << 16) |
                               (std::size_t{bytes[3]} << 24);
    bytes = bytes.subspan(4);
    const std::size_t have = std::min(length, bytes.size());
    out.arrays[name].assign(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(have));
    bytes = bytes.subspan(have);
  }
  return out;
}

ArrayLoader GoldenBundle::loader() const {
  return [this](const std::string& name) -> Result<NpyArray> {
    const auto found = arrays.find(name);
    if (found == arrays.end()) return bad_input(name, "cannot be opened");
    return parse_npy(found->second, name);
  };
}

Result<GoldenNetwork> GoldenBundle::read() const {
  return parse_golden_network(json, loader(), "bundle");
}

Result<Network> GoldenBundle::read_layer_list() const {
  return parse_layer_list(json, loader(), "bundle");
}

void GoldenBundle::array(const std::string& name, std::vector<std::int64_t> shape, std::int32_t modulus,
                         std::int32_t first) {
  std::vector<std::uint8_t> out = npy_header_bytes(NpyType::i8, shape);
  std::int64_t count = 1;
  for (const std::int64_t d : shape) count *= d;
  for (std::int64_t i = 0; i < count; ++i)
    out.push_back(static_cast<std::uint8_t>(first + static_cast<std::int32_t>(i % modulus)));
  arrays[name] = std::move(out);
}

GoldenBundle small_layer_list() {
  GoldenBundle b;
  b.json =
      R"({"layers":[{"kind":"MVAU","MW":6,"MH":4,"weight_bits":3,"act_out_bits":2,"weights":"w0.npy","thresholds":"t0.npy"},
{"kind":"MVAU no activation","MW":4,"MH":3,"weight_bits":3,"weights":"w1.npy"}],"input":"6 int8 values"})";
  b.array("w0.npy", {4, 6});
  b.array("t0.npy", {4, 3}, 60, -30);
  b.array("w1.npy", {3, 4});
  return b;
}

GoldenBundle small_golden() {
  GoldenBundle b;
  const std::string model =
      R"("cycle_model_inputs":{"input_chan":1,"input_dim":[4,6],"pool":[1,1],"pool_stride":[1,1],"pooled_dim":[4,6],"multipass":1,"output_chan":1,"output_dim":[4,6],"kernel_size":[3,3],"padding":[1,1],"num_elements":1,"pool_first":true,"passthrough":false,"pass_out_chan":1,"flatten":false,"streaming":false,"kern_offs":5},"cycles_estimate":100,"macs":10,)";
  b.json =
      R"({"format":"quartet-golden-1","name":"small","device":"MAX78000","total_cycles_estimate":301,"startup_cycles":1,"total_macs":30,"weight_bytes":9,"bias_bytes":2,"silicon":"compared","layers":[
{"index":0,"name":"first","processors":"0x3","output_processors":"0xf0","data_format":"CHW","weight_bits":8,"input":"input.npy","output":"L00_out.npy",)" +
      model + R"("steps":[
 {"op":"pool","in_shape":[1,2,8,6],"out_shape":[1,2,4,3],"dilation":[1,1],"pool":[2,2],"pool_stride":[2,2],"operands":1,"mode":"max","rounding":false},
 {"op":"conv2d","in_shape":[2,4,3],"out_shape":[4,4,3],"kernel_size":[3,3],"padding":[1,1],"dilation":[1,1],"stride":[1,1],"groups":1,"output_width":8,"output_shift":-1,"bypass":false,"activation":"relu","weights":"L00_w.npy"}]},
{"index":1,"processors":"0xf","weight_bits":0,"input":"previous layer output","output":"L01_out.npy",)" +
      model + R"("steps":[
 {"op":"eltwise","in_shape":[2,2,4,3],"out_shape":[2,4,3],"output_width":8,"output_shift":0,"operands":2,"operator":"sub"},
 {"op":"passthrough","in_shape":[2,4,3],"out_shape":[2,4,3]}]},
{"index":2,"processors":"0xf","weight_bits":4,"flatten":true,"input":"previous layer output","output":"output.npy",)" +
      model + R"("steps":[
 {"op":"conv2d","in_shape":[24,1,1],"out_shape":[2,1,1],"kernel_size":[1,1],"padding":[0,0],"dilation":[1,1],"stride":[1,1],"groups":1,"output_width":32,"output_shift":1,"bypass":false,"activation":"none","weights":"L02_w.npy","bias":"L02_b.npy"}]}]})";
  b.array("input.npy", {1, 2, 8, 6}, 251, -125);
  b.array("L00_w.npy", {4, 2, 3, 3});
  b.array("L00_out.npy", {4, 4, 3}, 48, 0);
  b.array("L01_out.npy", {2, 4, 3}, 24, 0);
  b.array("L02_w.npy", {2, 24, 1, 1});
  b.array("L02_b.npy", {2});
  b.array("output.npy", {2, 1, 1});
  return b;
}

}  // namespace quartet::test
