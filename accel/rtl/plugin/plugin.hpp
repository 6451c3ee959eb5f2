// Plug-ins: shared objects with a Verilated block (accel/rtl/abi/plugin_abi.h), found by name or path and loaded with dlopen.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "accel/rtl/abi/plugin_abi.h"
#include "accel/rtl/plugin/declaration.hpp"
#include "sim/base/error.hpp"

namespace quartet::rtl {

/// A loaded plug-in. It stays loaded as long as a model of it lives.
class Plugin {
 public:
  /// A missing file, another ABI version or a wrong declaration is an error that names the file and the remedy.
  [[nodiscard]] static Result<std::shared_ptr<const Plugin>> load(const std::filesystem::path& file);
  ~Plugin();
  Plugin(const Plugin&) = delete;
  Plugin& operator=(const Plugin&) = delete;

  [[nodiscard]] std::string name() const { return abi_->name; }
  [[nodiscard]] std::string top() const { return abi_->top; }
  /// Of sources, parameters and tool: two plug-ins with the same hash hold the same block.
  [[nodiscard]] std::string hash() const { return abi_->hash; }
  [[nodiscard]] bool has_waves() const { return abi_->wave_open != nullptr; }
  [[nodiscard]] const std::filesystem::path& file() const { return file_; }
  [[nodiscard]] const Declaration& declaration() const { return declaration_; }
  [[nodiscard]] const quartet_rtl_plugin& abi() const { return *abi_; }

 private:
  Plugin(std::filesystem::path file, void* library);
  [[nodiscard]] Result<void> read();

  std::filesystem::path file_;
  void* library_;
  const quartet_rtl_plugin* abi_ = nullptr;
  Declaration declaration_;
};

/// Where plug-ins are looked for by name: $QUARTET_RTL_PATH (colon-separated), the folder rtl beside the executable, and
/// ../lib/quartet/rtl of an installed quartet.
[[nodiscard]] std::vector<std::filesystem::path> plugin_folders();
/// Every NAME.so of plugin_folders(), sorted by name; of two with one name the first folder's.
[[nodiscard]] std::vector<std::filesystem::path> plugin_files();
/// A path (it has a '/' or ends in .so) or a name of plugin_files().
[[nodiscard]] Result<std::shared_ptr<const Plugin>> find_plugin(const std::string& name_or_path);

}  // namespace quartet::rtl
