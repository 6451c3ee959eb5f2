#include <gtest/gtest.h>

#include <map>

#include "frontends/model/layer_list.hpp"
#include "workloads/golden/interpreter.hpp"

namespace quartet {
namespace {

// A list of two layers with its arrays, which tests damage one way or another.
struct List {
  std::string json = R"({"layers":[
    {"kind":"MVAU","MW":3,"MH":2,"weight_bits":3,"act_out_bits":2,"weights":"w0.npy","thresholds":"t0.npy"},
    {"kind":"MVAU no activation","MW":2,"MH":2,"weight_bits":3,"weights":"w1.npy"}],
    "input":"3 int8 values, for people"})";
  std::map<std::string, NpyArray> arrays{{"w0.npy", array(NpyType::i8, {2, 3}, {1, -2, 3, -4, 0, 2})},
                                         {"t0.npy", array(NpyType::i32, {2, 3}, {10, -5, 0, 1, 2, 3})},
                                         {"w1.npy", array(NpyType::i8, {2, 2}, {1, 2, -3, 1})}};

  static NpyArray array(NpyType type, std::vector<std::int64_t> shape, const Values& values) { return make_npy(type, std::move(shape), values).value(); }
  [[nodiscard]] Result<Network> read() const {
    const auto load = [this](const std::string& name) -> Result<NpyArray> {
      const auto found = arrays.find(name);
      if (found == arrays.end()) return bad_input(name, "cannot be opened");
      return found->second;
    };
    return parse_layer_list(json, load, "list");
  }
  void replace(const std::string& from, const std::string& to) {
    const std::size_t at = json.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    json.replace(at, from.size(), to);
  }
};

}  // namespace

TEST(LayerList, CountsThresholdsInWhateverOrderTheyStand) {
  const auto network = List{}.read();
  ASSERT_TRUE(network) << network.error().text();
  auto golden = Interpreter::create(*network, {.keep_all = true}).value();
  ASSERT_TRUE(golden.run(std::vector<Values>{{4, 2, 1}}));
  // Sums 4 − 4 + 3 = 3 and −16 + 2 = −14; thresholds −5, 0, 10 and 1, 2, 3.
  EXPECT_EQ(golden.tensor(network->layers[0].output), (Values{2, 0}));
  EXPECT_EQ(golden.tensor(network->logits()), (Values{2, -6}));
}

TEST(LayerList, GivesTheLastAccumulatorUncut) {
  List list;
  list.replace(R"("MW":2,"MH":2,"weight_bits":3)", R"("MW":2,"MH":2,"weight_bits":12)");
  list.arrays["w1.npy"] = List::array(NpyType::i16, {2, 2}, {2000, 0, -2000, 0});
  const auto network = list.read();
  ASSERT_TRUE(network) << network.error().text();
  auto golden = Interpreter::create(*network, {}).value();
  ASSERT_TRUE(golden.run(std::vector<Values>{{127, 0, 0}}));
  EXPECT_EQ(golden.tensor(network->logits()), (Values{6000, -6000}));
}

TEST(LayerList, IsToldFromRecordedNetworks) {
  EXPECT_TRUE(is_layer_list(List{}.json));
  EXPECT_FALSE(is_layer_list(R"({"format":"quartet-golden-1","layers":[{"kind":"MVAU"}]})"));
  EXPECT_FALSE(is_layer_list(R"({"layers":[]})"));
}

TEST(LayerList, OfOneBitHasWeightsOfMinusOneAndOne) {
  List list;
  list.replace(R"("weight_bits":3,"act)", R"("weight_bits":1,"act)");
  list.arrays["w0.npy"] = List::array(NpyType::i8, {2, 3}, {1, -1, 1, -1, -1, 1});
  ASSERT_TRUE(list.read()) << list.read().error().text();
  list.arrays["w0.npy"] = List::array(NpyType::i8, {2, 3}, {1, 0, 1, -1, -1, 1});
  EXPECT_FALSE(list.read());
}

TEST(LayerList, NamesWhatIsWrong) {
  const struct {
    const char* from;
    const char* to;
    const char* cause;
  } cases[] = {
      {R"("MW":2)", R"("MW":4)", "takes 4 inputs (MW), the layer before it gives 2"},
      {R"("MW":3)", R"("MW":5)", "the input has 3 values, layer 0 takes 5"},
      {R"("MH":2,"weight_bits":3,"act)", R"("MH":4,"weight_bits":3,"act)", "'weights' is of shape 2x3, must be 4x3"},
      {R"("MH":2)", R"("MH":-2)", "'MH' must be a whole number"},
      {R"("MH":2)", R"("MH":2000000)", "'MH' must be a whole number"},
      {R"("weight_bits":3,"act)", R"("weight_bits":2,"act)", "is no int2"},
      {R"("act_out_bits":2)", R"("act_out_bits":3)", "'thresholds' is of shape 2x3, must be 2x7"},
      {R"("act_out_bits":2)", R"("act_out_bits":99)", "'act_out_bits' must be a whole number"},
      {R"("thresholds":"t0.npy")", R"("note":"")", "lacks 'thresholds'"},
      {R"("kind":"MVAU",)", R"("kind":"MVAV",)", "kind 'MVAV' is unknown"},
      {R"("kind":"MVAU",)", R"("kind":"MVAU no activation",)", "is not the last layer"},
      {R"("3 int8)", R"("int8)", "'input' must begin with the count"},
      {R"("3 int8)", R"("99999999999 int8)", "'input' must begin with the count"},
      {R"("w1.npy")", R"("../w1.npy")", "is not a file of its own folder"},
      {R"("w1.npy")", R"("/etc/passwd")", "is not a file of its own folder"},
      {R"("w1.npy")", R"("w9.npy")", "cannot be opened"},
      {R"("layers":[)", R"("layer":[)", "lacks 'layers'"},
  };
  for (const auto& c : cases) {
    List list;
    list.replace(c.from, c.to);
    const auto network = list.read();
    ASSERT_FALSE(network) << c.to;
    EXPECT_EQ(network.error().code, ErrorCode::bad_input);
    EXPECT_NE(network.error().text().find(c.cause), std::string::npos) << c.to << ": " << network.error().text();
  }
  List broken;
  broken.json.resize(80);
  EXPECT_FALSE(broken.read());
}

}  // namespace quartet
