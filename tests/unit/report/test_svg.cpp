#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "sim/report/axis_step.hpp"
#include "sim/report/svg_canvas.hpp"
#include "sim/report/svg_chart.hpp"
#include "sim/report/svg_timeline.hpp"

namespace quartet {
namespace {

int count(const std::string& text, const std::string& word) {
  int n = 0;
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + word.size())) ++n;
  return n;
}

TEST(AxisStep, IsOneTwoOrFiveTimesAPowerOfTen) {
  EXPECT_DOUBLE_EQ(axis_step(10.0, 5), 2.0);
  EXPECT_DOUBLE_EQ(axis_step(0.09, 5), 0.02);
  EXPECT_DOUBLE_EQ(axis_step(4300.0, 8), 1000.0);
}

TEST(SvgCanvas, EscapesWhatXmlWouldRead) {
  SvgCanvas canvas(100, 50, "a < b & \"c\"");
  canvas.text({1, 2}, "x > y");
  const std::string svg = canvas.finish();
  EXPECT_NE(svg.find("<title>a &lt; b &amp; &quot;c&quot;</title>"), std::string::npos);
  EXPECT_NE(svg.find("x &gt; y"), std::string::npos);
}

TEST(SvgChart, DrawsALineABandAndADotForEveryPoint) {
  Chart chart;
  chart.x_log = true;
  chart.series = {{"one", {{1, 5, 4, 6}, {10, 6, 5, 7}, {100, 7, 6, 8}}}, {"two", {{1, 1, 1, 1}, {100, 2, 2, 2}}}};
  const std::string svg = svg_chart(chart);
  EXPECT_EQ(count(svg, "<polyline"), 2);
  EXPECT_EQ(count(svg, "<polygon"), 1) << "only the series with a band has one";
  EXPECT_EQ(count(svg, "<circle"), 5);
  EXPECT_EQ(svg, svg_chart(chart));
}

TEST(SvgChart, LeavesOutWhatHasNoPlace) {
  Chart chart;
  chart.x_log = true;
  const double nan = std::numeric_limits<double>::quiet_NaN();
  chart.series = {{"one", {{0, 5, 5, 5}, {-1, 5, 5, 5}, {10, nan, nan, nan}, {10, 3, 3, 3}}}};
  const std::string svg = svg_chart(chart);
  EXPECT_EQ(count(svg, "<circle"), 1);
  EXPECT_EQ(svg.find("nan"), std::string::npos);
  EXPECT_EQ(svg_chart(Chart{}).find("nan"), std::string::npos);
}

TEST(SvgTimeline, DrawsEverySpanOnceAndSkipsWhatIsNone) {
  Timeline timeline;
  timeline.states = {"busy", "starved"};
  timeline.rows = {{"mvau0", "98 %", {{0, 10, 0, "busy 0 to 10"}, {10, 10, 0, ""}, {10, 20, 7, ""}, {12, 20, 1, ""}}}};
  const std::string svg = svg_timeline(timeline);
  EXPECT_EQ(count(svg, "height=\"18.00\""), 2);
  EXPECT_EQ(count(svg, "busy 0 to 10"), 1);
  EXPECT_EQ(svg_timeline(Timeline{}).find("nan"), std::string::npos);
}

}  // namespace
}  // namespace quartet
