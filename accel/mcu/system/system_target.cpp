#include "accel/mcu/system/system_target.hpp"

#include <map>
#include <mutex>

#include "accel/cnn/params.hpp"
#include "accel/cnn/platform_rows.hpp"
#include "accel/golden_function.hpp"
#include "accel/mcu/system/schedule.hpp"
#include "accel/mcu/system/simulate.hpp"
#include "accel/mcu/target/firmware_file.hpp"
#include "accel/platform.hpp"
#include "sim/config/document.hpp"

namespace quartet {

namespace {

using namespace soc;

constexpr const char* kArrayKind = "cnn";

/// The table [cnn] of the platform with the array. `place`: where it is named.
Result<ConfigTable> array_table(const std::string& platform, const std::string& place) {
  std::string known;
  for (const PlatformInfo& info : list_platforms()) {
    if (info.kind != kArrayKind) continue;
    known += (known.empty() ? "" : ", ") + info.name;
    if (info.name != platform) continue;
    const auto config = load_config(info.file);
    if (!config) return pass(config.error());
    const ConfigValue* const own = config->find(kArrayKind);
    if (own != nullptr && own->table() != nullptr) return *own->table();
  }
  return bad_input(place, "'" + platform + "' is no platform of kind 'cnn'", "one of: " + known);
}

class SystemTarget final : public ITarget {
 public:
  SystemTarget(std::string name, CostTable costs) : name_(std::move(name)), costs_(std::move(costs)) {
    array_.declare(set_);
    params_.declare(set_);
  }

  [[nodiscard]] Result<void> configure(const ConfigTable& config) {
    const ConfigValue* const array = config.find("array");
    if (array == nullptr || array->text() == nullptr)
      return bad_input(array == nullptr ? name_ : array->place, "names no array",
                       "array = \"NAME\", a platform of kind 'cnn'");
    ConfigTable own = config;
    std::erase_if(own.entries, [](const ConfigEntry& entry) { return entry.key == "array"; });
    auto table = array_table(*array->text(), array->place);
    if (!table) return pass(table.error());
    auto rows = cnn::read_platform_rows(*table, costs_);
    if (!rows) return pass(rows.error());
    idle_states_ = std::move(rows->idle_states);
    if (auto applied = set_.apply(rows->parameters, "cnn"); !applied) return applied;
    auto mine = cnn::read_platform_rows(own, costs_);
    if (!mine) return pass(mine.error());
    trust_ = std::move(mine->trust);
    trust_.push_back("the array by itself: as platform '" + *array->text() + "' (quartet describe " +
                     *array->text() + ")");
    if (auto applied = set_.apply(mine->parameters, "cnn-system"); !applied) return applied;
    auto found = cnn::CostRows::find(costs_);
    if (!found) return pass(found.error());
    rows_ = *found;
    return {};
  }

  [[nodiscard]] const std::string& name() const override { return name_; }
  [[nodiscard]] ParameterSet& parameters() override { return set_; }
  [[nodiscard]] const CostTable& costs() const override { return costs_; }
  [[nodiscard]] CostTable& costs() override { return costs_; }
  [[nodiscard]] std::vector<IdleState> idle_states() const override { return idle_states_; }
  [[nodiscard]] std::vector<std::string> trust() const override { return trust_; }

  // The firmware's cycles are those of the instruction-set simulator: kept for each network and
  // configuration.
  [[nodiscard]] Result<Schedule> plan(const Network& network) const override {
    const std::string key = network_hash(network) + set_.resolved_toml();
    {
      const std::lock_guard lock(mutex_);
      if (const auto found = plans_.find(key); found != plans_.end()) return found->second;
    }
    const auto built = build(network, RunOptions{}.rounding);
    if (!built) return pass(built.error());
    const auto inference = soc::plan(system_of(network, *built, RunOptions{}.rounding));
    if (!inference) return pass(inference.error());
    Schedule schedule =
        make_schedule(system_of(network, *built, RunOptions{}.rounding), rows_, *inference, built->placement);
    const std::lock_guard lock(mutex_);
    return plans_.try_emplace(key, std::move(schedule)).first->second;
  }

  [[nodiscard]] Result<Simulation> simulate(const Network& network, std::span<const Values> inputs,
                                            const RunOptions& options) const override {
    const auto built = build(network, options.rounding);
    if (!built) return pass(built.error());
    const System system = system_of(network, *built, options.rounding);
    auto inference = soc::simulate(system, inputs);
    if (!inference) return pass(inference.error());
    Simulation result{make_schedule(system, rows_, *inference, built->placement),
                      std::move(inference->core.values)};
    return result;
  }

  [[nodiscard]] Result<std::unique_ptr<IFunction>> function(const Network& network,
                                                            const RunOptions& options) const override {
    if (const auto program = cnn::lower(network, array_); !program) return pass(program.error());
    auto interpreter = Interpreter::create(network, {.rounding = options.rounding});
    if (!interpreter) return pass(interpreter.error());
    return std::make_unique<GoldenFunction>(std::move(*interpreter), network.logits());
  }

 private:
  struct Built {
    cnn::Program program;
    AddressMap map;
    mcu::ElfImage firmware;
    ArrayImage image;
    CorePlacement placement;
  };
  [[nodiscard]] Result<Built> build(const Network& network, Rounding rounding) const {
    auto program = cnn::lower(network, array_);
    if (!program) return pass(program.error());
    auto map = AddressMap::make(params_, array_);
    if (!map) return pass(map.error());
    auto firmware = mcu::load_firmware(params_.firmware);
    if (!firmware) return pass(firmware.error());
    auto image = compile_array_image(network, *program, array_, params_, *map, rounding);
    if (!image) return pass(image.error());
    auto placement = place(params_, *firmware, *image);
    if (!placement) return pass(placement.error());
    return Built{std::move(*program), std::move(*map), std::move(*firmware), std::move(*image), *placement};
  }
  [[nodiscard]] System system_of(const Network& network, const Built& b, Rounding rounding) const {
    return {network, b.program, array_, params_, b.map, b.firmware, b.image, rounding};
  }

  std::string name_;
  cnn::Params array_;
  SystemParams params_;
  ParameterSet set_;
  CostTable costs_;
  cnn::CostRows rows_{};
  std::vector<IdleState> idle_states_;
  std::vector<std::string> trust_;
  mutable std::mutex mutex_;
  mutable std::map<std::string, Schedule> plans_;  ///< by network and configuration
};

Result<std::unique_ptr<ITarget>> create(const std::string& platform, const ConfigTable& config,
                                        CostTable costs) {
  auto target = std::make_unique<SystemTarget>(platform, std::move(costs));
  if (auto done = target->configure(config); !done) return pass(done.error());
  return target;
}

}  // namespace

TargetKind cnn_system_target_kind() {
  return {"cnn-system",
          "a CNN array and the microcontroller that feeds it: its firmware on an instruction-set simulator",
          &create};
}

}  // namespace quartet
