// quartet check: validates configuration files without running anything.
#include <fmt/format.h>

#include <ostream>

#include "accel/platform.hpp"
#include "frontends/model/import.hpp"
#include "sim/base/files.hpp"
#include "sim/cli/commands.hpp"
#include "sim/config/document.hpp"
#include "sim/energy/cost_table.hpp"
#include "workloads/zoo/workload.hpp"

namespace quartet::cli {

namespace {

void declare(OptionTable& options) {
  options.positional("CONFIG", 1, -1);
}

Result<std::string> check_platform(const std::string& file) {
  auto target = load_platform(file);
  if (!target) return pass(target.error());
  return fmt::format("platform '{}', {} parameters, cost table '{}' with {} rows", (*target)->name(),
                     (*target)->parameters().all().size(), (*target)->costs().name(),
                     (*target)->costs().rows().size());
}

Result<std::string> check_cost_table(const std::string& file) {
  const auto costs = CostTable::load(file);
  if (!costs) return pass(costs.error());
  return fmt::format("cost table '{}' with {} rows", costs->name(), costs->rows().size());
}

// The networks of a workload are read as well: a manifest that names a broken model is broken.
Result<std::string> check_workload(const std::string& file) {
  const auto workload = load_workload_manifest(file);
  if (!workload) return pass(workload.error());
  std::vector<Problem> problems;
  for (const Variant& variant : workload->variants) {
    if (!variant.available && !data_root()) continue;  // comes through a data root, and there is none
    const auto network = import_model(variant.file);
    if (!network)
      problems.insert(problems.end(), network.error().problems.begin(), network.error().problems.end());
  }
  if (!problems.empty()) return pass(Error{ErrorCode::bad_input, std::move(problems)});
  return fmt::format("workload '{}', {} network(s), {} data set(s)", workload->name,
                     workload->variants.size(), workload->data.size());
}

/// A kind of file, told by a key that it must have.
struct FileKind {
  std::string key;
  std::string name;
  Result<std::string> (*check)(const std::string& file);
};

const std::vector<FileKind>& file_kinds() {
  static const std::vector<FileKind> all{{"kind", "platform", check_platform},
                                         {"row", "cost table", check_cost_table},
                                         {"variant", "workload manifest", check_workload}};
  return all;
}

Result<std::string> check_one(const std::string& file) {
  const auto config = load_config(file);
  if (!config) return pass(config.error());
  std::string known;
  for (const FileKind& kind : file_kinds()) {
    if (config->find(kind.key) != nullptr) return kind.check(file);
    known += fmt::format("{}{} has '{}'", known.empty() ? "" : ", a ", kind.name, kind.key);
  }
  return bad_input(file, "is no configuration file that quartet knows", "a " + known);
}

Result<int> check(const Arguments& arguments, Session& session) {
  Error errors{ErrorCode::bad_input, {}};
  for (const std::string& file : arguments.positional) {
    const auto done = check_one(file);
    if (!done)
      errors.problems.insert(errors.problems.end(), done.error().problems.begin(),
                             done.error().problems.end());
    else if (!session.quiet)
      session.out << file << ": ok, " << *done << '\n';
  }
  if (!errors.problems.empty()) return pass(std::move(errors));
  return 0;
}

}  // namespace

Command check_command() {
  return {"check",   "validate platform files, cost tables and workload manifests",
          "CONFIG…", {"check accel/platforms/max78000.toml", "check my_platform.toml my_costs.toml"},
          declare,   check};
}

}  // namespace quartet::cli
