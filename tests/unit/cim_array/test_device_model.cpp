#include <gtest/gtest.h>

#include <cmath>

#include "accel/cim/device/expectations.hpp"
#include "sim/base/files.hpp"
#include "tests/unit/cim_array/small_array.hpp"

namespace quartet::cim {
namespace {

DeviceModel model(const std::string& name) {
  const auto loaded = load_device_model(name);
  EXPECT_TRUE(loaded) << loaded.error().text();
  return loaded ? *loaded : DeviceModel{};
}

}  // namespace

TEST(DeviceModel, OfThePcmLikeDeviceHasThePublishedLandmarks) {
  const DeviceModel m = model("pcm-like");
  EXPECT_NEAR(m.sigma_p(0.0), 0.26348, 1e-12);
  EXPECT_NEAR(m.sigma_p(1.0), 1.05538, 1e-10);
  EXPECT_NEAR(m.sigma_p(1.9650 / (2 * 1.1731)), 1.086, 5e-4) << "the maximum";
  EXPECT_NEAR(m.mu_nu(0.0), 0.1, 1e-12);
  EXPECT_NEAR(m.sigma_nu(0.0), 0.045, 1e-12);
  EXPECT_NEAR(m.mu_nu(0.5), 0.049, 1e-12);
  EXPECT_NEAR(m.sigma_nu(0.5), 0.008, 1e-12);
  EXPECT_NEAR(m.q(1.0), 0.0088, 1e-12);
  EXPECT_NEAR(m.q(0.0), 0.2, 1e-12) << "the cap";
}

TEST(DeviceModel, OfHermesWithTwoDevicesDriftsLittleAtHighConductance) {
  EXPECT_NEAR(model("hermes-2dev").mu_nu(1.0), 0.0174, 1e-4);
  EXPECT_NEAR(model("hermes-1dev").mu_nu(1.0), 0.0174, 1e-4);
  EXPECT_EQ(model("hermes-2dev").t0_s, 300.0);
  EXPECT_EQ(model("hermes-1dev").t0_s, 200.0);
}

TEST(DeviceModel, CountsTimeFromTheEndOfProgramming) {
  const DeviceModel m = model("pcm-like");
  EXPECT_EQ(m.log_time(0.0), 0.0) << "no drift at the first read";
  EXPECT_NEAR(m.log_time(25.0), std::log(45.0 / 20.0), 1e-15)
      << "25 s after programming it has drifted already";
  const double growth[][2] = {{25, 4.28}, {3600, 4.77}, {86400, 5.09}, {2.6e6, 5.41}, {3.15e7, 5.64}};
  for (const auto& [t, expected] : growth) EXPECT_NEAR(m.read_growth(t), expected, 0.006) << t;
}

TEST(DeviceModel, ScalesItsProgrammingNoiseWithGMax) {
  DeviceModel m = model("pcm-like");
  m.g_max_us = 50;
  EXPECT_NEAR(m.sigma_p(0.3), 2 * model("pcm-like").sigma_p(0.3), 1e-12);
}

TEST(DeviceModel, HasASourceForEveryConstantThatAFileGives) {
  for (const std::string& name : device_model_names()) {
    const auto text = read_text(resource_root() / "accel/cim/device/models" / (name + ".toml"));
    ASSERT_TRUE(text);
    std::size_t values = 0, sources = 0, confidences = 0;
    for (std::size_t at = 0; (at = text->find("{ value =", at)) != std::string::npos; ++at) ++values;
    for (std::size_t at = 0; (at = text->find("source = \"", at)) != std::string::npos; ++at) ++sources;
    for (std::size_t at = 0; (at = text->find("confidence = \"", at)) != std::string::npos; ++at)
      ++confidences;
    EXPECT_GT(values, 10u) << name;
    EXPECT_EQ(values, sources) << name;
    EXPECT_EQ(values, confidences) << name;
  }
}

TEST(DeviceModel, NamesTheNearestModelWhenOneIsMisspelt) {
  const auto wrong = load_device_model("pcm-lik");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().problems[0].remedy, "did you mean 'pcm-like'?");
}

TEST(DeviceModel, RefusesAGMaxOfZeroAndSaysTheRange) {
  DeviceModel m = model("pcm-like");
  m.g_max_us = 0;
  const auto checked = check_device(m, "test");
  ASSERT_FALSE(checked);
  EXPECT_NE(checked.error().text().find("device.g_max_us = 0 is outside 0.001 to 100000 uS"),
            std::string::npos)
      << checked.error().text();
}

TEST(DeviceModel, RefusesNotANumberAnywhere) {
  DeviceModel count = model("pcm-like");
  const std::size_t parameters = device_parameters(count).all().size();
  for (std::size_t i = 0; i < parameters; ++i) {
    DeviceModel m = model("pcm-like");
    const ParameterSet set = device_parameters(m);
    if (!std::holds_alternative<double>(set.all()[i].get())) continue;
    set.all()[i].put(std::nan(""));
    EXPECT_FALSE(check_device(m, "test")) << set.all()[i].name;
  }
}

TEST(DeviceModel, RefusesAFileWithoutAllTables) {
  const std::string file = ::testing::TempDir() + "/incomplete.toml";
  ASSERT_TRUE(write_text(file,
                         "schema_version = 1\nname = \"x\"\ntitle = \"x\"\n[device]\ng_max_us = 25\ng_fit_us "
                         "= 25\nt0_s = 20\nt_read_s = 1e-7\n"));
  const auto loaded = load_device_model(file);
  ASSERT_FALSE(loaded);
  for (const char* table : {"programming_sigma", "drift_mean", "drift_sigma", "read_noise"})
    EXPECT_NE(loaded.error().text().find(table), std::string::npos) << table;
}

TEST(DeviceModel, RefusesATimeBeforeProgramming) {
  const auto checked = check_time(-1.0, "--times");
  ASSERT_FALSE(checked);
  EXPECT_NE(checked.error().text().find("before the end of programming"), std::string::npos);
  EXPECT_FALSE(check_time(std::nan(""), "--times"));
  EXPECT_FALSE(check_time(INFINITY, "--times"));
  EXPECT_TRUE(check_time(0.0, "--times"));
}

TEST(Expectations, WithoutSpreadAreThoseOfOneDevice) {
  DeviceModel m = model("pcm-like");
  m.programming_sigma = Curve{};
  m.drift_sigma = Curve{};
  m.read_noise = Curve{};
  EXPECT_EQ(programmed_moments(m, 10).mean, 10.0);
  EXPECT_EQ(programmed_moments(m, 10).std, 0.0);
  const double drifted = 10 * std::pow(3620.0 / 20.0, -0.049);
  EXPECT_NEAR(drifted_moments(m, 10, 3600).mean, drifted, 1e-12);
  EXPECT_NEAR(read_moments(m, 10, 3600).mean, drifted, 1e-12);
  EXPECT_NEAR(read_moments(m, 10, 3600).std, 0.0, 1e-6);
}

}  // namespace quartet::cim
