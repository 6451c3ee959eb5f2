#include "accel/platform.hpp"

#include <algorithm>
#include <cstdlib>

#include "sim/base/files.hpp"
#include "sim/config/document.hpp"
#include "sim/config/table_reader.hpp"

namespace quartet {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kSchemaVersion = 1;

struct Platform {
  PlatformInfo info;
  std::string tech;
  ConfigTable own;  ///< the table named after the kind
};

[[nodiscard]] std::vector<std::string> kind_names() {
  std::vector<std::string> names;
  for (const TargetKind& kind : target_kinds()) names.push_back(kind.name);
  return names;
}

[[nodiscard]] std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

[[nodiscard]] std::string did_you_mean(const std::string& word, const std::vector<std::string>& names) {
  const std::string near = nearest(word, names);
  return near.empty() ? "one of: " + listed(names) : "did you mean '" + near + "'?";
}

[[nodiscard]] Result<Platform> read_platform(const fs::path& file) {
  Result<ConfigTable> config = load_config(file);
  if (!config) return pass(std::move(config.error()));
  TableReader reader(*config, file.string());
  Platform p;
  p.info.file = file;
  (void)reader.integer("schema_version", kSchemaVersion, kSchemaVersion);
  p.info.name = reader.text("name");
  p.info.kind = reader.text("kind");
  p.info.title = reader.text("title");
  p.tech = reader.text("tech");
  const std::vector<std::string> kinds = kind_names();
  if (std::find(kinds.begin(), kinds.end(), p.info.kind) == kinds.end()) {
    reader.problem(reader.place_of("kind"), "unknown kind '" + p.info.kind + "'",
                   did_you_mean(p.info.kind, kinds));
  } else if (const ConfigTable* own = reader.table(p.info.kind)) {
    p.own = *own;
  }
  std::vector<Problem> problems = reader.finish();
  if (!problems.empty()) return pass(Error{ErrorCode::bad_input, std::move(problems)});
  return p;
}

[[nodiscard]] std::vector<fs::path> platform_folders() {
  std::vector<fs::path> folders{resource_root() / "accel" / "platforms"};
  const char* extra = std::getenv("QUARTET_PLATFORMS");
  std::string rest = extra == nullptr ? "" : extra;
  while (!rest.empty()) {
    const std::size_t colon = rest.find(':');
    if (colon != 0) folders.emplace_back(rest.substr(0, colon));
    rest = colon == std::string::npos ? "" : rest.substr(colon + 1);
  }
  return folders;
}

[[nodiscard]] std::vector<fs::path> platform_files() {
  std::vector<fs::path> files;
  for (const fs::path& folder : platform_folders()) {
    std::error_code ignored;
    for (fs::directory_iterator it(folder, ignored), end; !ignored && it != end; it.increment(ignored)) {
      if (it->path().extension() == ".toml") files.push_back(it->path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

[[nodiscard]] Result<fs::path> find_platform(const std::string& name_or_path) {
  if (fs::path(name_or_path).extension() == ".toml") return fs::path(name_or_path);
  std::vector<std::string> names;
  for (const fs::path& file : platform_files()) {
    if (file.stem() == name_or_path) return file;
    names.push_back(file.stem().string());
  }
  return bad_input(name_or_path, "no such platform", did_you_mean(name_or_path, names));
}

}  // namespace

std::vector<PlatformInfo> list_platforms() {
  std::vector<PlatformInfo> list;
  for (const fs::path& file : platform_files()) {
    if (Result<Platform> p = read_platform(file)) list.push_back(std::move(p->info));
  }
  std::stable_sort(list.begin(), list.end(),
                   [](const PlatformInfo& a, const PlatformInfo& b) { return a.name < b.name; });
  return list;
}

Result<std::unique_ptr<ITarget>> load_platform(const std::string& name_or_path,
                                               const std::string& tech_override) {
  Result<fs::path> file = find_platform(name_or_path);
  if (!file) return pass(std::move(file.error()));
  Result<Platform> platform = read_platform(*file);
  if (!platform) return pass(std::move(platform.error()));
  const fs::path tech = tech_override.empty() ? resource_root() / "sim" / "tech" / (platform->tech + ".toml")
                                              : fs::path(tech_override);
  Result<CostTable> costs = CostTable::load(tech);
  if (!costs) return pass(std::move(costs.error()));
  for (const TargetKind& kind : target_kinds()) {
    if (kind.name == platform->info.kind)
      return kind.create(platform->info.name, platform->own, std::move(*costs));
  }
  return fail(ErrorCode::internal, file->string(), "kind '" + platform->info.kind + "' vanished");
}

}  // namespace quartet
