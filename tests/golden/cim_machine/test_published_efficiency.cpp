// Published efficiencies of whole networks: the energy law is calibrated at 8 and 4 bit of each network and
// source, and predicts every other width.
#include <gtest/gtest.h>

#include <cstdio>
#include <sstream>

#include "accel/cim/timing/energy_law.hpp"
#include "accel/platform.hpp"
#include "sim/base/files.hpp"
#include "tests/support/golden_report.hpp"

namespace quartet::test {
namespace {

constexpr double kLargestError = 0.02;  // the acceptance of the prediction
constexpr double kExact = 1e-9;         // the law goes through its own points

// network,activation_bits,tops_per_watt,source; the source may hold commas.
std::vector<cim::Efficiency> read_csv(const std::filesystem::path& path) {
  std::vector<cim::Efficiency> all;
  std::istringstream lines(read_text(path).value());
  std::string line;
  std::getline(lines, line);
  EXPECT_EQ(line.substr(0, line.find_last_not_of("\r") + 1), "network,activation_bits,tops_per_watt,source")
      << path;
  while (std::getline(lines, line)) {
    if (line.find_first_not_of("\r ") == std::string::npos) continue;
    std::istringstream fields(line);
    cim::Efficiency e;
    std::string bits, tops;
    std::getline(fields, e.network, ',');
    std::getline(fields, bits, ',');
    std::getline(fields, tops, ',');
    std::getline(fields, e.source);
    e.bits = std::stoi(bits);
    e.tops_per_watt = std::stod(tops);
    all.push_back(std::move(e));
  }
  return all;
}

// What the platform file holds beside it: other widths of the same networks, for a data root without them.
std::vector<cim::Efficiency> shipped() {
  const auto config = load_config(resource_root() / "accel/platforms/aon-cim.toml");
  return cim::read_efficiencies(*config->find("cim")->table()->find("published")->array()).value();
}

void print(const cim::Prediction& p) {
  std::printf("  %-6s %d bit: published %6.2f TOPS/W, law %6.2f, %+5.2f %% (%s; %s)\n",
              p.published.network.c_str(), p.published.bits, p.published.tops_per_watt,
              p.predicted_tops_per_watt, 100 * p.error(), p.calibrated ? "calibrated on it" : "predicted",
              p.published.source.c_str());
}

}  // namespace

TEST(PublishedEfficiency, OfAnyOtherWidthIsPredictedWithinTwoPercent) {
  QUARTET_DATA_OR_SKIP(folder, "goldens/pcm");
  int compared = 0, predicted = 0, differ = 0;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    if (file.path().filename().string().find("tops_per_watt") == std::string::npos ||
        file.path().extension() != ".csv")
      continue;
    auto published = read_csv(file.path());
    ASSERT_FALSE(published.empty()) << file.path();
    auto predictions = cim::predict_efficiencies(published, 1e9, 2).value();
    if (std::all_of(predictions.begin(), predictions.end(), [](const auto& p) { return p.calibrated; }))
      predictions = cim::predict_efficiencies(shipped(), 1e9, 2).value();
    for (const cim::Prediction& p : predictions) {
      print(p);
      const bool good = std::abs(p.error()) < (p.calibrated ? kExact : kLargestError);
      EXPECT_TRUE(good) << p.published.network << " at " << p.published.bits << " bit";
      ++compared;
      predicted += p.calibrated ? 0 : 1;
      differ += good ? 0 : 1;
    }
  }
  EXPECT_GT(predicted, 0) << "nothing was predicted";
  report_golden("aon-cim efficiency", compared, differ);
}

}  // namespace quartet::test
