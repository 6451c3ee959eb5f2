#include <gtest/gtest.h>

#include <algorithm>

#include "sim/cli/screens/compare_screen.hpp"
#include "sim/cli/screens/explain_screen.hpp"
#include "sim/cli/screens/run_screen.hpp"
#include "sim/report/text_table.hpp"
#include "tests/unit/run/example_result.hpp"

namespace quartet::cli {
namespace {

std::size_t line_count(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

void expect_has(const std::string& text, const std::vector<std::string>& parts) {
  for (const std::string& part : parts)
    EXPECT_NE(text.find(part), std::string::npos) << "'" << part << "' is missing in\n" << text;
}

TEST(RunScreen, ShowsEveryFigureTheCostsAndTheWarningsOnOneScreen) {
  const std::string screen = run_screen(test::example_result(), Paint());
  expect_has(screen,
             {"accuracy    90.0 % (95 % interval 59.6 to 98.2 %), 9 of 10 samples, SYNTHETIC data",
              "latency     20.0 µs, 1,000 cycles at 50.0 MHz",
              "energy      10.0 µJ an inference with idle power, 6.00 µJ without; weight load 1.00 µJ once",
              "power       500 mW", "memory      weights 500 B",
              "at 1.0 inferences a second: 10.0 µW on average; idle state 'sleep'", "largest costs (energy)",
              "60.0 %  6.00 µJ  toy.array", "warnings\n  - one \"warning\""});
  EXPECT_LE(line_count(screen), 40U);
}

TEST(RunScreen, NoLineIsWiderThanAHundredColumns) {
  RunResult r = test::example_result();
  r.warnings.push_back(std::string(40, 'x') + " " + std::string(40, 'y') + " " + std::string(40, 'z'));
  const std::string screen = run_screen(r, Paint());
  std::size_t at = 0;
  while (at < screen.size()) {
    const std::size_t end = screen.find('\n', at);
    EXPECT_LE(display_width(screen.substr(at, end - at)), 120U) << screen.substr(at, end - at);
    at = end + 1;
  }
}

TEST(RunScreen, PrintsNotModelledAndNeverZeroForWhatIsNull) {
  RunResult r = test::example_result();
  r.accuracy.reset();
  r.energy.reset();
  r.latency.reset();
  const std::string screen = run_screen(r, Paint());
  expect_has(screen, {"accuracy    not known", "latency     not modelled", "energy      not modelled",
                      "power       not modelled"});
}

TEST(RunScreen, MarksAPartialAccuracy) {
  RunResult r = test::example_result();
  r.accuracy->complete = false;
  expect_has(run_screen(r, Paint()), {"INTERRUPTED: partial"});
}

TEST(RunScreen, UsesColoursOnlyWhenAsked) {
  EXPECT_EQ(run_screen(test::example_result(), Paint(false)).find('\x1b'), std::string::npos);
  EXPECT_NE(run_screen(test::example_result(), Paint(true)).find('\x1b'), std::string::npos);
}

TEST(ExplainScreen, GoesFromTheTotalToCountTimesPriceWithSource) {
  const auto text = explain_energy(test::example_result(), {}, Paint());
  ASSERT_TRUE(text);
  expect_has(*text, {"10.0 µJ = static 4.00 µJ", "toy.array   6.00 µJ  60.0 %", "array_cycle", "600 cycle",
                     "10.0 nJ/cycle", "[1]  table 3", "published", "(outside the layers)"});
}

TEST(ExplainScreen, AFilterKeepsItsLinesOnly) {
  const auto layer = explain_energy(test::example_result(), {"fc", ""}, Paint());
  ASSERT_TRUE(layer);
  expect_has(*layer, {"100 cycle"});
  EXPECT_EQ(layer->find("leak"), std::string::npos);
  const auto component = explain_energy(test::example_result(), {"", "toy.static"}, Paint());
  ASSERT_TRUE(component);
  EXPECT_EQ(component->find("array_cycle"), std::string::npos);
}

TEST(ExplainScreen, NamesTheNearestLayerAndComponent) {
  EXPECT_NE(explain_energy(test::example_result(), {"conv2", ""}, Paint())
                .error()
                .text()
                .find("did you mean 'conv1'?"),
            std::string::npos);
  EXPECT_NE(explain_energy(test::example_result(), {"", "toy.aray"}, Paint())
                .error()
                .text()
                .find("did you mean 'toy.array'?"),
            std::string::npos);
}

TEST(ExplainScreen, ListsLayersAndPhasesOfTheLatency) {
  expect_has(explain_latency(test::example_result(), {}, Paint()),
             {"conv1", "70.0 %", "input_load", "20.0 %", "weight_load", "once", "mac"});
}

TEST(CompareScreen, ShowsResultsReasonsAndRefusals) {
  std::vector<Compared> compared(2);
  compared[0] = {"toy", test::example_result()};
  compared[1] = {"small",
                 fail(ErrorCode::does_not_fit, "weight memory", "500 B do not fit 100 B", "prune it")};
  const std::string screen = compare_screen(compared, Paint());
  expect_has(screen, {"toy", "90.0 (59.6-98.2) %", "SYNTHETIC", "70.0 % of the time is conv1",
                      "cannot run it\n  small\n    weight memory: 500 B do not fit 100 B"});
  const auto json = comparison_json(compared);
  ASSERT_TRUE(json);
  expect_has(*json,
             {"\"schema\": \"quartet-comparison-1\"", "\"result\": null", "\"error\": null", "prune it"});
}

}  // namespace
}  // namespace quartet::cli
