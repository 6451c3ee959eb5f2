#include "accel/rtl/plugin/plugin.hpp"

#include <dlfcn.h>

#include <algorithm>
#include <cstdlib>

namespace quartet::rtl {

namespace fs = std::filesystem;

namespace {

constexpr const char* kEntry = "quartet_rtl_plugin_get";

std::string dl_text() {
  const char* text = dlerror();
  return text == nullptr ? "unknown reason" : text;
}

// What must be there for every later call to be safe.
bool complete(const quartet_rtl_plugin& p) {
  const bool waves = p.wave_open != nullptr;
  return p.name != nullptr && p.top != nullptr && p.hash != nullptr && p.declaration != nullptr && p.create != nullptr &&
         p.destroy != nullptr && p.ports != nullptr && p.eval != nullptr && p.stopped != nullptr &&
         (p.wave_dump != nullptr) == waves && (p.wave_close != nullptr) == waves;
}

}  // namespace

Plugin::Plugin(fs::path file, void* library) : file_(std::move(file)), library_(library) {}
Plugin::~Plugin() { dlclose(library_); }

Result<void> Plugin::read() {
  using Entry = const quartet_rtl_plugin* (*)();
  const auto entry = reinterpret_cast<Entry>(dlsym(library_, kEntry));
  if (entry == nullptr)
    return bad_input(file_.string(), std::string("is no RTL plug-in: it does not export ") + kEntry,
                     "build it with quartet_add_rtl (docs/rtl.md)");
  abi_ = entry();
  if (abi_ == nullptr) return bad_input(file_.string(), "offers no plug-in");
  if (abi_->abi_version != QUARTET_RTL_ABI_VERSION)
    return bad_input(file_.string(),
                     "was built for version " + std::to_string(abi_->abi_version) + " of the plug-in interface, this quartet has " +
                         std::to_string(QUARTET_RTL_ABI_VERSION),
                     "build it again with this quartet's quartet_add_rtl");
  if (!complete(*abi_)) return bad_input(file_.string(), "leaves out a function or text that the plug-in interface requires");
  Result<Declaration> declaration = parse_declaration(abi_->declaration, file_.string());
  if (!declaration) return pass(std::move(declaration.error()));
  declaration_ = std::move(*declaration);
  return {};
}

Result<std::shared_ptr<const Plugin>> Plugin::load(const fs::path& file) {
  std::error_code ec;
  if (!fs::is_regular_file(file, ec))
    return bad_input(file.string(), "there is no such plug-in file", "build the target quartet_rtl_NAME of quartet_add_rtl");
  // An absolute path: dlopen would look for a bare name in the system's folders.
  void* library = dlopen(fs::absolute(file, ec).c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) return bad_input(file.string(), "cannot be loaded: " + dl_text(), "build it again on this machine");
  std::shared_ptr<Plugin> plugin(new Plugin(file, library));
  if (Result<void> read = plugin->read(); !read) return pass(std::move(read.error()));
  return std::shared_ptr<const Plugin>(std::move(plugin));
}

std::vector<fs::path> plugin_folders() {
  std::vector<fs::path> folders;
  const char* set = std::getenv("QUARTET_RTL_PATH");
  std::string rest = set == nullptr ? "" : set;
  while (!rest.empty()) {
    const std::size_t colon = rest.find(':');
    if (colon != 0) folders.emplace_back(rest.substr(0, colon));
    rest = colon == std::string::npos ? "" : rest.substr(colon + 1);
  }
  std::error_code ec;
  const fs::path self = fs::read_symlink("/proc/self/exe", ec);
  if (!ec) {
    folders.push_back(self.parent_path() / "rtl");
    folders.push_back(self.parent_path().parent_path() / "lib" / "quartet" / "rtl");
  }
  return folders;
}

std::vector<fs::path> plugin_files() {
  std::vector<fs::path> files;
  for (const fs::path& folder : plugin_folders()) {
    std::vector<fs::path> here;
    std::error_code ec;
    for (fs::directory_iterator it(folder, ec), end; !ec && it != end; it.increment(ec)) {
      if (it->path().extension() == ".so") here.push_back(it->path());
    }
    for (const fs::path& file : here) {
      const bool hidden = std::any_of(files.begin(), files.end(), [&](const fs::path& f) { return f.stem() == file.stem(); });
      if (!hidden) files.push_back(file);
    }
  }
  std::sort(files.begin(), files.end(), [](const fs::path& a, const fs::path& b) { return a.stem() < b.stem(); });
  return files;
}

Result<std::shared_ptr<const Plugin>> find_plugin(const std::string& name_or_path) {
  if (name_or_path.find('/') != std::string::npos || name_or_path.ends_with(".so")) return Plugin::load(name_or_path);
  std::vector<std::string> names;
  for (const fs::path& file : plugin_files()) {
    if (file.stem() == name_or_path) return Plugin::load(file);
    names.push_back(file.stem().string());
  }
  const std::string near = nearest(name_or_path, names);
  std::string looked;
  for (const fs::path& folder : plugin_folders()) looked += (looked.empty() ? "" : ", ") + folder.string();
  return bad_input(name_or_path, "there is no RTL plug-in of this name in " + looked,
                   near.empty() ? "give the path of its .so file, or add its folder to QUARTET_RTL_PATH"
                                : "did you mean '" + near + "'?");
}

}  // namespace quartet::rtl
