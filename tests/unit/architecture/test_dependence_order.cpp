// The order of dependence between folders (docs/architecture.md, layout), read from the #include lines.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace quartet {
namespace {
namespace fs = std::filesystem;

// Lowest first; folders of one row may not include each other unless listed in kAllowed.
const std::vector<std::vector<std::string>> kLayers = {
    {"sim/base"},
    {"sim/stats", "sim/config", "sim/kernel", "workloads/graph"},
    {"sim/energy", "workloads/golden", "workloads/data", "workloads/passes", "memory"},
    {"frontends/model", "frontends/sensor"},
    {"accel", "workloads/zoo"},
    {"sim/report"},
    {"sim/run"},
    {"sim/explore"},
    {"sim/cli", "frontends/python"},
};

int rank_of(const std::string& path) {
  for (std::size_t i = 0; i < kLayers.size(); ++i) {
    for (const std::string& folder : kLayers[i]) {
      if (path.rfind(folder + "/", 0) == 0) return static_cast<int>(i);
    }
  }
  return -1;
}

std::string folder_of(const std::string& path) {
  for (const auto& layer : kLayers) {
    for (const std::string& folder : layer) {
      if (path.rfind(folder + "/", 0) == 0) return folder;
    }
  }
  return "";
}

}  // namespace

TEST(Architecture, FoldersIncludeOnlyWhatStandsBelowThem) {
  const std::string include = "#include \"";
  const fs::path root = QUARTET_CHECKOUT_DIR;
  int files = 0;
  for (const char* top : {"sim", "memory", "accel", "frontends", "workloads"}) {
    for (const auto& entry : fs::recursive_directory_iterator(root / top)) {
      if (entry.path().extension() != ".cpp" && entry.path().extension() != ".hpp") continue;
      const std::string file = fs::relative(entry.path(), root).string();
      ASSERT_GE(rank_of(file), 0) << file << " is in no declared folder: add it to kLayers";
      ++files;
      std::ifstream in(entry.path());
      for (std::string line; std::getline(in, line);) {
        if (line.rfind(include, 0) != 0) continue;
        const std::string used = line.substr(include.size(), line.rfind('"') - include.size());
        if (folder_of(used).empty() || folder_of(used) == folder_of(file)) continue;
        EXPECT_LT(rank_of(used), rank_of(file)) << file << " includes " << used;
      }
    }
  }
  EXPECT_GT(files, 20);
}

}  // namespace quartet
