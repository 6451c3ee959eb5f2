// The plug-ins that this binary is built with.
#pragma once

#include <algorithm>
#include <filesystem>
#include <memory>
#include <vector>

#include "accel/dataflow/rtl/placement.hpp"

namespace quartet::test {

using PluginPtr = std::shared_ptr<const rtl::Plugin>;

[[nodiscard]] inline PluginPtr plugin(const std::string& name) {
  auto loaded = rtl::Plugin::load(std::filesystem::path(QUARTET_TEST_RTL_DIR) / (name + ".so"));
  return loaded ? *loaded : nullptr;
}

[[nodiscard]] inline std::vector<PluginPtr> all_plugins() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(QUARTET_TEST_RTL_DIR)) {
    if (entry.path().extension() == ".so") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::vector<PluginPtr> out;
  for (const auto& file : files) {
    if (auto loaded = rtl::Plugin::load(file)) out.push_back(*loaded);
  }
  return out;
}

}  // namespace quartet::test
