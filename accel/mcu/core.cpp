#include "accel/mcu/core.hpp"

#include <algorithm>

#include "accel/mcu/processor.hpp"
#include "sim/base/files.hpp"
#include "sim/config/document.hpp"
#include "sim/config/table_reader.hpp"

namespace quartet::mcu {

namespace {

constexpr std::int64_t kSchemaVersion = 1;
constexpr double kAddressMax = 0xFFFFFFC0;

std::filesystem::path core_folder() {
  return resource_root() / "accel" / "mcu" / "cores";
}

Result<std::filesystem::path> find_core(const std::string& name_or_path) {
  if (name_or_path.ends_with(".toml")) return std::filesystem::path(name_or_path);
  const std::vector<std::string> names = core_names();
  if (std::find(names.begin(), names.end(), name_or_path) != names.end())
    return core_folder() / (name_or_path + ".toml");
  std::string known;
  for (const std::string& name : names) known += (known.empty() ? "" : ", ") + name;
  const std::string near = nearest(name_or_path, names);
  return fail(ErrorCode::usage, "--core", "there is no core '" + name_or_path + "'",
              near.empty() ? "cores: " + known : "did you mean '" + near + "'?");
}

}  // namespace

ParameterSet core_parameters(Core& core) {
  ParameterSet set;
  set.integer("memory.ram_base", core.ram_base, "", {0, kAddressMax}, "address of the RAM");
  set.integer("memory.ram_bytes", core.ram_bytes, "B", {64, 1 << 28}, "size of the RAM");
  set.integer("memory.uart_base", core.uart_base, "", {0, kAddressMax}, "address of the serial port");
  if (const auto family = family_of(core.isa, core.name)) (*family)->declare(core, set);
  return set;
}

std::vector<std::string> core_names() {
  std::vector<std::string> names;
  std::error_code ec;
  for (const auto& file : std::filesystem::directory_iterator(core_folder(), ec)) {
    if (file.path().extension() == ".toml") names.push_back(file.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

Result<Core> load_core(const std::string& name_or_path) {
  const auto path = find_core(name_or_path);
  if (!path) return pass(path.error());
  const auto document = load_config(*path);
  if (!document) return pass(document.error());
  Core core;
  TableReader reader(*document, path->string());
  (void)reader.integer("schema_version", kSchemaVersion, kSchemaVersion);
  core.name = reader.text("name");
  core.title = reader.text("title");
  core.isa = reader.text("isa");
  if (const auto family = family_of(core.isa, path->string()); !family) return pass(family.error());
  ParameterSet parameters = core_parameters(core);
  std::vector<Problem> problems;
  for (const char* section : {"core", "memory", "timing", "hardware_loops"}) {
    const ConfigTable* table = reader.table(section);
    if (table == nullptr) continue;
    if (const auto done = parameters.apply(*table, section); !done)
      problems.insert(problems.end(), done.error().problems.begin(), done.error().problems.end());
  }
  for (Problem& problem : reader.finish()) problems.push_back(std::move(problem));
  if (!problems.empty()) return pass(Error{ErrorCode::bad_input, std::move(problems)});
  return core;
}

InOrderParams untimed() {
  return {};
}

}  // namespace quartet::mcu
