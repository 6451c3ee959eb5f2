// The plug-ins of these tests.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>

#include "accel/rtl/plugin/rtl_model.hpp"

namespace quartet::rtl {

inline std::string test_plugin_file(const std::string& name) { return std::string(QUARTET_TEST_RTL_DIR) + "/" + name + ".so"; }

inline std::shared_ptr<const Plugin> test_plugin(const std::string& name) {
  auto plugin = find_plugin(test_plugin_file(name));
  if (!plugin) throw std::runtime_error(plugin.error().text());
  return *plugin;
}

inline std::unique_ptr<RtlModel> test_model(const std::string& name, std::uint64_t seed = 1) {
  auto made = RtlModel::create(test_plugin(name), {.instance = "TOP", .power_up_seed = seed});
  if (!made) throw std::runtime_error(made.error().text());
  return std::move(*made);
}

inline RtlPort test_port(const RtlModel& model, const std::string& name) {
  auto found = model.port(name);
  if (!found) throw std::runtime_error(found.error().text());
  return *found;
}

}  // namespace quartet::rtl
