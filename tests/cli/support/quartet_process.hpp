// Runs the quartet executable of this build as a process of its own.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace quartet::test {

struct Finished {
  int code = -1;  ///< exit status; 128 + signal when a signal ended it
  std::string out;
  std::string err;
};

/// `environment`: "NAME=value" added to the test's own.
[[nodiscard]] Finished run_quartet(const std::vector<std::string>& words,
                                   const std::vector<std::string>& environment = {});

/// The same, but sends SIGINT once after `after_ms` milliseconds.
[[nodiscard]] Finished interrupt_quartet(const std::vector<std::string>& words, int after_ms);

/// A folder that is empty at first and removed at the end.
class ScratchFolder {
 public:
  ScratchFolder();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

}  // namespace quartet::test
