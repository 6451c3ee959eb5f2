// Audio sets of the data root that have features beside them: NAME_td.npy and NAME_td_mfcc.npy.
#pragma once

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

namespace quartet::test {

struct AudioSet {
  std::string name;
  std::filesystem::path audio, features;
};

inline std::vector<AudioSet> audio_sets(const std::filesystem::path& folder) {
  const std::string suffix = "_td.npy";
  std::vector<AudioSet> sets;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    const std::string file = entry.path().filename().string();
    if (!file.ends_with(suffix)) continue;
    const std::string name = file.substr(0, file.size() - std::string(".npy").size());
    const std::filesystem::path features = entry.path().parent_path() / (name + "_mfcc.npy");
    if (std::filesystem::exists(features)) sets.push_back({name, entry.path(), features});
  }
  std::sort(sets.begin(), sets.end(), [](const AudioSet& a, const AudioSet& b) { return a.name < b.name; });
  return sets;
}

}  // namespace quartet::test
