#include <gtest/gtest.h>

#include <limits>

#include "sim/report/plot_kind.hpp"
#include "sim/report/svg_frame.hpp"

namespace quartet {
namespace {

PlotTable points(std::size_t count) {
  PlotTable table;
  table.id = "t";
  table.columns = {{"x", "time", "s", ""}, {"y", "energy", "J", ""}, {"group", "group", "", ""}, {"front", "front", "", ""}};
  for (std::size_t i = 0; i < count; ++i)
    table.rows.push_back({1e-3 * static_cast<double>(i + 1), 1e-6 / static_cast<double>(i + 1), std::string(i % 2 == 0 ? "even" : "odd"), i == 0 ? 1.0 : 0.0});
  return table;
}

Plot plot_of(const std::string& kind) {
  Plot plot;
  plot.id = "p";
  plot.kind = kind;
  plot.title = "Title <&>";
  plot.table = "t";
  plot.columns = {"x", "group", "y"};
  plot.roles = {{"x", "x"}, {"y", "y"}, {"group", "group"}, {"front", "front"}, {"category", "group"}, {"series", "group"}, {"value", "y"},
                {"track", "group"}, {"begin", "y"}, {"end", "x"}, {"state", "group"}};
  return plot;
}

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

TEST(PlotCsv, WritesNothingAsAnEmptyCell) {
  PlotTable table = points(1);
  table.rows[0][1] = PlotCell();
  table.rows[0][2] = std::string("a,\"b\"");
  EXPECT_EQ(plot_csv(table), "x,y,group,front\n0.001,,\"a,\"\"b\"\"\",1.0\n");
}

TEST(PlotKinds, DrawEveryKindWithNoneOneAndManyRows) {
  for (const PlotKind& kind : plot_kinds()) {
    for (const std::size_t rows : {std::size_t{0}, std::size_t{1}, std::size_t{500}}) {
      for (const bool log : {false, true}) {
        Plot plot = plot_of(kind.name);
        plot.log_x = log;
        const std::string svg = plot_svg(plot, points(rows));
        EXPECT_EQ(svg.rfind("<svg", 0), 0U) << kind.name;
        EXPECT_NE(svg.find("Title &lt;&amp;&gt;"), std::string::npos) << kind.name;
        EXPECT_EQ(svg.find("nan"), std::string::npos) << kind.name << " of " << rows;
        EXPECT_EQ(svg.find("inf"), std::string::npos) << kind.name << " of " << rows;
      }
    }
  }
}

TEST(PlotKinds, DrawNothingOfColumnsThatAreNotThere) {
  for (const PlotKind& kind : plot_kinds()) {
    Plot plot = plot_of(kind.name);
    plot.roles.clear();
    plot.columns = {"missing"};
    EXPECT_EQ(plot_svg(plot, points(3)).rfind("<svg", 0), 0U) << kind.name;
  }
}

TEST(PlotKinds, SayWhyAPlotIsMissing) {
  Plot plot = plot_of("scatter");
  plot.missing = "no prices & no labels";
  EXPECT_NE(plot_svg(plot, points(3)).find("no prices &amp; no labels"), std::string::npos);
}

TEST(SvgScatter, DrawsOneDotAPointAndLeavesOutWhatHasNoPlace) {
  PlotTable table = points(10);
  table.rows[3][1] = PlotCell();
  table.rows[4][0] = std::numeric_limits<double>::quiet_NaN();
  table.rows[5][0] = -1.0;
  Plot plot = plot_of("scatter");
  EXPECT_EQ(count_of(plot_svg(plot, table), "<circle"), 8U);
  plot.log_x = true;
  EXPECT_EQ(count_of(plot_svg(plot, table), "<circle"), 7U) << "a negative value has no place on a logarithmic axis";
}

TEST(SvgBars, SaysNotModelledInsteadOfASumWithHoles) {
  PlotTable table = points(4);
  table.rows[1][1] = PlotCell();
  const std::string svg = plot_svg(plot_of("bars"), table);
  EXPECT_EQ(count_of(svg, ">not modelled<"), 1U);
  EXPECT_NE(svg.find(">1.33 µJ<"), std::string::npos) << "1 + 1/3 µJ of the bar that is whole";
}

TEST(SvgParallel, LeavesOutTheLineWhereAPointHasNoValue) {
  PlotTable table = points(2);
  table.rows[1][2] = PlotCell();  // the middle axis: what remains has no two neighbours
  EXPECT_EQ(count_of(plot_svg(plot_of("parallel"), table), "<polyline"), 1U);
}

TEST(SiTick, HasThreeDigitsAPrefixAndTheUnitsThatTakeOne) {
  EXPECT_EQ(si_tick(0.0, "J"), "0");
  EXPECT_EQ(si_tick(2e-5, "J"), "20 µJ");
  EXPECT_EQ(si_tick(1.5e6), "1.5 M");
  EXPECT_EQ(si_tick(1e-3, "s"), "1 ms");
  EXPECT_EQ(si_tick(500.0, "MAC/cycle"), "500");
  EXPECT_EQ(si_tick(0.8), "0.8");
  EXPECT_EQ(si_tick(0.8, "J"), "800 mJ");
}

TEST(PlotAxis, CoversItsValuesWithWholeSteps) {
  PlotAxis axis("energy", "J", false);
  for (const double v : {2.2e-6, 9.7e-6}) axis.include(v);
  axis.settle();
  EXPECT_LE(axis.share(2.2e-6), 1.0);
  EXPECT_GE(axis.share(2.2e-6), 0.0);
  EXPECT_DOUBLE_EQ(axis.share(axis.ticks().front()), 0.0);
  EXPECT_NEAR(axis.share(axis.ticks().back()), 1.0, 1e-12);
}

TEST(PlotAxis, OfOneValueHasALength) {
  for (const double value : {0.0, 3.0, -2e-9}) {
    PlotAxis axis("a", "", false);
    axis.include(value);
    axis.settle();
    EXPECT_NEAR(axis.share(value), 0.5, 0.5);
    EXPECT_GE(axis.ticks().size(), 2U);
  }
}

}  // namespace
}  // namespace quartet
