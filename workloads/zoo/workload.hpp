// A workload: a task with its network variants and data sets, declared by a manifest in
// workloads/zoo/NAME/NAME.toml.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/error.hpp"

namespace quartet {

struct DataSet {
  std::string name;
  std::filesystem::path inputs;  ///< .npy, first axis = sample
  std::filesystem::path labels;  ///< .npy
  std::string label;             ///< one line for people
  bool synthetic = false;
  bool available = false;  ///< false when it needs a data root that is not there
};

struct Variant {
  std::string name;
  std::filesystem::path file;
  std::string quantization;
  std::string trained_on;  ///< these and the next may be empty
  std::string training_command;
  std::string licence;
  std::vector<std::string> made_for;  ///< platforms that try this variant before the others; may be empty
};

/// An accuracy that was measured when the network was made: what a run is expected to give again. `data` may
/// name a set that is no data set of the workload (a split of the training).
struct Measured {
  std::string variant;
  std::string data;
  std::int64_t correct = 0;
  std::int64_t samples = 0;
  std::string note;
};

struct Workload {
  std::string name;
  std::string task;
  std::vector<std::string> classes;
  std::vector<Variant> variants;
  std::vector<DataSet> data;  ///< the first is the default
  std::vector<Measured> measured;
};

[[nodiscard]] std::vector<std::string> workload_names();
[[nodiscard]] Result<Workload> load_workload(const std::string& name);
/// A manifest by path: what `check` reads. Unknown keys and everything else that is wrong are reported at
/// once.
[[nodiscard]] Result<Workload> load_workload_manifest(const std::filesystem::path& file);

}  // namespace quartet
