#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "sim/report/html/page.hpp"
#include "sim/report/html/page_assets.hpp"

namespace quartet {
namespace {

const std::string kHostile = "</script><img src=x onerror=alert(1)> \"'&<!-- \xff\xc3";

ReportDocument document_of(const std::string& name) {
  PlotTable table{"t", name, name, {{"a", name, name, name}, {"b", "b", "J", "why"}}, {{name, 1e-5}, {name, PlotCell()}}, true, false, {name, {{"a", name}}}};
  Plot plot;
  plot.id = "p";
  plot.kind = "bars";
  plot.title = plot.subtitle = plot.caption = plot.command = name;
  plot.table = "t";
  plot.roles = {{"category", "a"}, {"series", "a"}, {"value", "b"}};
  Plot missing = plot;
  missing.id = "missing";
  missing.missing = name;
  ReportSection section;
  section.id = "s";
  section.title = section.command = name;
  section.facts = {{name, name, name}};
  section.warnings = section.notes = {name};
  section.texts = {{name, name, name}};
  section.plots = {plot, missing};
  section.tables = {table};
  return {name, name, name, {section}};
}

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

// What the page's script will see.
nlohmann::json data_of(const std::string& page) {
  const std::string begin = "id=\"quartet-data\">\n";
  const std::size_t at = page.find(begin) + begin.size();
  return nlohmann::json::parse(page.substr(at, page.find("\n</script>", at) - at));
}

TEST(Page, EscapesWhateverNamesHold) {
  EXPECT_EQ(html_escaped("<a href=\"x\">'&'</a>"), "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;");
  EXPECT_EQ(html_escaped("a\xff" "b\xc3"), "a\xEF\xBF\xBD" "b\xEF\xBF\xBD");
  EXPECT_EQ(html_escaped("\xE2\x82\xAC µ"), "\xE2\x82\xAC µ");
}

TEST(Page, KeepsMarkupOfNamesOutOfThePage) {
  const std::string harmless = html_page(document_of("name")), hostile = html_page(document_of(kHostile));
  EXPECT_EQ(hostile.find("<img"), std::string::npos);
  EXPECT_EQ(hostile.find("<!--"), std::string::npos);
  // Not one element more than with a harmless name.
  for (const char* tag : {"<script", "</script", "<li>", "<h3>", "<code>", "</section>"}) EXPECT_EQ(count_of(hostile, tag), count_of(harmless, tag)) << tag;
}

TEST(Page, GivesTheScriptTheNamesAsTheyAre) {
  const auto data = data_of(html_page(document_of("</script><!--")));
  EXPECT_EQ(data["tables"][0]["title"], "</script><!--");
  EXPECT_EQ(data["tables"][0]["columns"][0]["cells"]["all"], "</script><!--");
  EXPECT_EQ(data["plots"].size(), 1U) << "a plot that is missing has no drawing";
}

TEST(Page, WritesEveryCellBack) {
  ReportDocument document = document_of("x");
  PlotTable& table = document.sections[0].tables[0];
  table.columns = {{"number", "", "", ""}, {"text", "", "", ""}, {"mixed", "", "", ""}, {"same", "", "", ""}};
  const double infinite = std::numeric_limits<double>::infinity();
  table.rows = {{0.1, std::string("a"), 1.0, std::string("k")}, {infinite, PlotCell(), std::string("b"), std::string("k")}, {PlotCell(), std::string("a"), PlotCell(), std::string("k")}};
  const auto columns = data_of(html_page(document))["tables"][0]["columns"];
  EXPECT_EQ(columns[0]["cells"].dump(), "[0.1,null,null]");
  EXPECT_EQ(columns[1]["cells"].dump(), R"({"at":[0,-1,0],"words":["a"]})");
  EXPECT_EQ(columns[2]["cells"].dump(), R"([1.0,"b",null])");
  EXPECT_EQ(columns[3]["cells"].dump(), R"({"all":"k"})");
}

TEST(Page, FetchesNothing) {
  const std::string page = html_page(document_of("x"));
  EXPECT_NE(page.find("default-src 'none'"), std::string::npos);
  for (const char* fetch : {"src=\"", "@import", "url(", "<link rel=\"stylesheet\"", "fetch(", "XMLHttpRequest"}) {
    const std::string without_library = page.substr(0, page.find(page_library()));
    EXPECT_EQ(without_library.find(fetch), std::string::npos) << fetch;
    EXPECT_EQ(std::string(page_script()).find(fetch), std::string::npos) << fetch;
  }
}

TEST(Page, SaysWhyAPlotIsMissing) {
  ReportDocument document = document_of("x");
  document.sections[0].plots[1].missing = "no prices";
  const std::string page = html_page(document);
  EXPECT_NE(page.find("not modelled: no prices"), std::string::npos);
}

TEST(Page, OfNothingIsStillAPage) {
  const std::string page = html_page({"nothing", "quartet", "", {}});
  EXPECT_NE(page.find("<main id=\"main\">\n</main>"), std::string::npos);
  EXPECT_EQ(data_of(page)["tables"].size(), 0U);
}

TEST(Page, CarriesTheLicencesOfItsScripts) {
  EXPECT_NE(page_licences().find("d3-brush"), std::string::npos);
  EXPECT_LT(page_library().size() + page_script().size() + page_style().size(), 300U * 1024U);
  EXPECT_EQ(page_library().find("</script"), std::string::npos);
  EXPECT_EQ(page_script().find("</script"), std::string::npos);
}

}  // namespace
}  // namespace quartet
