#include "sim/base/files.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>

namespace quartet {
namespace fs = std::filesystem;

namespace {

template <class Container>
Result<Container> read_all(const fs::path& path) {
  std::error_code ec;
  if (fs::is_directory(path, ec)) return bad_input(path.string(), "is a directory, a file is needed");
  std::ifstream in(path, std::ios::binary);
  if (!in) return bad_input(path.string(), "cannot be opened: " + std::string(std::strerror(errno)));
  Container out;
  char block[1 << 16];
  while (in.read(block, sizeof block) || in.gcount() > 0) out.insert(out.end(), block, block + in.gcount());
  if (in.bad()) return bad_input(path.string(), "cannot be read to its end");
  return out;
}

// A device or a pipe is written to, never replaced: a rename would put a plain file where /dev/null was.
Result<void> write_special(const fs::path& path, const char* data, std::size_t size) {
  std::ofstream out(path, std::ios::binary);
  if (!out) return bad_input(path.string(), "cannot be written: " + std::string(std::strerror(errno)));
  out.write(data, static_cast<std::streamsize>(size));
  out.close();
  if (out.fail()) return bad_input(path.string(), "cannot be written completely (is the disk full?)");
  return {};
}

Result<void> write_all(const fs::path& path, const char* data, std::size_t size) {
  std::error_code status_error;
  const fs::file_status status = fs::status(path, status_error);
  if (fs::is_directory(status)) return bad_input(path.string(), "is a directory, a file is needed");
  if (fs::exists(status) && !fs::is_regular_file(status)) return write_special(path, data, size);
  const fs::path temporary = path.string() + ".tmp" + std::to_string(getpid());
  std::ofstream out(temporary, std::ios::binary | std::ios::trunc);
  if (!out) return bad_input(path.string(), "cannot be written: " + std::string(std::strerror(errno)));
  out.write(data, static_cast<std::streamsize>(size));
  out.close();
  std::error_code ec;
  if (out.fail()) {
    fs::remove(temporary, ec);
    return bad_input(path.string(), "cannot be written completely (is the disk full?)");
  }
  fs::rename(temporary, path, ec);
  if (ec) return bad_input(path.string(), "cannot be put in place: " + ec.message());
  return {};
}

}  // namespace

Result<std::string> read_text(const fs::path& path) { return read_all<std::string>(path); }
Result<std::vector<std::uint8_t>> read_bytes(const fs::path& path) { return read_all<std::vector<std::uint8_t>>(path); }

Result<void> write_text(const fs::path& path, const std::string& text) {
  return write_all(path, text.data(), text.size());
}
Result<void> write_bytes(const fs::path& path, const std::vector<std::uint8_t>& bytes) {
  return write_all(path, reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

fs::path resource_root() {
  if (const char* home = std::getenv("QUARTET_HOME"); home != nullptr && *home != '\0') return home;
  std::error_code ec;
  const fs::path self = fs::read_symlink("/proc/self/exe", ec);
  if (!ec) {
    const fs::path installed = self.parent_path().parent_path() / "share" / "quartet";
    if (fs::is_directory(installed / "accel" / "platforms", ec)) return installed;
  }
  return QUARTET_CHECKOUT_DIR;
}

std::optional<fs::path> data_root() {
  std::error_code ec;
  if (const char* set = std::getenv("QUARTET_DATA"); set != nullptr && *set != '\0') {
    return fs::is_directory(set, ec) ? std::optional<fs::path>(set) : std::nullopt;
  }
  const fs::path beside = fs::path(QUARTET_CHECKOUT_DIR).parent_path() / "shared";
  if (fs::is_directory(beside, ec)) return beside;
  if (const char* home = std::getenv("HOME"); home != nullptr) {
    const fs::path cache = fs::path(home) / ".cache" / "quartet";
    if (fs::is_directory(cache, ec)) return cache;
  }
  return std::nullopt;
}

}  // namespace quartet
