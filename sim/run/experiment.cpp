// Preparing a run: every name, file and parameter is resolved and checked here.
#include "sim/run/experiment.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "accel/platform.hpp"
#include "frontends/model/import.hpp"
#include "sim/run/rtl_request.hpp"
#include "sim/run/settings.hpp"

namespace quartet {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kMostSeeds = 1'000'000;

std::string hint(const std::string& word, const std::vector<std::string>& candidates,
                 const std::string& otherwise) {
  const std::string near = nearest(word, candidates);
  return near.empty() ? otherwise : "did you mean '" + near + "'?";
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

// A path rather than the name of a workload.
bool looks_like_file(const std::string& subject) {
  std::error_code ec;
  return subject.find('/') != std::string::npos || fs::path(subject).has_extension() ||
         fs::exists(subject, ec);
}

Result<void> check_choice(const std::string& option, const std::string& word,
                          const std::vector<std::string>& choices) {
  if (std::find(choices.begin(), choices.end(), word) != choices.end()) return {};
  return fail(ErrorCode::usage, option, "'" + word + "' is not one of " + joined(choices),
              hint(word, choices, ""));
}

template <class List>
std::vector<std::string> names_of(const List& list) {
  std::vector<std::string> out;
  for (const auto& item : list) out.push_back(item.name);
  return out;
}

const DataSet& data_named(const Workload& workload, const std::string& name) {
  return *std::find_if(workload.data.begin(), workload.data.end(), [&](const DataSet& d) { return d.name == name; });
}

// The set that was named; without a name the first that the variant can read, with kRecordedData the first recorded one of
// them that is here. nullptr: it reads none.
const DataSet* chosen_data(const Workload& workload, const std::string& variant, const std::string& wanted) {
  if (!wanted.empty() && wanted != kRecordedData) return &data_named(workload, wanted);
  const auto first = [&](auto accept) -> const DataSet* {
    const auto found = std::find_if(workload.data.begin(), workload.data.end(),
                                    [&](const DataSet& d) { return reads(workload, variant, d) && accept(d); });
    return found == workload.data.end() ? nullptr : &*found;
  };
  const DataSet* recorded = first([](const DataSet& d) { return d.available && !d.synthetic; });
  return !wanted.empty() && recorded != nullptr ? recorded : first([](const DataSet&) { return true; });
}

}  // namespace

std::string Experiment::name() const {
  const auto stem = [](const std::string& text) {
    return looks_like_file(text) ? fs::path(text).stem().string() : text;
  };
  return stem(request_.subject) + "-" + stem(request_.platform);
}

RunOptions Experiment::options(std::uint64_t seed) const {
  RunOptions options;
  options.rounding = request_.rounding == "single" ? Rounding::single_rounding : Rounding::double_rounding;
  options.seed = seed;
  options.rtl = rtl_;
  return options;
}

Result<void> Experiment::choose_platform() {
  if (request_.platform != kReference) {
    const std::vector<PlatformInfo> platforms = list_platforms();
    std::vector<std::string> names = names_of(platforms);
    const bool listed = std::find(names.begin(), names.end(), request_.platform) != names.end();
    if (!listed && !looks_like_file(request_.platform)) {
      names.emplace_back(kReference);
      return fail(
          ErrorCode::usage, "--on", "unknown platform '" + request_.platform + "'",
          hint(request_.platform, names, "known: " + joined(names) + ", or the path of a platform .toml"));
    }
    const auto tech = cost_table_file(request_.tech);
    if (!tech) return pass(tech.error());
    auto target = load_platform(request_.platform, *tech);
    if (!target) return pass(target.error());
    target_ = std::move(*target);
  }
  if (!target_ && !request_.tech.empty())
    return fail(ErrorCode::usage, "--tech", "the reference has no cost table: it computes values only", "give --on a platform");
  duty_->declare(duty_parameters_);
  const SplitSettings settings = split_sensor_settings(request_.settings);
  if (const auto ok = apply_settings(settings.others, target_.get(), duty_parameters_); !ok)
    return pass(ok.error());
  auto sensor = SensorChain::make(settings.sensor);
  if (!sensor) return pass(sensor.error());
  sensor_ = std::move(*sensor);
  resolved_ = resolved_settings(target_.get(), duty_parameters_);
  if (sensor_) resolved_ += sensor_->resolved();
  if (sensor_ && !target_) warnings_.push_back("sensor.* has no effect on the reference: it has no time and no energy");
  if (rtl_ && (!target_ || !target_->takes_rtl()))
    return fail(ErrorCode::usage, "--fidelity", "platform '" + request_.platform + "' has no place for RTL",
                "use plan or simulate");
  if (!target_ && duty_->rate_hz > 0.0)
    warnings_.push_back("duty.rate_hz has no effect on the reference: it has no power model");
  return {};
}

Result<Network> Experiment::plan_network(const fs::path& file) {
  auto network = import_model(file);
  if (!network) return pass(network.error());
  if (target_) {
    auto plan = target_->plan(*network);
    if (!plan) return pass(plan.error());
    plan_ = std::move(*plan);
  }
  return network;
}

// The variant that was asked for, or the first that the platform can run: those made for it come before the others, else
// in the manifest's order.
Result<void> Experiment::choose_variant() {
  std::vector<Variant> candidates = workload_->variants;
  if (!request_.variant.empty()) {
    if (const auto ok = check_choice("--variant", request_.variant, names_of(candidates)); !ok)
      return pass(ok.error());
    std::erase_if(candidates, [&](const Variant& v) { return v.name != request_.variant; });
  }
  if (!request_.data.empty() && request_.data != kRecordedData && request_.inputs.empty()) {
    if (const auto ok = check_choice("--data", request_.data, names_of(workload_->data)); !ok) return pass(ok.error());
    const DataSet& set = data_named(*workload_, request_.data);
    std::erase_if(candidates, [&](const Variant& v) { return !reads(*workload_, v.name, set); });
    if (candidates.empty())
      return fail(ErrorCode::usage, "--data", "variant '" + request_.variant + "' does not read '" + request_.data + "'",
                  set.variants.empty() ? "leave --data out" : "it is made for " + joined(set.variants));
  }
  std::stable_partition(candidates.begin(), candidates.end(), [&](const Variant& v) {
    return target_ && std::find(v.made_for.begin(), v.made_for.end(), target_->name()) != v.made_for.end();
  });
  std::optional<Error> first_error;
  std::stable_partition(candidates.begin(), candidates.end(), [](const Variant& v) { return v.available; });
  for (const Variant& variant : candidates) {
    if (const auto here = require(variant); !here) {
      if (!first_error) first_error = here.error();
      continue;
    }
    auto network = plan_network(variant.file);
    if (network) {
      variant_ = variant;
      network_ = std::make_unique<Network>(std::move(*network));
      return {};
    }
    if (network.error().code == ErrorCode::internal) return pass(network.error());
    if (!first_error) first_error = network.error();
  }
  return pass(*first_error);
}

Result<void> Experiment::choose_network() {
  if (looks_like_file(request_.subject)) {
    auto network = plan_network(request_.subject);
    if (!network) return pass(network.error());
    network_ = std::make_unique<Network>(std::move(*network));
    return {};
  }
  auto named = find_workload(request_.subject);
  if (!named) return pass(named.error());
  if (!named->variant.empty()) {
    if (!request_.variant.empty() && request_.variant != named->variant)
      return fail(ErrorCode::usage, "--variant", "'" + request_.subject + "' names another variant already", "give one of them");
    request_.subject = named->workload.name;
    request_.variant = named->variant;
  }
  workload_ = std::move(named->workload);
  return choose_variant();
}

Result<void> Experiment::choose_data() {
  if (!request_.data.empty() && !workload_)
    return fail(ErrorCode::usage, "--data", "names a data set of a workload, but a model file was given",
                "give --inputs FILE.npy and --labels FILE.npy");
  if (!request_.data.empty() && !request_.inputs.empty())
    return fail(ErrorCode::usage, "--data", "and --inputs exclude each other", "give one of them");
  if (!request_.labels.empty() && request_.inputs.empty())
    return fail(ErrorCode::usage, "--labels", "needs --inputs", "give the samples that the labels belong to");
  std::string labels = request_.labels;
  input_files_ = request_.inputs;
  if (workload_ && request_.inputs.empty()) {
    const DataSet* chosen = chosen_data(*workload_, variant_.name, request_.data);
    if (chosen == nullptr)
      return fail(ErrorCode::usage, "--inputs", "no data set of the workload fits variant '" + variant_.name + "'",
                  "give --inputs FILE.npy and --labels FILE.npy");
    data_ = *chosen;
    if (request_.data == kRecordedData) request_.data = data_->name;
    if (!data_->available)
      return bad_input(
          data_->inputs.string(), "data set '" + data_->name + "' is not on this machine",
          "scripts/get_data.sh brings it, or set QUARTET_DATA to the folder that holds data/ and models/");
    input_files_ = {data_->inputs.string()};
    labels = data_->labels.string();
  }
  const bool anomalies = data_ && data_->metric == kAucMetric;
  auto samples = input_files_.empty() ? Result<Samples>(Samples::zero_point(*network_))
                                      : Samples::load(*network_, input_files_, anomalies ? Framing::sliding : Framing::whole);
  if (!samples) return pass(samples.error());
  samples_ = std::move(*samples);
  const std::int64_t count = samples_->count() / samples_->windows();
  used_ = std::min(request_.samples.value_or(count), count) * samples_->windows();
  notes_.insert(notes_.end(), samples_->notes().begin(), samples_->notes().end());
  if (input_files_.empty())
    notes_.push_back("no --inputs: one sample of zero points; time does not depend on the values");
  if (request_.samples && *request_.samples > count && !input_files_.empty())
    warnings_.push_back(fmt::format("--samples {}: the data has {}", *request_.samples, count));
  if (labels.empty()) return {};
  auto read = load_labels(labels, count, anomalies ? 2 : network_->tensor(network_->logits()).elements());
  if (!read) return pass(read.error());
  labels_ = std::move(*read);
  return {};
}

Result<Experiment> Experiment::prepare(RunRequest request) {
  Experiment experiment;
  experiment.request_ = std::move(request);
  const RunRequest& r = experiment.request_;
  if (const auto ok = check_choice("--rounding", r.rounding, {"double", "single"}); !ok)
    return pass(ok.error());
  if (const auto ok = check_choice("--fidelity", r.fidelity, {"plan", "simulate", "rtl"}); !ok)
    return pass(ok.error());
  auto rtl = rtl_options(r);
  if (!rtl) return pass(rtl.error());
  experiment.rtl_ = std::move(*rtl);
  if (r.seeds < 1 || r.seeds > kMostSeeds)
    return fail(ErrorCode::usage, "--seeds", fmt::format("{} is not in 1 to {}", r.seeds, kMostSeeds));
  if (r.samples && *r.samples < 1) return fail(ErrorCode::usage, "--samples", "must be at least 1, or 'all'");
  for (const auto step :
       {&Experiment::choose_platform, &Experiment::choose_network, &Experiment::choose_data}) {
    if (const auto ok = (experiment.*step)(); !ok) return pass(ok.error());
  }
  return experiment;
}

}  // namespace quartet
