// What is wrong with units and graphs, and what the messages offer instead.
#include <gtest/gtest.h>

#include "stream_graphs.hpp"

namespace quartet::test {
namespace {
using namespace dataflow;

UnitSpec matrix(std::map<std::string, std::int64_t> changes = {}) {
  UnitSpec u{"m", "mvau", {{"mw", 36}, {"mh", 8}, {"pe", 4}, {"simd", 6}, {"abits", 8}, {"wbits", 8}, {"accbits", 24}}, "dsp48", {}};
  for (const auto& [name, value] : changes) u.params[name] = value;
  return u;
}

std::string error_of(const UnitSpec& unit) {
  const auto ports = ports_of(unit);
  return ports ? "" : ports.error().text();
}

std::string error_of(const StreamGraph& graph) {
  const auto checked = check_graph(graph);
  EXPECT_EQ(checked.has_value(), run_stepped(graph, {}).has_value());
  EXPECT_EQ(checked.has_value(), run_events(graph, {}).has_value());
  return checked ? "" : checked.error().text();
}

testing::AssertionResult has(const std::string& text, const std::string& part) {
  if (text.find(part) != std::string::npos) return testing::AssertionSuccess();
  return testing::AssertionFailure() << "'" << part << "' is not in: " << text;
}

}  // namespace

TEST(UnitErrors, OfferTheDivisorsAroundAFoldingThatDoesNotDivide) {
  const std::string text = error_of(matrix({{"simd", 7}, {"pe", 3}}));
  EXPECT_TRUE(has(text, "simd = 7 does not divide mw = 36"));
  EXPECT_TRUE(has(text, "6 or 9"));
  EXPECT_TRUE(has(text, "pe = 3 does not divide mh = 8"));
  EXPECT_TRUE(has(text, "2 or 4"));
}

TEST(UnitErrors, OfferTheLargestWhenTheFoldingIsBeyondTheMatrix) {
  EXPECT_TRUE(has(error_of(matrix({{"pe", 64}})), "the nearest that do: 8"));
}

TEST(UnitErrors, NameAnUnknownKindOrParameterAndTheNearest) {
  UnitSpec kind = matrix();
  kind.kind = "mvua";
  EXPECT_TRUE(has(error_of(kind), "did you mean 'mvau'?"));
  EXPECT_TRUE(has(error_of(matrix({{"vector", 3}})), "did you mean 'vectors'?"));
  UnitSpec style = matrix();
  style.style = "dsp47";
  EXPECT_TRUE(has(error_of(style), "dsp48, dsp58, lut"));
}

TEST(UnitErrors, NameWhatIsMissingOrOutOfRange) {
  UnitSpec missing = matrix();
  missing.params.erase("accbits");
  EXPECT_TRUE(has(error_of(missing), "'accbits' of kind 'mvau' is missing"));
  EXPECT_TRUE(has(error_of(matrix({{"wbits", 9}})), "the nearest legal value is 8"));
  EXPECT_TRUE(has(error_of(matrix({{"mw", 0}})), "mw = 0"));
  EXPECT_TRUE(has(error_of(matrix({{"mw", -(std::int64_t{1} << 60)}})), "is outside"));
}

TEST(UnitErrors, RefuseTablesOfAnotherSize) {
  UnitSpec u = matrix();
  u.tables["weights"] = std::make_shared<const Lanes>(Lanes{1, 2, 3});
  EXPECT_TRUE(has(error_of(u), "288 are needed"));
  UnitSpec t{"t", "threshold", {{"channels", 2}, {"pe", 1}, {"bits", 8}, {"out_bits", 1}}, "", {}};
  t.tables["thresholds"] = std::make_shared<const Lanes>(Lanes{1, 2, 3, 4});
  EXPECT_TRUE(has(error_of(t), "at most 1"));
}

TEST(UnitErrors, RefuseAWindowLargerThanItsMap) {
  const UnitSpec u{"w", "window", {{"channels", 4}, {"simd", 4}, {"bits", 8}, {"h", 4}, {"w", 4}, {"kh", 3}, {"kw", 3}, {"dh", 2}}, "", {}};
  EXPECT_TRUE(has(error_of(u), "the window is 5 high, the map 4"));
}

TEST(UnitErrors, UnfoldChannelsBeforeTaps) {
  const UnitSpec u{"v", "vvau", {{"channels", 8}, {"taps", 9}, {"pe", 4}, {"simd", 3}, {"abits", 4}, {"wbits", 4}, {"accbits", 12}}, "", {}};
  EXPECT_TRUE(has(error_of(u), "pe = 8, or simd = 1"));
}

TEST(UnitErrors, SayWhichRatiosAConverterHas) {
  const UnitSpec u{"c", "width_converter", {{"in_bits", 24}, {"out_bits", 10}, {"beats_in", 10}}, "", {}};
  EXPECT_TRUE(has(error_of(u), "through 120 bit"));
  EXPECT_TRUE(has(error_of(u), "8 or 12"));
}

TEST(GraphErrors, NameAPortThatIsNotConnected) {
  StreamGraph g = fork_join(32);
  g.edges.pop_back();
  const std::string text = error_of(g);
  EXPECT_TRUE(has(text, "fork: output 'out1' is not connected"));
  EXPECT_TRUE(has(text, "sum: input 'b' is not connected"));
}

TEST(GraphErrors, NameAPortThatIsJoinedTwice) {
  StreamGraph g = fork_join(32);
  g.edges.push_back({{"fork", "out1"}, {"sum", "b"}, 2, "again"});
  EXPECT_TRUE(has(error_of(g), "joined already, to 'bypass'"));
}

TEST(GraphErrors, OfferAConverterForWidthsThatDiffer) {
  StreamGraph g = fork_join(32);
  g.units[1].params["simd"] = 2;
  EXPECT_TRUE(has(error_of(g), "8 bit a beat go to a port of 16 bit"));
  EXPECT_TRUE(has(error_of(g), "a width converter 8 to 16"));
  g.units[1].params["abits"] = 6;
  EXPECT_TRUE(has(error_of(g), "two width converters through 24 bit"));
}

TEST(GraphErrors, NameBeatsThatDiffer) {
  StreamGraph g = fork_join(32);
  g.units[0].params["pixels"] = 2;
  EXPECT_TRUE(has(error_of(g), "32 beats a sample go to a port that takes 16"));
}

TEST(GraphErrors, RefuseAWireAsBypassOfAForkAndJoin) {
  const std::string text = error_of(fork_join(0));
  EXPECT_TRUE(has(text, "a FIFO of depth 0 in the loop from 'fork' to 'sum'"));
  EXPECT_TRUE(has(text, "the nearest legal depth is 1"));
}

TEST(GraphErrors, RefuseACircleOfPlainWires) {
  StreamGraph g;
  g.name = "circle";
  g.units = {{"sum", "add", {{"channels", 1}, {"pe", 1}, {"bits", 8}, {"out_bits", 8}}, "", {}},
             {"fork", "duplicate", {{"channels", 1}, {"pe", 1}, {"bits", 8}}, "", {}}};
  g.sources = {{"source", {"sum", "a"}, always(), 0, nullptr}};
  g.edges = {{{"sum", ""}, {"fork", ""}, 0, ""}, {{"fork", "out0"}, {"sum", "b"}, 0, "back"}};
  g.sinks = {{"sink", {"fork", "out1"}, always(), 0}};
  EXPECT_TRUE(has(error_of(g), "a FIFO of depth 0 in a loop of plain wires"));
}

TEST(GraphErrors, NameUnitsAndPortsThatDoNotExist) {
  StreamGraph g = fork_join(32);
  g.edges[0].to.unit = "matrx";
  EXPECT_TRUE(has(error_of(g), "did you mean 'matrix'?"));
  StreamGraph p = fork_join(32);
  p.edges[0].from.port = "out7";
  EXPECT_TRUE(has(error_of(p), "it has: out0, out1"));
  StreamGraph d = fork_join(-1);
  EXPECT_TRUE(has(error_of(d), "the nearest legal depth is 0"));
  StreamGraph twice = fork_join(32);
  twice.units[1].name = "fork";
  EXPECT_TRUE(has(error_of(twice), "two units have this name"));
}

TEST(GraphErrors, RefuseValuesWithoutTheirTables) {
  StreamOptions options;
  options.values = true;
  const auto r = run_stepped(alone(matrix()), options);
  ASSERT_FALSE(r);
  EXPECT_TRUE(has(r.error().text(), "no table 'weights'"));
}

}  // namespace quartet::test
