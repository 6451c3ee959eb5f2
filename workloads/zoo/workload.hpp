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

/// What labels measure: the share of samples whose largest logit is at the label, or the area under the ROC curve of an
/// anomaly score (the mean squared error of a network that rebuilds its input; label 1: anomaly).
inline constexpr const char* kAccuracyMetric = "accuracy";
inline constexpr const char* kAucMetric = "auc";

struct DataSet {
  std::string name;
  std::filesystem::path inputs;  ///< .npy, first axis = sample
  std::filesystem::path labels;  ///< .npy
  std::string label;             ///< one line for people
  bool synthetic = false;
  bool available = false;  ///< false when it needs a data root that is not there
  std::string metric = kAccuracyMetric;  ///< what its labels measure
  std::vector<std::string> variants;     ///< the only ones that can read it, which read nothing else; empty: all others
};

struct Variant {
  std::string name;
  std::filesystem::path file;
  bool available = false;  ///< false when it comes through a data root that is not there
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

[[nodiscard]] bool reads(const Workload& workload, const std::string& variant, const DataSet& data);
/// An error that says how to get it when the variant's file is not on this machine.
[[nodiscard]] Result<void> require(const Variant& variant);

[[nodiscard]] std::vector<std::string> workload_names();
[[nodiscard]] Result<Workload> load_workload(const std::string& name);

struct NamedWorkload {
  Workload workload;
  std::string variant;  ///< empty: any
};
/// By "WORKLOAD" or "WORKLOAD_VARIANT". Error: usage, with the nearest name.
[[nodiscard]] Result<NamedWorkload> find_workload(const std::string& name);
/// Whether find_workload would find it, without reading more than it must.
[[nodiscard]] bool names_workload(const std::string& name);
/// A manifest by path: what `check` reads. Unknown keys and everything else that is wrong are reported at
/// once.
[[nodiscard]] Result<Workload> load_workload_manifest(const std::filesystem::path& file);

}  // namespace quartet
