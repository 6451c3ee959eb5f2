// Closed forms and quadrature against the recorded ones, to their printed precision.
#include <cmath>

#include "accel/cim/device/expectations.hpp"
#include "tests/golden/cim_array/golden_table.hpp"
#include "tests/support/golden_report.hpp"

namespace quartet::test {
namespace {

/// Relative error allowed to the recorded quadrature, beside half a unit of the last of ten printed digits:
/// the kink of the read noise at its cap costs it 6e-10 at g = 0 (30-digit arithmetic split at the kink
/// agrees with ours there).
constexpr double kQuadrature = 1e-9;

void compare_printed(Comparison& comparison, const GoldenTable::Row& row, const std::string& column,
                     double ours, const std::string& what) {
  const double theirs = number(row, column);
  const double allowed = printed_precision(row.at(column)) + kQuadrature * std::abs(theirs);
  comparison.check((ours - theirs) / allowed, what + " " + column);
}

TEST(DeviceClosedForms, GiveTheRecordedMeansAndDeviations) {
  QUARTET_DATA_OR_SKIP(folder, "goldens/pcm/pcm_conductance_analytic.csv");
  const auto model = cim::load_device_model("pcm-like");
  ASSERT_TRUE(model) << model.error().text();
  const GoldenTable table(folder);
  Comparison comparison("pcm_conductance_analytic", 1.0, "of the printed precision");
  for (const auto& row : table.rows()) {
    const double g = number(row, "g_target_uS");
    const std::string& stage = row.at("stage");
    const double t = stage == "programmed" ? 0.0 : number(row, "t_inference_s");
    const std::string what = row.at("g_target_uS") + " uS, " + stage + ", " + row.at("t_inference_s") + " s:";
    ASSERT_TRUE(stage == "programmed" || stage == "drifted_no_read_noise" ||
                stage == "drifted_with_read_noise")
        << stage;
    const cim::Moments ours = stage == "programmed"              ? cim::programmed_moments(*model, g)
                              : stage == "drifted_no_read_noise" ? cim::drifted_moments(*model, g, t)
                                                                 : cim::read_moments(*model, g, t);
    compare_printed(comparison, row, "mean", ours.mean, what);
    compare_printed(comparison, row, "std", ours.std, what);
    compare_printed(comparison, row, "sigma_prog_uS", model->sigma_p(g / model->g_max_us), what);
  }
  comparison.report();
}

TEST(DeviceClosedForms, GiveTheRecordedDriftExponents) {
  QUARTET_DATA_OR_SKIP(folder, "goldens/pcm/pcm_nu_analytic.csv");
  const auto model = cim::load_device_model("pcm-like");
  ASSERT_TRUE(model) << model.error().text();
  const GoldenTable table(folder);
  Comparison comparison("pcm_nu_analytic", 1.0, "of the printed precision");
  for (const auto& row : table.rows()) {
    const double g = number(row, "g_target_uS"), x = g / model->g_max_us;
    const std::string what = row.at("g_target_uS") + " uS:";
    const cim::Moments ours = cim::exponent_moments(*model, g);
    compare_printed(comparison, row, "mu_nu", model->mu_nu(x), what);
    compare_printed(comparison, row, "sigma_nu", model->sigma_nu(x), what);
    compare_printed(comparison, row, "mean_abs", ours.mean, what);
    compare_printed(comparison, row, "std_abs", ours.std, what);
  }
  comparison.report();
}

}  // namespace
}  // namespace quartet::test
