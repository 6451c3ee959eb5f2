// Board times of reference/measured against the system: from the start to the handled interrupt, as the
// vendor's examples print them. Nothing is fitted to them.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <sstream>

#include "frontends/model/golden_json.hpp"
#include "sim/base/files.hpp"
#include "tests/support/golden_report.hpp"
#include "tests/unit/max78000_system/assembled_system.hpp"

namespace quartet::test {
namespace {

constexpr double kTolerance = 0.01;

struct Row {
  std::string network;
  double latency_s = 0;
};

/// Rows of device MAX78000 at CNN 50 MHz that have a latency.
std::vector<Row> board_rows(const std::string& csv) {
  std::vector<Row> rows;
  std::istringstream lines(csv);
  for (std::string line; std::getline(lines, line);) {
    std::vector<std::string> cells;
    std::istringstream stream(line);
    for (std::string cell; std::getline(stream, cell, ',');) cells.push_back(cell);
    if (cells.size() < 6 || cells[0] != "MAX78000" || cells[2].empty() ||
        cells[5].find("CNN 50 MHz") == std::string::npos)
      continue;
    rows.push_back({cells[1].substr(0, cells[1].find(' ')), std::stod(cells[2]) * 1e-3});
  }
  return rows;
}

}  // namespace

TEST(SystemBoardTimes, StartToHandledInterruptIsWithinOnePerCentOfTheBoard) {
  QUARTET_DATA_OR_SKIP(table, "reference/measured/measured-hardware.csv");
  const auto csv = read_text(table);
  ASSERT_TRUE(csv.has_value());
  std::int64_t compared = 0, differ = 0;
  for (const Row& row : board_rows(*csv)) {
    const auto folder = *table_root / "goldens/max78000/networks" / row.network;
    if (!std::filesystem::exists(folder)) continue;
    const auto golden = read_golden_network(folder);
    ASSERT_TRUE(golden.has_value()) << golden.error().text();
    const AssembledSystem s(golden->network);
    const auto run = s.simulate(golden->inputs);
    ASSERT_TRUE(run.has_value()) << run.error().text();
    const double ours =
        static_cast<double>(mark_of(*run, Q_READ_OUT).cycles - mark_of(*run, Q_START).cycles) /
        s.params.clock_hz;
    const bool near = std::abs(ours / row.latency_s - 1) < kTolerance;
    std::printf("%s: %.2f us, board %.0f us (%+.2f %%)\n", row.network.c_str(), ours * 1e6,
                row.latency_s * 1e6, 100 * (ours / row.latency_s - 1));
    EXPECT_TRUE(near) << row.network;
    ++compared;
    differ += near ? 0 : 1;
  }
  report_golden("max78000-system board times within 1 %", compared, differ);
  EXPECT_GT(compared, 0);
}

}  // namespace quartet::test
