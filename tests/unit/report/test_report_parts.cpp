// What a report is made of: figures that a mistake in the composition would change.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

#include "sim/cli/reports/command_text.hpp"
#include "sim/cli/reports/inference_spans.hpp"
#include "sim/cli/reports/report_parts.hpp"
#include "sim/cli/reports/sweep_points.hpp"
#include "sim/run/layer_traffic.hpp"
#include "tests/unit/explore/scratch_folder.hpp"
#include "tests/unit/run/example_result.hpp"

namespace quartet::cli {
namespace {

using test::example_result;

ReportResult example() { return {"r.json", "kws on toy", example_result()}; }

// A sweep of `count` points: latency rises, energy falls, so that each of the first `front` is on the front.
class ReportSweep : public ::testing::Test {
 protected:
  std::string fill(std::int64_t count, std::int64_t front) {
    const std::string file = scratch_.file("s.sqlite").string();
    auto spec = parse_sweep_spec("schema_version = 1\nworkload = \"kws\"\nplatform = \"max78000\"\nsampler = \"random\"\nbudget = 5\n"
                                 "[[axis]]\nkey = \"cnn.clock_hz\"\nalso = [\"duty.rate_hz\"]\nmin = 1e7\nmax = 1e8\n"
                                 "[[objective]]\nmetric = \"latency.seconds\"\n[[objective]]\nmetric = \"energy.total_j\"\n", "s.toml");
    EXPECT_TRUE(spec) << spec.error().text();
    auto store = Store::open(file);
    EXPECT_TRUE(store);
    const auto sweep = store->enter(*spec, std::max<std::int64_t>(count, 1));
    const auto worker = store->register_worker();
    const auto claim = store->exchange(*sweep, *worker, {}, 0, {}, {}, count);
    std::vector<StoredPoint> points;
    for (std::int64_t i = 0; i < count; ++i) points.push_back(point(i, i < front));
    EXPECT_TRUE(store->exchange(*sweep, *worker, *claim, count, points, {}, 0));
    return file;
  }
  static StoredPoint point(std::int64_t i, bool front) {
    StoredPoint p;
    p.ordinal = i;
    p.key = "00112233445566778899aabbccddeeff";
    p.values = {std::to_string(i)};
    p.result.metrics.assign(metrics().size(), std::nullopt);
    const auto n = static_cast<double>(i + 1);
    p.result.metrics[*find_metric("latency.seconds")] = n;
    p.result.metrics[*find_metric("energy.total_j")] = front ? 1.0 / n : 10.0 + n;
    return p;
  }
  SweepPoints read(const std::string& file, std::size_t most) {
    auto store = Store::open(file);
    EXPECT_TRUE(store);
    const auto sweeps = store->sweeps();
    EXPECT_TRUE(sweeps);
    auto objectives = report_objectives(sweeps->front(), {});
    EXPECT_TRUE(objectives);
    auto points = read_points(*store, sweeps->front(), *objectives, most);
    EXPECT_TRUE(points) << points.error().text();
    return std::move(*points);
  }
  Result<ReportDocument> report(const std::vector<std::string>& files) {
    inputs_.push_back(std::make_unique<Result<ReportInputs>>(load_report_inputs(files)));
    if (!*inputs_.back()) return pass(inputs_.back()->error());
    return make_report(**inputs_.back());
  }
  test::ScratchFolder scratch_;
  std::vector<std::unique_ptr<Result<ReportInputs>>> inputs_;
};

const PlotTable& points_of(const ReportDocument& document) {
  const auto& tables = document.sections.front().tables;
  return *std::find_if(tables.begin(), tables.end(), [](const PlotTable& t) { return t.id == "points"; });
}

std::set<double> ordinals(const SweepPoints& points) {
  std::set<double> out;
  for (std::size_t r = 0; r < points.table.rows.size(); ++r) out.insert(*points.table.number(r, 0));
  return out;
}

TEST_F(ReportSweep, ListsEveryPointWhenTheyAreFew) {
  const SweepPoints points = read(fill(30, 7), 5000);
  EXPECT_EQ(points.table.rows.size(), 30U);
  EXPECT_EQ(points.front, (std::vector<std::int64_t>{0, 1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(points.listed_front, 7);
  EXPECT_EQ(points.with_objectives, 30);
  EXPECT_EQ(points.table.column("accuracy.value"), points.table.columns.size()) << "no point has one";
  EXPECT_NE(std::find(points.absent.begin(), points.absent.end(), "accuracy.value"), points.absent.end());
}

TEST_F(ReportSweep, KeepsTheWholeFrontAndAnEvenSampleOfAHundredThousandPoints) {
  const SweepPoints points = read(fill(100'000, 40), 1000);
  EXPECT_EQ(points.table.rows.size(), 1000U);
  EXPECT_EQ(points.front.size(), 40U);
  EXPECT_EQ(points.listed_front, 40);
  const auto listed = ordinals(points);
  double widest = 0.0, last = 0.0;
  for (const double o : listed) widest = std::max(widest, o - last), last = o;
  EXPECT_LE(widest, 110.0) << "no part of the space is left out";
  EXPECT_GT(last, 99'800.0);
}

TEST_F(ReportSweep, ListsPartOfAFrontThatIsLargerThanTheTable) {
  const SweepPoints points = read(fill(1000, 1000), 100);
  EXPECT_EQ(points.front.size(), 1000U);
  EXPECT_EQ(points.table.rows.size(), 100U);
  EXPECT_EQ(points.listed_front, 100);
}

TEST_F(ReportSweep, SaysInThePageWhatWasLeftOut) {
  const std::string file = fill(300, 10);
  auto inputs = load_report_inputs({file});
  ASSERT_TRUE(inputs) << inputs.error().text();
  inputs->most_points = 100;
  const auto document = make_report(*inputs);
  ASSERT_TRUE(document) << document.error().text();
  const std::string note = points_of(*document).note;
  EXPECT_NE(note.find("100 of 300 points are listed: all 10 on the front"), std::string::npos) << note;
}

TEST_F(ReportSweep, OfOnePointIsDrawn) {
  const auto document = report({fill(1, 1)});
  ASSERT_TRUE(document) << document.error().text();
  const ReportSection& section = document->sections.front();
  EXPECT_EQ(section.plots.front().id, "pareto");
  EXPECT_EQ(section.plots.front().missing, "");
  EXPECT_EQ(section.plots.back().id, "parallel");
  EXPECT_NE(section.plots.back().missing, "") << "one line tells nothing: no column differs";
}

TEST_F(ReportSweep, WithoutAnyPointSaysSo) {
  const auto document = report({fill(0, 0)});
  ASSERT_TRUE(document) << document.error().text();
  EXPECT_NE(document->sections.front().plots.front().missing.find("no point is done"), std::string::npos);
}

TEST_F(ReportSweep, OfADatabaseWithoutSweepsIsAPageThatSaysSo) {
  const std::string file = scratch_.file("empty.sqlite").string();
  { ASSERT_TRUE(Store::open(file)); }
  const auto document = report({file});
  ASSERT_TRUE(document) << document.error().text();
  EXPECT_NE(document->sections.front().warnings.at(0).find("holds no sweep"), std::string::npos);
}

TEST_F(ReportSweep, GivesTheCommandOfEachPoint) {
  const auto document = report({fill(3, 1)});
  ASSERT_TRUE(document);
  const RowCommand& command = points_of(*document).row_command;
  EXPECT_EQ(command.base, "quartet run kws --on max78000 --samples 1 --seed 1 --fidelity plan");
  ASSERT_EQ(command.parts.size(), 2U);
  EXPECT_EQ(command.parts[0].option, "--set cnn.clock_hz=");
  EXPECT_EQ(command.parts[1].option, "--set duty.rate_hz=") << "a key that follows the axis";
  EXPECT_EQ(command.parts[1].column, "cnn.clock_hz");
}

TEST_F(ReportSweep, FindsTheFrontOfOtherObjectivesWhenAsked) {
  const std::string file = fill(20, 5);
  auto inputs = load_report_inputs({file});
  ASSERT_TRUE(inputs);
  inputs->objectives = {"latency.seconds=max"};
  auto document = make_report(*inputs);
  ASSERT_TRUE(document) << document.error().text();
  EXPECT_NE(document->sections.front().plots.front().subtitle.find("1 of 20 points"), std::string::npos);
  inputs->objectives = {"latency.second"};
  document = make_report(*inputs);
  ASSERT_FALSE(document);
  EXPECT_EQ(document.error().code, ErrorCode::usage);
  EXPECT_NE(document.error().text().find("latency.seconds"), std::string::npos) << "the nearest name";
  inputs->objectives = {"latency.seconds=most"};
  EXPECT_FALSE(make_report(*inputs));
}

TEST_F(ReportSweep, NamesEveryFileThatIsNone) {
  const std::string text = scratch_.file("text.json").string(), empty = scratch_.file("empty.json").string(), other = scratch_.file("other.sqlite").string();
  std::ofstream(text) << "{\"schema\": 3}";
  std::ofstream(empty).close();
  std::ofstream(other) << "SQLite format 3" << std::string(2000, '\1');
  const auto inputs = load_report_inputs({text, empty, other, scratch_.file("missing").string()});
  ASSERT_FALSE(inputs);
  EXPECT_EQ(inputs.error().code, ErrorCode::bad_input);
  EXPECT_EQ(inputs.error().problems.size(), 4U);
  for (const char* name : {"text.json", "empty.json", "other.sqlite", "missing"}) EXPECT_NE(inputs.error().text().find(name), std::string::npos) << name;
}

TEST(EnergyPlot, HasEveryJouleOfTheLedgerOnce) {
  const auto [plot, table] = energy_plot(example());
  EXPECT_EQ(plot.missing, "");
  double sum = 0.0;
  for (std::size_t r = 0; r < table.rows.size(); ++r) sum += *table.number(r, 2);
  EXPECT_DOUBLE_EQ(sum, 10e-6);
  EXPECT_EQ(table.text(0, 0), "conv1");
  EXPECT_EQ(table.text(2, 0), "(outside the layers)");
  EXPECT_EQ(table.text(0, 4), "published") << "where the price comes from stands beside the number";
}

TEST(EnergyPlot, OfAPriceThatIsNotModelledIsNoNumber) {
  ReportResult r = example();
  r.result.ledger[0].energy_j.reset();
  r.result.energy->total_j.reset();
  r.result.warnings = {"energy: row 'array_cycle' has no value"};
  const auto [plot, table] = energy_plot(r);
  EXPECT_TRUE(std::holds_alternative<std::monostate>(table.rows[0][2]));
  EXPECT_EQ(table.columns[2].absent, "energy: row 'array_cycle' has no value");
  for (LedgerLine& line : r.result.ledger) line.energy_j.reset();
  EXPECT_EQ(energy_plot(r).plot.missing, "energy: row 'array_cycle' has no value");
}

TEST(InferenceSpans, FillTheLatencyWithoutGaps) {
  const RunResult result = example_result();
  const auto spans = inference_spans(result);
  ASSERT_TRUE(spans);
  std::uint64_t at = 0;
  for (const InferenceSpan& span : *spans) {
    EXPECT_EQ(span.begin, at);
    at = span.end;
  }
  EXPECT_EQ(at, result.latency->cycles);
  EXPECT_EQ(spans->front().name, "input_load");
}

TEST(InferenceSpans, PutThePhasesBehindTheLayersThatLieThere) {
  RunResult result = example_result();
  result.phases.push_back({"interrupt", 7, "inference", false, std::nullopt});
  result.latency->cycles += 7;
  const auto spans = inference_spans(result);
  ASSERT_TRUE(spans);
  EXPECT_EQ(spans->back().name, "interrupt");
}

TEST(InferenceSpans, AreNoneWhereLayersOverlap) {
  RunResult result = example_result();
  result.latency->cycles -= 1;
  EXPECT_FALSE(inference_spans(result));
  result.latency.reset();
  EXPECT_FALSE(inference_spans(result));
}

TEST(Roofline, HasIntensitySpeedAndPeakOfEachLayer) {
  ReportResult r = example();
  r.result.layers[0].figures.push_back({kLayerTraffic, 300.0, "B", "counted", ""});
  const auto [plot, table] = roofline_plot({r});
  EXPECT_EQ(plot.missing, "");
  EXPECT_DOUBLE_EQ(*table.number(0, table.column("intensity")), 3.0) << "900 MACs of 300 bytes";
  EXPECT_DOUBLE_EQ(*table.number(0, table.column("mac_per_cycle")), 900.0 / 700.0);
  EXPECT_DOUBLE_EQ(*table.number(0, table.column("mac_per_s")), 900.0 / 700.0 * 50e6);
  EXPECT_DOUBLE_EQ(*table.number(0, table.column("peak_mac_per_cycle")), 2 * 900.0 / 700.0) << "half of it is used";
  EXPECT_EQ(table.number(1, table.column("peak_mac_per_cycle")), nullptr) << "its utilization is not known";
  ASSERT_EQ(plot.lines.size(), 1U);
  EXPECT_DOUBLE_EQ(plot.lines[0].points[0].second, 2 * 900.0 / 700.0);
}

TEST(Roofline, SaysThatAResultHoldsNoBytes) {
  const auto [plot, table] = roofline_plot({example()});
  EXPECT_NE(plot.missing.find("bytes"), std::string::npos);
}

TEST(LayerTraffic, CountsWeightsInputsAndOutputsOfFusedLayersOnce) {
  Network network;
  const auto tensor = [&](Shape shape, IntType type) {
    Tensor t;
    t.shape = std::move(shape);
    t.type = type;
    return network.add(std::move(t));
  };
  const TensorId in = tensor({4, 4, 2}, kInt8), between = tensor({4, 4, 3}, kInt8), out = tensor({2, 2, 3}, kInt8), weights = tensor({3, 3, 3, 2}, IntType{4, true, false});
  network.layers.resize(2);
  network.layers[0].name = "conv";
  network.layers[0].inputs = {in};
  network.layers[0].weights = weights;
  network.layers[0].output = between;
  network.layers[1].name = "pool";
  network.layers[1].inputs = {between};
  network.layers[1].output = out;
  network.inputs = {in};
  network.outputs = {out};
  RunResult result;
  result.layers = {{"conv+pool", "", 0, {}, {}, {}, "", {}}, {"conv", "", 0, {}, {}, {}, "", {}}, {"pool", "", 0, {}, {}, {}, "", {}}, {"other", "", 0, {}, {}, {}, "", {}}};
  add_layer_traffic(network, result);
  EXPECT_EQ(result.layers[0].figures.at(0).value, 27.0 + 32.0 + 12.0) << "54 weights of 4 bit; what lies between stays inside";
  EXPECT_EQ(result.layers[1].figures.at(0).value, 27.0 + 32.0 + 48.0);
  EXPECT_EQ(result.layers[2].figures.at(0).value, 48.0 + 12.0);
  EXPECT_TRUE(result.layers[3].figures.empty());
}

TEST(DriftFile, ReadsBackWhatItWrote) {
  DriftStudy study;
  study.request.subject = "kws";
  study.request.platform = "aon-cim";
  study.request.samples = 20;
  study.request.settings = {"a=1"};
  study.data = "synthetic";
  study.synthetic = true;
  study.digital = 0.9;
  study.points = {{25.0, 8, 20, 5, 0.8, 0.7, 0.8, 0.9, 0.6}};
  const auto text = drift_to_json(study);
  ASSERT_TRUE(text);
  const auto again = drift_from_json(*text, "d.json");
  ASSERT_TRUE(again) << again.error().text();
  EXPECT_EQ(*drift_to_json(*again), *text);
  for (const char* bad : {"", "[]", "{\"schema\":\"quartet-drift-1\"}", "{\"schema\":\"quartet-drift-1\",\"points\":[3]}"}) EXPECT_FALSE(drift_from_json(bad, "d.json")) << bad;
}

TEST(CommandText, QuotesForAShell) {
  EXPECT_EQ(shell_quoted("max78000"), "max78000");
  EXPECT_EQ(shell_quoted("a b"), "'a b'");
  EXPECT_EQ(shell_quoted("it's; rm -rf"), "'it'\\''s; rm -rf'");
  EXPECT_EQ(shell_quoted(""), "''");
  EXPECT_EQ(shell_quoted("$(x)"), "'$(x)'");
}

TEST(CommandText, RepeatsARun) {
  RunRequest request;
  request.subject = "my model.tflite";
  request.platform = "max78000";
  request.samples = 5;
  request.seed = 9;
  request.fidelity = "plan";
  request.settings = {"cnn.clock_hz=1e7"};
  EXPECT_EQ(run_command_text(request), "quartet run 'my model.tflite' --on max78000 --samples 5 --seed 9 --fidelity plan --set cnn.clock_hz=1e7");
}

TEST(Report, NumbersPlotsThatWouldShareAName) {
  ReportInputs inputs;
  inputs.files = {"a.json", "b.json"};
  inputs.results = {example(), example()};
  const auto document = make_report(inputs);
  ASSERT_TRUE(document);
  std::set<std::string> ids;
  for (const ReportSection& section : document->sections) {
    for (const Plot& plot : section.plots) {
      EXPECT_TRUE(ids.insert(plot.id).second) << plot.id;
      const bool there = std::any_of(section.tables.begin(), section.tables.end(), [&](const PlotTable& t) { return t.id == plot.table; });
      EXPECT_TRUE(there) << plot.id << " refers to table " << plot.table;
      EXPECT_NE(plot.command.find("--plot " + plot.id), std::string::npos);
    }
  }
  EXPECT_TRUE(ids.contains("energy-2"));
}

TEST(Report, SaysSyntheticDataAndOriginsBesideTheNumbers) {
  ReportInputs inputs;
  inputs.results = {example()};
  inputs.results[0].result.energy->method = "counted; prices: 100.0 % fitted";
  const auto document = make_report(inputs);
  ASSERT_TRUE(document);
  bool synthetic = false, fitted = false;
  for (const ReportSection& section : document->sections) {
    for (const ReportFact& fact : section.facts) {
      synthetic = synthetic || (fact.name == "accuracy" && fact.remark.find("synthetic data") != std::string::npos);
      fitted = fitted || (fact.name == "energy" && fact.remark.find("100.0 % fitted") != std::string::npos);
    }
  }
  EXPECT_TRUE(synthetic);
  EXPECT_TRUE(fitted);
}

}  // namespace
}  // namespace quartet::cli
