#include "accel/cim/device/device_model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/base/files.hpp"
#include "sim/config/document.hpp"
#include "sim/config/table_reader.hpp"

namespace quartet::cim {
namespace {

constexpr std::int64_t kSchemaVersion = 1;
constexpr const char* kSections[] = {"device", "programming_sigma", "drift_mean", "drift_sigma",
                                     "read_noise"};

std::filesystem::path model_folder() {
  return resource_root() / "accel" / "cim" / "device" / "models";
}

Result<std::filesystem::path> find_model(const std::string& name_or_path, const std::string& place) {
  if (name_or_path.ends_with(".toml")) return std::filesystem::path(name_or_path);
  const std::vector<std::string> names = device_model_names();
  if (std::find(names.begin(), names.end(), name_or_path) != names.end())
    return model_folder() / (name_or_path + ".toml");
  const std::string near = nearest(name_or_path, names);
  const ErrorCode code = place.starts_with("--") ? ErrorCode::usage : ErrorCode::bad_input;
  return fail(code, place, "there is no device model '" + name_or_path + "'",
              near.empty() ? fmt::format("device models: {}", fmt::join(names, ", "))
                           : "did you mean '" + near + "'?");
}

void check_curve(const Curve& curve, const std::string& name, const std::string& place,
                 std::vector<Problem>& problems) {
  const bool logarithmic = curve.form.starts_with("log");
  if (logarithmic && !(curve.low <= curve.high))
    problems.push_back(
        {place, fmt::format("{}.low = {} is above {}.high = {}", name, curve.low, name, curve.high), ""});
  if (curve.form == "power" && !(curve.floor > 0))
    problems.push_back(
        {place, name + ".floor is not above 0", "the power law divides by max(x^exponent, floor)"});
}

}  // namespace

double DeviceModel::log_time(double t_inference_s) const {
  return std::log1p(t_inference_s / t0_s);
}

double DeviceModel::read_growth(double t_inference_s) const {
  const double t = t_inference_s + t0_s;
  return std::sqrt(std::max(0.0, std::log((t + t_read_s) / (2.0 * t_read_s))));
}

ParameterSet device_parameters(DeviceModel& model) {
  ParameterSet set;
  set.real("device.g_max_us", model.g_max_us, "uS", {1e-3, 1e5}, "conductance of a full-scale weight");
  set.real("device.g_fit_us", model.g_fit_us, "uS", {1e-3, 1e5},
           "g_max at which the programming noise was fitted");
  set.real("device.t0_s", model.t0_s, "s", {1e-6, 1e6},
           "time of the first read after programming: origin of drift");
  set.real("device.t_read_s", model.t_read_s, "s", {1e-12, 1e-3},
           "length of a read: short end of the 1/f noise");
  model.programming_sigma.declare(set, "programming_sigma.", "uS", "programming noise against the target x");
  model.drift_mean.declare(set, "drift_mean.", "", "mean drift exponent against the target x");
  model.drift_sigma.declare(set, "drift_sigma.", "", "spread of the drift exponent against the target x");
  model.read_noise.declare(set, "read_noise.", "", "relative read noise Q against the programmed x");
  return set;
}

Result<void> check_device(const DeviceModel& model, const std::string& place) {
  std::vector<Problem> problems;
  DeviceModel copy = model;
  const ParameterSet declared = device_parameters(copy);
  for (const Parameter& p : declared.all()) {
    const ParameterValue value = p.get();
    const auto* number = std::get_if<double>(&value);
    if (number != nullptr && !(*number >= p.min && *number <= p.max))
      problems.push_back(
          {place, fmt::format("{} = {} is outside {} to {} {}", p.name, *number, p.min, p.max, p.unit), ""});
  }
  check_curve(model.programming_sigma, "programming_sigma", place, problems);
  check_curve(model.drift_mean, "drift_mean", place, problems);
  check_curve(model.drift_sigma, "drift_sigma", place, problems);
  check_curve(model.read_noise, "read_noise", place, problems);
  if (problems.empty()) return {};
  return pass(Error{ErrorCode::bad_input, std::move(problems)});
}

Result<void> check_time(double t_inference_s, const std::string& place) {
  if (t_inference_s >= 0 && t_inference_s <= kLatestTime) return {};
  if (t_inference_s < 0)
    return bad_input(place, fmt::format("the time {} s is before the end of programming", t_inference_s),
                     fmt::format("give seconds after programming: 0 to {:g}", kLatestTime));
  return bad_input(place, fmt::format("the time {} s is out of range", t_inference_s),
                   fmt::format("give seconds after programming: 0 to {:g}", kLatestTime));
}

std::vector<std::string> device_model_names() {
  std::vector<std::string> names;
  std::error_code ignored;
  for (const auto& file : std::filesystem::directory_iterator(model_folder(), ignored)) {
    if (file.path().extension() == ".toml") names.push_back(file.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

Result<DeviceModel> load_device_model(const std::string& name_or_path, const std::string& place) {
  const auto path = find_model(name_or_path, place);
  if (!path) return pass(path.error());
  const auto document = load_config(*path);
  if (!document) return pass(document.error());
  DeviceModel model;
  TableReader reader(*document, path->string());
  (void)reader.integer("schema_version", kSchemaVersion, kSchemaVersion);
  model.name = reader.text("name");
  model.title = reader.text("title");
  ParameterSet parameters = device_parameters(model);
  std::vector<Problem> problems;
  for (const char* section : kSections) {
    const ConfigTable* table = reader.table(section);
    if (table == nullptr) {
      if (document->find(section) == nullptr)
        reader.problem(path->string(), std::string("the table [") + section + "] is missing");
      continue;
    }
    if (const auto done = parameters.apply(*table, section); !done)
      problems.insert(problems.end(), done.error().problems.begin(), done.error().problems.end());
  }
  for (Problem& problem : reader.finish()) problems.push_back(std::move(problem));
  if (!problems.empty()) return pass(Error{ErrorCode::bad_input, std::move(problems)});
  if (auto ok = check_device(model, path->string()); !ok) return pass(ok.error());
  return model;
}

}  // namespace quartet::cim
