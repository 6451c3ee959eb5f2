// quartet cim-ablation: which imperfection of an analog machine costs which accuracy.
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <ostream>

#include "accel/platform.hpp"
#include "sim/base/files.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/commands/cim_study.hpp"
#include "sim/report/csv_writer.hpp"
#include "sim/report/text_table.hpp"
#include "sim/report/units.hpp"
#include "sim/run/settings.hpp"
#include "sim/stats/quantile.hpp"

namespace quartet::cli {

namespace {

constexpr std::int64_t kDefaultSeeds = 20;

struct Effect {
  const char* parameter;
  const char* name;
};
/// The switches, in the order of the signal.
constexpr std::array kEffects = {Effect{"cim.dac_quantization", "DAC quantization"},
                                 Effect{"cim.programming_noise", "programming noise"},
                                 Effect{"cim.drift", "drift"},
                                 Effect{"cim.read_noise", "1/f read noise"},
                                 Effect{"cim.stuck", "stuck devices"},
                                 Effect{"cim.ir_drop", "IR drop"},
                                 Effect{"cim.voltage_drop", "voltage drop"},
                                 Effect{"cim.mvm_noise", "MVM noise"},
                                 Effect{"cim.nonlinearity", "non-linearity"},
                                 Effect{"cim.output_noise", "output noise"},
                                 Effect{"cim.adc_quantization", "ADC quantization"}};
constexpr const char* kCompensation = "cim.compensation";

void declare(OptionTable& options) {
  declare_study_options(options);
  options.value("time", "T", "seconds since programming (default: that of the platform)");
}

/// What is on under the settings of the command line.
struct Switches {
  std::vector<Effect> on;
  bool compensated = false;
  double time_s = 0.0;
};

Result<Switches> switches_of(const RunRequest& request) {
  auto target = load_platform(request.platform);
  if (!target) return pass(std::move(target.error()));
  DutyParams duty;
  ParameterSet duty_set;
  duty.declare(duty_set);
  if (auto ok = apply_settings(request.settings, target->get(), duty_set); !ok)
    return pass(std::move(ok.error()));
  const ParameterSet& set = (*target)->parameters();
  const Parameter* time = set.find("cim.time");
  const Parameter* compensation = set.find(kCompensation);
  if (time == nullptr || compensation == nullptr)
    return fail(ErrorCode::usage, "--on", "platform '" + request.platform + "' has no analog array",
                "for example --on aon-cim");
  Switches switches;
  switches.time_s = std::get<double>(time->get());
  switches.compensated = std::get<std::string>(compensation->get()) != "none";
  for (const Effect& effect : kEffects) {
    const Parameter* p = set.find(effect.parameter);
    if (p != nullptr && std::get<bool>(p->get())) switches.on.push_back(effect);
  }
  return switches;
}

std::string set(const char* parameter, bool on) {
  return std::string(parameter) + (on ? "=true" : "=false");
}
std::string uncompensated() {
  return std::string(kCompensation) + "=none";
}

/// 0: all on; 1: all off; then, an effect: without it, and alone; at the end without compensation, where
/// there is one.
std::vector<Condition> conditions_of(const Switches& switches) {
  std::vector<Condition> all{{"all on", {}}, {"all off", {uncompensated()}}};
  for (const Effect& e : switches.on) all[1].settings.push_back(set(e.parameter, false));
  for (const Effect& e : switches.on) {
    all.push_back({std::string("without ") + e.name, {set(e.parameter, false)}});
    Condition alone = all[1];
    alone.name = std::string("only ") + e.name;
    alone.settings.push_back(set(e.parameter, true));
    all.push_back(std::move(alone));
  }
  if (switches.compensated) all.push_back({"without drift compensation", {uncompensated()}});
  return all;
}

/// Of the differences a seed, in accuracy.
struct Paired {
  double mean = 0.0, error = 0.0;  ///< standard error of the mean
};
Paired paired(const Measurement& a, const Measurement& b) {
  std::vector<double> differences;
  for (std::size_t i = 0; i < a.seeds.correct.size() && i < b.seeds.correct.size(); ++i)
    differences.push_back(static_cast<double>(a.seeds.correct[i] - b.seeds.correct[i]) /
                          static_cast<double>(a.samples));
  if (differences.empty()) return {};
  const Spread s = spread(differences);
  return {s.mean, s.deviation / std::sqrt(static_cast<double>(differences.size()))};
}

std::string points(const Paired& p) {
  return fmt::format("{:+.2f} ± {:.2f}", 100 * p.mean, 100 * p.error);
}

std::string table(const std::vector<Condition>& conditions, const std::vector<Measurement>& measured,
                  double digital) {
  using Align = TextTable::Align;
  TextTable text({{"condition"},
                  {"accuracy", Align::right},
                  {"worst", Align::right},
                  {"against all on", Align::right},
                  {"against all off", Align::right}});
  text.row({"digital int8", percent(digital), "", "", ""});
  for (std::size_t i = 0; i < measured.size(); ++i) {
    const SeedAccuracy& s = measured[i].seeds;
    text.row({conditions[i].name, percent(s.mean), percent(s.worst),
              i == 0 ? "" : points(paired(measured[i], measured[0])),
              i == 1 || measured.size() < 2 ? "" : points(paired(measured[i], measured[1]))});
  }
  return text.text();
}

std::string csv(const std::vector<Condition>& conditions, const std::vector<Measurement>& measured,
                double digital) {
  CsvWriter out({"condition", "seeds", "samples", "mean", "deviation", "worst", "against_all_on",
                 "standard_error_on", "against_all_off", "standard_error_off", "digital"});
  for (std::size_t i = 0; i < measured.size(); ++i) {
    const SeedAccuracy& s = measured[i].seeds;
    const Paired on = paired(measured[i], measured[0]);
    const Paired off = measured.size() > 1 ? paired(measured[i], measured[1]) : Paired{};
    out.cell(conditions[i].name).cell(s.count).cell(measured[i].samples);
    for (const double v : {s.mean, s.deviation, s.worst, on.mean, on.error}) out.cell(v);
    out.cell(measured.size() > 1 ? std::optional(off.mean) : std::nullopt)
        .cell(measured.size() > 1 ? std::optional(off.error) : std::nullopt);
    out.cell(digital).end_row();
  }
  return out.text();
}

Result<int> ablation(const Arguments& arguments, Session& session) {
  auto study = study_of(arguments, kDefaultSeeds);
  if (!study) return pass(study.error());
  if (const auto time = arguments.text("time")) study->request.settings.push_back("cim.time=" + *time);
  const auto switches = switches_of(study->request);
  if (!switches) return pass(switches.error());
  const auto conditions = conditions_of(*switches);
  const auto digital = digital_accuracy(*study, session);
  if (!digital) return pass(digital.error());
  bool interrupted = false;
  const auto measured = measure(*study, conditions, session, interrupted);
  if (!measured) return pass(measured.error());
  const int code = interrupted ? static_cast<int>(ErrorCode::interrupted) : 0;
  if (const auto target = arguments.text("csv")) {
    const std::string text = csv(conditions, *measured, *digital);
    if (*target == "-") {
      session.out << text;
      return code;
    }
    if (auto ok = write_text(*target, text); !ok) return pass(std::move(ok.error()));
  }
  if (session.quiet) return code;
  if (measured->empty()) {
    session.out << "nothing was complete before the interrupt\n";
    return code;
  }
  const Measurement& first = measured->front();
  session.out << fmt::format("{} on {}: {} after programming, {} samples of {}, {} seeds\n\n",
                             study->request.subject, study->request.platform, duration_text(switches->time_s),
                             first.samples, first.data, first.seeds.count)
              << table(conditions, *measured, *digital)
              << "\nDifferences in points of accuracy, the same seeds on both sides, ± standard error of "
                 "their mean.\n"
                 "'all off' and 'only' are without drift compensation.\n";
  return code;
}

}  // namespace

Command cim_ablation_command() {
  return {"cim-ablation",
          "which imperfection of an analog machine costs which accuracy",
          "WORKLOAD|MODEL --on aon-cim [options]",
          {"cim-ablation kws --on aon-cim --time 86400",
           "cim-ablation kws --on aon-cim --seeds 10 --samples 200 --csv ablation.csv",
           "cim-ablation kws --on aon-cim --set cim.activation_bits=4"},
          declare,
          ablation};
}

}  // namespace quartet::cli
