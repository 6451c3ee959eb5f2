// dataflow-folding, dataflow-occupancy and run on the FPGA boards, as a user calls them, with a layer list of our own.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "sim/base/files.hpp"
#include "tests/cli/support/quartet_process.hpp"
#include "workloads/data/npy.hpp"

namespace quartet::test {
namespace {

using Json = nlohmann::json;

// 24-12-4, 3 bit.
class Model {
 public:
  Model() {
    array("w0.npy", {12, 24}, 7, -3);
    array("t0.npy", {12, 7}, 41, -100);
    array("w1.npy", {4, 12}, 7, -3);
    array("input.npy", {3, 24}, 251, -125);
    const auto done = write_text(file("model.json"), R"({"layers":[
      {"kind":"MVAU","MW":24,"MH":12,"weight_bits":3,"act_out_bits":3,"weights":"w0.npy","thresholds":"t0.npy"},
      {"kind":"MVAU no activation","MW":12,"MH":4,"weight_bits":3,"weights":"w1.npy"}],"input":"24 int8 values"})");
    if (!done) throw std::logic_error(done.error().text());
  }
  [[nodiscard]] std::string file(const std::string& name) const { return folder_.file(name); }

 private:
  void array(const std::string& name, std::vector<std::int64_t> shape, std::int32_t modulus, std::int32_t first) {
    std::vector<std::int32_t> values;
    for (std::int64_t i = 0; i < shape[0] * shape[1]; ++i) values.push_back(first + static_cast<std::int32_t>(i * 5 % modulus));
    const auto made = make_npy(NpyType::i8, std::move(shape), values);
    if (!made || !write_npy(file(name), *made)) throw std::logic_error("cannot write " + name);
  }
  ScratchFolder folder_;
};

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST(DataflowFolding, ShowsEveryUnitAndTheFoldingAsAList) {
  const Model model;
  const Finished done = run_quartet({"dataflow-folding", model.file("model.json"), "--on", "pynq-z2", "--target-fps", "1e6", "--fifos"});
  ASSERT_EQ(done.code, 0) << done.err;
  for (const char* part : {"layer0.mvau", "layer0.thresholds", "label_select", "PE x SIMD", "BRAM18", "--set dataflow.folding=", "unbounded occupancy"})
    EXPECT_TRUE(holds(done.out, part)) << part << "\n" << done.out;
}

TEST(DataflowFolding, RefusesWithTheExitCodesOfTheContract) {
  const Model model;
  const struct {
    std::vector<std::string> words;
    int code;
    const char* says;
  } cases[] = {
      {{"--set", "dataflow.folding=5:4,1:1"}, 3, "PE 5 does not divide 12"},
      {{"--target-fps", "150e6"}, 3, "nearest that can be reached"},
      {{"--target-fps", "50e6", "--set", "dataflow.lut=2000"}, 4, "too many"},
      {{"--target-fps", "fast"}, 2, "target_fps"},
      {{"--on", "max78000"}, 2, "is no dataflow machine"},
  };
  for (const auto& c : cases) {
    std::vector<std::string> words{"dataflow-folding", model.file("model.json")};
    words.insert(words.end(), c.words.begin(), c.words.end());
    const Finished done = run_quartet(words);
    EXPECT_EQ(done.code, c.code) << c.says << ": " << done.err;
    EXPECT_TRUE(holds(done.err, c.says)) << done.err;
  }
}

TEST(DataflowOccupancy, ShowsSharesAndDrawsThem) {
  const Model model;
  const Finished done = run_quartet({"dataflow-occupancy", model.file("model.json"), "--svg", model.file("o.svg"), "--samples", "3"});
  ASSERT_EQ(done.code, 0) << done.err;
  for (const char* part : {"busy", "stalled", "starved", "largest occupancy", "3 inferences"}) EXPECT_TRUE(holds(done.out, part)) << part;
  const auto svg = read_text(model.file("o.svg"));
  ASSERT_TRUE(svg);
  EXPECT_TRUE(holds(*svg, "<svg"));
  EXPECT_TRUE(holds(*svg, "layer0.mvau"));
}

TEST(DataflowRun, TellsPredictedFromFittedAndWritesTheSameOutputsAsTheReference) {
  const Model model;
  const std::vector<std::string> data{"--inputs", model.file("input.npy"), "--json", "-", "--outputs"};
  const auto run = [&](const std::string& on, const std::string& out) {
    std::vector<std::string> words{"run", model.file("model.json"), "--on", on};
    words.insert(words.end(), data.begin(), data.end());
    words.push_back(model.file(out));
    return run_quartet(words);
  };
  const Finished board = run("pynq-z2", "a.npy");
  ASSERT_EQ(board.code, 0) << board.err;
  ASSERT_EQ(run("reference", "b.npy").code, 0);
  EXPECT_EQ(read_npy(model.file("a.npy"))->data, read_npy(model.file("b.npy"))->data);
  const Json json = Json::parse(board.out);
  EXPECT_GT(json.at("latency").at("cycles").get<int>(), json.at("latency").at("interval_cycles").get<int>());
  bool fitted = false, predicted = false;
  for (const Json& f : json.at("figures")) {
    fitted = fitted || (f.at("name") == "call overhead" && f.at("origin") == "fitted");
    predicted = predicted || (f.at("name") == "fabric latency" && f.at("origin") == "predicted");
    if (f.at("name") == "fabric energy") {
      EXPECT_TRUE(f.at("value").is_null());
    }
  }
  EXPECT_TRUE(fitted && predicted);
}

}  // namespace quartet::test
