// Reading a sensor chain: parameters, profile, settings.
#include <fmt/format.h>

#include <algorithm>

#include "sim/report/units.hpp"
#include "sim/run/sensor_chain.hpp"

namespace quartet {

namespace {

constexpr const char* kPrefix = "sensor.";
/// Of a chain without a profile.
constexpr const char* kNoPrices = R"(schema_version = 1
name = "none"
validity = "no profile was given: nothing is priced"
[[row]]
name = "microphone"
component = "sensor.microphone"
kind = "power"
source = "not given"
confidence = "assumed"
[[row]]
name = "inertial_sensor"
component = "sensor.inertial_sensor"
kind = "power"
source = "not given"
confidence = "assumed"
[[row]]
name = "camera"
component = "sensor.camera"
kind = "power"
source = "not given"
confidence = "assumed"
[[row]]
name = "converter"
component = "sensor.converter"
kind = "power"
source = "not given"
confidence = "assumed"
[[row]]
name = "analog_channel"
component = "sensor.analog_channels"
kind = "power"
source = "not given"
confidence = "assumed"
[[row]]
name = "idle"
component = "sensor.idle"
kind = "power"
source = "not given"
confidence = "assumed"
)";

}  // namespace

void SensorParams::declare(ParameterSet& set) {
  const std::string own = "this project";
  set.text("sensor.profile", profile, {}, "TOML file with these parameters and the prices of the chain", own);
  set.text("sensor.front_end", front_end, {"none", "mfcc", "imu", "resize", "analog-binary", "set-up"},
           "mfcc, imu, resize: on a core, of what the sensor gives; analog-binary: filter channels before "
           "any converter; set-up: acquisition and front end "
           "together as a given share, nothing predicted",
           own);
  set.text("sensor.host", host, {},
           "platform of kind 'mcu' that runs a digital front end; empty: the platform of the network", own);
  set.real("sensor.event_s", event_s, "s", {1e-3, 1e3}, "what the sensor takes in for one inference",
           "keyword spotting: clips of 1 s");
  set.real("sensor.period_s", period_s, "s", {0, 1e9}, "from one inference to the next; 0: sensor.event_s",
           own);
  set.integer("sensor.channels", channels, "", {1, 1024}, "analog filter channels", own);
  set.integer("sensor.picture_height", picture_height, "pixels", {1, 4096}, "rows of a picture before resize",
              own);
  set.integer("sensor.picture_width", picture_width, "pixels", {1, 4096}, "columns of it", own);
  set.integer("sensor.picture_channels", picture_channels, "", {1, 64}, "channels of it", own);
  set.boolean("sensor.count_idle", count_idle, "the energy between events is one of the phases", own);
  set.real("sensor.set_up_share", set_up_share, "", {1e-6, 0.999999},
           "with front_end = set-up: share of acquisition and front end in their sum with the inference, "
           "before the division",
           "to be given");
  set.real("sensor.set_up_divisor", set_up_divisor, "", {1e-3, 1e6},
           "with front_end = set-up: acquisition and front end take this much less", "to be given");
}

SplitSettings split_sensor_settings(const std::vector<std::string>& settings) {
  SplitSettings out;
  for (const std::string& setting : settings) {
    const std::string section = setting.substr(0, setting.find('.'));
    const bool ours = section == "sensor" || section == "mfcc" || section == "imu" || section == "resize";
    (ours ? out.sensor : out.others).push_back(setting);
  }
  return out;
}

SensorChain::SensorChain() {
  const auto declare = [&](const char* name, auto& params) {
    params.declare(sections_.emplace_back(Section{name, {}}).set);
  };
  declare("sensor", params_);
  declare("mfcc", mfcc_);
  declare("imu", imu_);
  declare("resize", resize_);
}

// A profile: header and rows as a cost table has, and a table of parameters for each section.
Result<void> SensorChain::load(const std::string& file) {
  const auto document = file.empty() ? parse_config(kNoPrices, "sensor") : load_config(file);
  if (!document) return pass(document.error());
  ConfigTable table;
  std::vector<Problem> problems;
  for (const ConfigEntry& entry : document->entries) {
    const auto section = std::find_if(sections_.begin(), sections_.end(),
                                      [&](const Section& s) { return s.name == entry.key; });
    if (section == sections_.end()) {
      table.entries.push_back(entry);
      continue;
    }
    if (entry.value.table() == nullptr) {
      problems.push_back({entry.place, "'" + entry.key + "' is no table", "write [" + entry.key + "]"});
      continue;
    }
    if (const auto ok = section->set.apply(*entry.value.table(), entry.key); !ok)
      problems.insert(problems.end(), ok.error().problems.begin(), ok.error().problems.end());
  }
  if (!problems.empty()) return pass(Error{ErrorCode::bad_input, std::move(problems)});
  auto prices = CostTable::from_config(table, file);
  if (!prices) return pass(prices.error());
  prices_ = std::move(*prices);
  for (const CostRow& row : prices_.rows()) {
    if (row.is_power && row.per == "s") continue;
    return bad_input(file, "row '" + row.name + "' is no power", "give it kind = \"power\" and a value in W");
  }
  return {};
}

Result<void> SensorChain::set(const std::string& setting) {
  const std::size_t equals = setting.find('=');
  if (equals == std::string::npos)
    return fail(ErrorCode::usage, "--set", "'" + setting + "' is not of the form key=value");
  const std::string key = setting.substr(0, equals), text = setting.substr(equals + 1);
  const std::string row = key.starts_with(kPrefix) ? key.substr(std::string(kPrefix).size()) : "";
  if (!prices_.find(row)) {
    const std::string name = key.substr(0, key.find('.'));
    const auto section =
        std::find_if(sections_.begin(), sections_.end(), [&](const Section& s) { return s.name == name; });
    if (section == sections_.end())
      return fail(ErrorCode::usage, "--set", "'" + key + "' is no setting of a sensor chain");
    return section->set.set(key, text, "--set");
  }
  double watts = 0.0;
  ParameterSet price;
  price.real(key, watts, "W", {.min = 0.0}, prices_.row(*prices_.find(row)).component);
  if (const auto ok = price.set(key, text, "--set"); !ok) return ok;
  return prices_.set(row, watts, "command line");
}

Result<std::unique_ptr<SensorChain>> SensorChain::make(const std::vector<std::string>& settings) {
  if (settings.empty()) return nullptr;
  std::unique_ptr<SensorChain> chain(new SensorChain);
  const std::string profile_key = "sensor.profile=";
  std::string profile;
  for (const std::string& setting : settings) {
    if (setting.starts_with(profile_key)) profile = setting.substr(profile_key.size());
  }
  if (const auto ok = chain->load(profile); !ok) return pass(ok.error());
  std::vector<Problem> problems;
  for (const std::string& setting : settings) {
    if (const auto ok = chain->set(setting); !ok)
      problems.insert(problems.end(), ok.error().problems.begin(), ok.error().problems.end());
  }
  if (!problems.empty()) return pass(Error{ErrorCode::usage, std::move(problems)});
  for (const auto& ok : {chain->mfcc_.check(), chain->imu_.check()}) {
    if (!ok) return pass(ok.error());
  }
  return chain;
}

std::string SensorChain::resolved() const {
  std::string out;
  for (const Section& section : sections_) out += section.set.resolved_toml();
  for (const CostRow& row : prices_.rows())
    out += fmt::format("{}{} = {}  # {}, {}: {}\n", kPrefix, row.name,
                       row.value ? shortest(*row.value) : "\"not modelled\"", row.unit(),
                       to_string(row.confidence), row.source);
  return out;
}

}  // namespace quartet
