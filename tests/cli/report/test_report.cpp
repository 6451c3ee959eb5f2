// quartet report: pages, plots and data from the command line; messages for what cannot be.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "sim/base/files.hpp"
#include "tests/cli/support/quartet_process.hpp"

namespace quartet::test {
namespace {

class Report : public ::testing::Test {
 protected:
  // One result, made once for all tests of this class.
  static void SetUpTestSuite() {
    const Finished ran = run_quartet({"run", "kws", "--on", "max78000", "--samples", "3", "--json", result(), "-q"});
    ASSERT_EQ(ran.code, 0) << ran.err;
    const Finished soft = run_quartet({"run", "kws", "--on", "cv32e40p", "--samples", "1", "--json", folder().file("soft.json"), "-q"});
    ASSERT_EQ(soft.code, 0) << soft.err;
    const std::string spec = folder().file("s.toml");
    ASSERT_TRUE(write_text(spec, "schema_version = 1\nworkload = \"kws\"\nplatform = \"max78000\"\nsampler = \"sobol\"\nbudget = 200\n"
                                 "[[axis]]\nkey = \"cnn.clock_hz\"\nmin = 1e7\nmax = 1e8\n[[axis]]\nkey = \"tech.quadrant_cycle\"\nmin = 1e-11\nmax = 1e-9\nscale = \"log\"\n"
                                 "[[constraint]]\nmetric = \"latency.seconds\"\nmax = 2e-3\n"
                                 "[[objective]]\nmetric = \"latency.seconds\"\n[[objective]]\nmetric = \"energy.total_j\"\n"));
    const Finished swept = run_quartet({"sweep", spec, "--db", database(), "-j", "1"});
    ASSERT_EQ(swept.code, 0) << swept.err;
  }
  static const ScratchFolder& folder() {
    static const ScratchFolder scratch;
    return scratch;
  }
  static std::string result() { return folder().file("max78000.json"); }
  static std::string database() { return folder().file("s.sqlite"); }
};

std::vector<std::vector<std::string>> csv_rows(const std::string& text) {
  std::vector<std::vector<std::string>> rows;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    std::istringstream cells(line);
    rows.emplace_back();
    for (std::string cell; std::getline(cells, cell, ',');) rows.back().push_back(cell);
  }
  return rows;
}

TEST_F(Report, WritesOnePageOfResultsAndSweeps) {
  const std::string page = folder().file("page.html");
  const Finished done = run_quartet({"report", database(), result(), "-o", page});
  ASSERT_EQ(done.code, 0) << done.err;
  const auto html = read_text(page);
  ASSERT_TRUE(html);
  for (const char* plot : {"plot-pareto", "plot-parallel", "plot-energy", "plot-time", "plot-roofline", "plot-hypervolume"})
    EXPECT_NE(html->find(std::string("id=\"") + plot + "\""), std::string::npos) << plot;
  EXPECT_LT(html->size(), 1'000'000U);
  EXPECT_NE(html->find("synthetic data"), std::string::npos);
}

TEST_F(Report, GivesTheSameBytesTwice) {
  const std::string a = folder().file("a.html"), b = folder().file("b.html");
  ASSERT_EQ(run_quartet({"report", database(), result(), "-o", a}).code, 0);
  ASSERT_EQ(run_quartet({"report", database(), result(), "-o", b}).code, 0);
  EXPECT_EQ(*read_text(a), *read_text(b));
}

TEST_F(Report, ListsPlotsAndWhyOneCannotBeDrawn) {
  const Finished done = run_quartet({"report", folder().file("soft.json"), "--list"});
  ASSERT_EQ(done.code, 0) << done.err;
  EXPECT_NE(done.out.find("roofline"), std::string::npos);
  EXPECT_NE(done.out.find("not modelled"), std::string::npos) << "a soft core has no energy of its own";
  EXPECT_NE(done.out.find("'quartet sweep --db'"), std::string::npos) << "what the other parts are made of";
}

TEST_F(Report, DrawsOnePlotAndWritesItsData) {
  const std::string svg = folder().file("p.svg"), csv = folder().file("p.csv");
  const Finished done = run_quartet({"report", result(), "--plot", "energy", "--svg", svg, "--csv", csv});
  ASSERT_EQ(done.code, 0) << done.err;
  EXPECT_EQ(read_text(svg)->rfind("<svg", 0), 0U);
  const auto rows = csv_rows(*read_text(csv));
  double sum = 0.0;
  for (std::size_t i = 1; i < rows.size(); ++i) sum += std::stod(rows[i].at(2));
  const auto json = nlohmann::json::parse(*read_text(result()));
  EXPECT_NEAR(sum, json["energy"]["total_j"].get<double>(), 1e-12);
}

TEST_F(Report, WritesTheDataOfASweepAsTheSweepDoes) {
  const Finished plot = run_quartet({"report", database(), "--plot", "pareto", "--csv", "-"});
  ASSERT_EQ(plot.code, 0) << plot.err;
  const Finished sweep = run_quartet({"sweep", folder().file("s.toml"), "--db", database(), "--csv", "-", "-q"});
  ASSERT_EQ(sweep.code, 0) << sweep.err;
  const auto a = csv_rows(plot.out), b = csv_rows(sweep.out);
  const auto column = [](const auto& rows, const std::string& name) { return static_cast<std::size_t>(std::find(rows[0].begin(), rows[0].end(), name) - rows[0].begin()); };
  std::vector<std::string> mine, theirs;
  for (std::size_t i = 1; i < a.size(); ++i) mine.push_back(a[i].at(column(a, "point")) + " " + std::to_string(std::stod(a[i].at(column(a, "energy.total_j"))) * 1e9));
  for (std::size_t i = 1; i < b.size(); ++i) {
    if (b[i].at(column(b, "state")) == "done") theirs.push_back(b[i].at(0) + ".0 " + std::to_string(std::stod(b[i].at(column(b, "energy.total_j"))) * 1e9));
  }
  EXPECT_GT(mine.size(), 10U);
  EXPECT_EQ(mine, theirs);
}

TEST_F(Report, FailsWhereAPlotIsNotModelled) {
  const Finished done = run_quartet({"report", folder().file("soft.json"), "--plot", "energy", "--svg", folder().file("none.svg")});
  EXPECT_EQ(done.code, 1);
  EXPECT_NE(done.err.find("not modelled"), std::string::npos) << done.err;
  EXPECT_FALSE(std::filesystem::exists(folder().file("none.svg")));
}

TEST_F(Report, RefusesWhatItCannotReadOrWrite) {
  struct Case {
    std::vector<std::string> words;
    int code;
    const char* says;
  };
  const std::string text = folder().file("text.json");
  ASSERT_TRUE(write_text(text, "hello"));
  const std::vector<Case> cases = {{{"report"}, 2, "FILE"},
                                   {{"report", result()}, 2, "-o"},
                                   {{"report", result(), "--svg", "x.svg"}, 2, "--plot"},
                                   {{"report", result(), "--plot", "energy"}, 2, "--svg"},
                                   {{"report", result(), "--plot", "enery", "--csv", "-"}, 2, "energy"},
                                   {{"report", result(), "--points", "0", "-o", "x.html"}, 2, "points"},
                                   {{"report", database(), "--objective", "energy.total", "--list"}, 2, "energy.total_j"},
                                   {{"report", text, "-o", "x.html"}, 3, "text.json"},
                                   {{"report", folder().file("none.sqlite"), "-o", "x.html"}, 3, "none.sqlite"},
                                   {{"report", folder().path().string(), "-o", "x.html"}, 3, ""},
                                   {{"report", result(), "-o", folder().file("no/such/folder.html")}, 3, "folder.html"}};
  for (const Case& c : cases) {
    const Finished done = run_quartet(c.words);
    EXPECT_EQ(done.code, c.code) << c.words.back() << "\n" << done.err;
    EXPECT_NE(done.err.find(c.says), std::string::npos) << done.err;
  }
  EXPECT_FALSE(std::filesystem::exists(folder().file("none.sqlite"))) << "a report makes no database";
}

TEST_F(Report, SurvivesFilesThatAreCut) {
  for (const std::string& file : {result(), database()}) {
    const auto bytes = read_bytes(file);
    ASSERT_TRUE(bytes);
    for (const std::size_t parts : {2U, 3U, 7U, 50U}) {
      const std::string cut = folder().file("cut");
      ASSERT_TRUE(write_bytes(cut, {bytes->begin(), bytes->begin() + static_cast<std::ptrdiff_t>(bytes->size() / parts)}));
      const Finished done = run_quartet({"report", cut, "-o", folder().file("cut.html")});
      EXPECT_EQ(done.code, 3) << file << " / " << parts << "\n" << done.err;
    }
  }
}

TEST_F(Report, SaysHowManyPointsItListsOfALargeSweep) {
  const Finished done = run_quartet({"report", database(), "--points", "20", "-o", folder().file("few.html")});
  ASSERT_EQ(done.code, 0) << done.err;
  EXPECT_NE(read_text(folder().file("few.html"))->find("points are listed"), std::string::npos);
  const Finished csv = run_quartet({"report", database(), "--points", "20", "--plot", "pareto", "--csv", "-"});
  EXPECT_LE(csv_rows(csv.out).size(), 21U);
}

TEST_F(Report, DrawsDriftOfAStudyWithItsBand) {
  const std::string study = folder().file("drift.json");
  const Finished ran = run_quartet({"cim-drift", "kws", "--on", "aon-cim", "--times", "25,86400", "--seeds", "2", "--samples", "4", "--json", study, "-q"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  const Finished done = run_quartet({"report", study, "--plot", "drift", "--csv", "-"});
  ASSERT_EQ(done.code, 0) << done.err;
  const auto rows = csv_rows(done.out), header = std::vector<std::vector<std::string>>{rows.at(0)};
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[1].at(1), "25.0");
  EXPECT_EQ(rows[2].at(1), "86400.0");
  EXPECT_NE(done.out.find("synthetic"), std::string::npos);
  for (std::size_t i = 1; i < 3; ++i) {
    EXPECT_LE(std::stod(rows[i].at(3)), std::stod(rows[i].at(2)));
    EXPECT_GE(std::stod(rows[i].at(4)), std::stod(rows[i].at(2)));
  }
}

}  // namespace
}  // namespace quartet::test
