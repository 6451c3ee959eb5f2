// Platforms: one TOML a device in accel/platforms, found by name or given as a path.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "accel/target.hpp"

namespace quartet {

/// Header of a platform file: schema_version, name, kind, title, tech (cost table in sim/tech), then a table named after
/// the kind with its parameters.
struct PlatformInfo {
  std::string name;
  std::string kind;
  std::string title;
  std::filesystem::path file;
};

/// Every platform that ships, and those in the folders of $QUARTET_PLATFORMS (colon-separated), sorted by name.
[[nodiscard]] std::vector<PlatformInfo> list_platforms();
/// `name_or_path`: a listed name or a .toml file. `tech_override`: another cost table file, or empty.
[[nodiscard]] Result<std::unique_ptr<ITarget>> load_platform(const std::string& name_or_path, const std::string& tech_override = "");

}  // namespace quartet
