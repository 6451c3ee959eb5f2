// A workload: a task with its network variants and data sets, declared by a manifest in workloads/zoo/NAME/NAME.toml.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/error.hpp"

namespace quartet {

struct DataSet {
  std::string name;
  std::filesystem::path inputs;   ///< .npy, first axis = sample
  std::filesystem::path labels;   ///< .npy
  std::string label;              ///< one line for people
  bool synthetic = false;
  bool available = false;         ///< false when it needs a data root that is not there
};

struct Variant {
  std::string name;
  std::filesystem::path file;
  std::string quantization;
};

struct Workload {
  std::string name;
  std::string task;
  std::vector<std::string> classes;
  std::vector<Variant> variants;
  std::vector<DataSet> data;      ///< the first is the default
};

[[nodiscard]] std::vector<std::string> workload_names();
[[nodiscard]] Result<Workload> load_workload(const std::string& name);

}  // namespace quartet
