// quartet cim-devices: statistics of sampled memory devices beside their closed forms.
#include <fmt/format.h>

#include <cmath>
#include <ostream>

#include "accel/cim/device/statistics.hpp"
#include "sim/base/files.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/number_list.hpp"
#include "sim/report/csv_writer.hpp"
#include "sim/report/text_table.hpp"
#include "sim/report/units.hpp"

namespace quartet::cli {

namespace {

constexpr const char* kDefaultModel = "pcm-like";
constexpr const char* kDefaultTimes = "25,3600,86400,2600000,31500000";  // 25 s, 1 h, 1 day, 1 month, 1 year
constexpr int kDefaultTargets = 6;                                       // equal steps from 0 to g_max

void declare(OptionTable& options) {
  options.value("model", "NAME", "device model: a name or a .toml file; default pcm-like");
  options.value("targets", "G,G,…", "target conductances in uS; default six from 0 to g_max");
  options.value("times", "S,S,…", "seconds after programming; default 25 s, 1 h, 1 day, 1 month, 1 year");
  options.value("devices", "N", "devices sampled for each target; default 20000");
  options.value("seed", "S", "seed of the samples; default 1");
  options.value("csv", "FILE", "write comma-separated values; - is the screen");
}

Result<cim::DeviceStudy> study_of(const Arguments& arguments, const cim::DeviceModel& model) {
  cim::DeviceStudy study;
  if (const auto text = arguments.text("targets")) {
    auto targets = number_list("--targets", *text);
    if (!targets) return pass(targets.error());
    study.targets_us = std::move(*targets);
  } else {
    for (int i = 0; i < kDefaultTargets; ++i)
      study.targets_us.push_back(model.g_max_us * i / (kDefaultTargets - 1));
  }
  auto times = number_list("--times", arguments.text_or("times", kDefaultTimes));
  if (!times) return pass(times.error());
  study.times_s = std::move(*times);
  const auto devices = arguments.integer("devices", 2), seed = arguments.integer("seed", 0);
  if (!devices) return pass(devices.error());
  if (!seed) return pass(seed.error());
  study.devices = devices->value_or(study.devices);
  study.seed = static_cast<std::uint64_t>(seed->value_or(static_cast<std::int64_t>(study.seed)));
  return study;
}

std::string csv(const std::vector<cim::DeviceStatistics>& rows, const cim::DeviceStudy& study) {
  CsvWriter out({"g_target_uS", "stage", "t_inference_s", "n", "seed", "mean", "std", "se_mean", "se_std",
                 "frac_zero", "mean_analytic", "std_analytic", "frac_zero_analytic", "z_mean", "z_std"});
  for (const cim::DeviceStatistics& row : rows) {
    const std::string time = row.t_inference_s ? fmt::format("{}", *row.t_inference_s) : std::string();
    out.cell(fmt::format("{}", row.g_target_us)).cell(row.stage).cell(time).cell(study.devices);
    out.cell(static_cast<std::int64_t>(study.seed));
    out.cell(row.sample.mean)
        .cell(row.sample.std)
        .cell(row.sample.se_mean())
        .cell(row.sample.se_std())
        .cell(row.sample.zero_share);
    out.cell(row.expected.mean)
        .cell(row.expected.std)
        .cell(row.expected_zero_share)
        .cell(row.z_mean())
        .cell(row.z_std());
    out.end_row();
  }
  return out.text();
}

std::string screen(const cim::DeviceModel& model, const std::vector<cim::DeviceStatistics>& rows,
                   const cim::DeviceStudy& study) {
  using Align = TextTable::Align;
  TextTable table({{"target uS", Align::right},
                   {"stage"},
                   {"time", Align::right},
                   {"mean", Align::right},
                   {"expected", Align::right},
                   {"z", Align::right},
                   {"std", Align::right},
                   {"expected", Align::right},
                   {"z", Align::right},
                   {"zeros", Align::right}});
  double worst = 0;
  for (const cim::DeviceStatistics& row : rows) {
    worst = std::max({worst, std::abs(row.z_mean()), std::abs(row.z_std())});
    table.row({fmt::format("{:g}", row.g_target_us), row.stage,
               row.t_inference_s ? duration_text(*row.t_inference_s) : "",
               fmt::format("{:.5f}", row.sample.mean), fmt::format("{:.5f}", row.expected.mean),
               fmt::format("{:+.2f}", row.z_mean()), fmt::format("{:.5f}", row.sample.std),
               fmt::format("{:.5f}", row.expected.std), fmt::format("{:+.2f}", row.z_std()),
               percent(row.sample.zero_share)});
  }
  return fmt::format(
      "{}: {}\n{} devices a target, seed {}; conductances in uS, nu is a number. Times count from the end "
      "of\n"
      "programming; the programmed value holds at t0 = {:g} s, and drift is ((time + t0) / t0)^-nu.\n\n{}\n"
      "largest |z| {:.2f}: sample against closed form, in standard errors\n",
      model.name, model.title, grouped(study.devices), study.seed, model.t0_s, table.text(), worst);
}

Result<int> cim_devices(const Arguments& arguments, Session& session) {
  const auto model = cim::load_device_model(arguments.text_or("model", kDefaultModel), "--model");
  if (!model) return pass(model.error());
  const auto study = study_of(arguments, *model);
  if (!study) return pass(study.error());
  const auto rows = cim::study_devices(*model, *study, "--");
  if (!rows) return pass(rows.error());
  const auto file = arguments.text("csv");
  if (file && *file != "-") {
    if (auto ok = write_text(*file, csv(*rows, *study)); !ok) return pass(ok.error());
  }
  if (file && *file == "-")
    session.out << csv(*rows, *study);
  else if (!session.quiet)
    session.out << screen(*model, *rows, *study);
  return 0;
}

}  // namespace

Command cim_devices_command() {
  return {"cim-devices",
          "sample memory devices of an analog array and compare them with their closed forms",
          "[--model NAME] [options]",
          {"cim-devices", "cim-devices --model hermes-2dev --targets 0,10,20.7 --times 25,86400",
           "cim-devices --model pcm-like --targets 0,5,25 --times 3600 --devices 20000 --seed 7 --csv -"},
          declare,
          cim_devices};
}

}  // namespace quartet::cli
