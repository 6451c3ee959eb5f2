// Published records of networks on UltraTrail arrays: cycles must be equal, power is compared with the fit and shown.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <sstream>

#include "accel/platform.hpp"
#include "accel/ultratrail/tc_resnet.hpp"
#include "sim/base/files.hpp"
#include "sim/energy/ledger.hpp"
#include "tests/support/golden_report.hpp"

namespace quartet {
namespace {

// The fit misses the records it was made on by 2 % at most; others may lie further off, a wrong unit or row much further.
constexpr double kLargestError = 0.10;

using Record = std::map<std::string, std::string>;

// One line of CSV; a quoted field doubles its quotes.
std::vector<std::string> split(const std::string& line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (quoted && line[i] == '"' && i + 1 < line.size() && line[i + 1] == '"') {
      fields.back() += line[i++];
    } else if (line[i] == '"') {
      quoted = !quoted;
    } else if (line[i] == ',' && !quoted) {
      fields.emplace_back();
    } else if (line[i] != '\r') {
      fields.back() += line[i];
    }
  }
  return fields;
}

std::vector<Record> read_records(const std::filesystem::path& path) {
  std::vector<Record> records;
  std::istringstream lines(read_text(path).value());
  std::string line;
  std::getline(lines, line);
  const auto columns = split(line);
  while (std::getline(lines, line)) {
    const auto fields = split(line);
    if (fields.size() != columns.size()) continue;
    Record& record = records.emplace_back();
    for (std::size_t i = 0; i < columns.size(); ++i) record[columns[i]] = fields[i];
  }
  return records;
}

// "40x101" → {40, 101}.
std::pair<int, int> pair_of(const std::string& text) {
  const std::size_t x = text.find('x');
  return {std::stoi(text.substr(0, x)), std::stoi(text.substr(x + 1))};
}

Result<Network> network_of(const Record& r) {
  TcResNet d;
  std::tie(d.coefficients, d.frames) = pair_of(r.at("input"));
  d.classes = std::stoi(r.at("classes"));
  d.weight_bits = std::stoi(r.at("bw_w"));
  d.feature_bits = std::stoi(r.at("bw_f"));
  auto blocks = parse_tc_blocks(r.at("net"), r.at("id"));
  if (!blocks) return pass(blocks.error());
  d.blocks = std::move(*blocks);
  return make_tc_resnet(d);
}

void configure(ITarget& target, const Record& r) {
  const auto [rows, columns] = pair_of(r.at("array"));
  ASSERT_TRUE(target.parameters().set("ultratrail.rows", std::to_string(rows)));
  ASSERT_TRUE(target.parameters().set("ultratrail.columns", std::to_string(columns)));
  ASSERT_TRUE(target.parameters().set("ultratrail.weight_bits", r.at("bw_w")));
  ASSERT_TRUE(target.parameters().set("ultratrail.feature_bits", r.at("bw_f")));
}

}  // namespace

TEST(UltraTrailRecords, CyclesEqualEveryUsableRecordAndTheOthersAreRefused) {
  QUARTET_DATA_OR_SKIP(folder, "goldens/ultratrail");
  const auto records = read_records(folder / "ultratrail_kpi.csv");
  ASSERT_FALSE(records.empty());
  const auto target = load_platform("ultratrail").value();
  int differ = 0;
  for (const Record& r : records) {
    configure(*target, r);
    const auto network = network_of(r);
    ASSERT_TRUE(network) << r.at("id") << ": " << network.error().text();
    const auto plan = target->plan(*network);
    const long long published = std::stoll(r.at("cycles"));
    bool equal = false;
    if (published <= 0) {
      equal = !plan && plan.error().code == ErrorCode::bad_input;
    } else if (plan) {
      const std::vector<Values> inputs{Values(static_cast<std::size_t>(network->tensor(network->inputs[0]).elements()), 0)};
      const auto run = target->simulate(*network, inputs, {});
      equal = plan->cycles == static_cast<std::uint64_t>(published) && run && run->schedule.cycles == plan->cycles;
    }
    EXPECT_TRUE(equal) << r.at("id") << ": published " << published << ", "
                       << (plan ? std::to_string(plan->cycles) : plan.error().text());
    differ += equal ? 0 : 1;
  }
  test::report_golden("ultratrail", static_cast<std::int64_t>(records.size()), differ);
}

// On the records the fit was made on this shows that table and code hold the fit, not that the fit predicts.
TEST(UltraTrailRecords, PowerIsNearTheRecordOrNotGiven) {
  QUARTET_DATA_OR_SKIP(folder, "goldens/ultratrail");
  const auto target = load_platform("ultratrail").value();
  double sum = 0.0, largest = 0.0;
  int compared = 0;
  for (const Record& r : read_records(folder / "ultratrail_kpi.csv")) {
    if (std::stoll(r.at("cycles")) <= 0) continue;
    configure(*target, r);
    const auto plan = target->plan(network_of(r).value());
    ASSERT_TRUE(plan) << r.at("id");
    const auto joules = Ledger::price(plan->activity, target->costs()).total_j();
    if (!joules) {
      std::printf("  %-24s outside the range of the fit: no energy\n", r.at("id").c_str());
      continue;
    }
    const double published_w = std::stod(r.at("power_uW")) * 1e-6;
    const double error = *joules / 0.1 / published_w - 1.0;  // energy of a 100 ms frame
    std::printf("  %-24s %8.4f uW published, %8.4f uW fitted, %+5.2f %%\n", r.at("id").c_str(), published_w * 1e6, *joules * 1e7,
                100 * error);
    EXPECT_LT(std::abs(error), kLargestError) << r.at("id");
    sum += std::abs(error);
    largest = std::max(largest, std::abs(error));
    ++compared;
  }
  if (compared > 0) std::printf("  %d records: mean error %.2f %%, largest %.2f %% (fitted)\n", compared, 100 * sum / compared, 100 * largest);
}

}  // namespace quartet
