// Which model and which inputs belong to a golden file of goldens/tflite: the prefix of its name is the task,
// and the tasks' files and transforms are fixed by the description of the data root.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "sim/base/error.hpp"
#include "workloads/data/npy.hpp"
#include "workloads/graph/network.hpp"

namespace quartet::test {

struct ReferenceTask {
  std::string name;    ///< "kws"
  std::string model;   ///< below models/
  std::string inputs;  ///< below data/
  /// Added to every stored input value (images are uint8, the models take int8).
  std::int32_t offset;
  /// Whether the boards' arithmetic is known well enough that their outputs agree within 1/256 in every
  /// value.
  bool boards_agree;
};

[[nodiscard]] const std::vector<ReferenceTask>& reference_tasks();

/// The model, and one Values per sample for classifiers.
struct TaskData {
  Network network;
  std::vector<Values> samples;
};
[[nodiscard]] Result<TaskData> load_classifier(const std::filesystem::path& root, const ReferenceTask& task);

/// Files of goldens/tflite whose stem is "<task>_" + middle + anything; empty when there are none.
struct GoldenFile {
  const ReferenceTask* task;
  std::filesystem::path path;
  std::string rest;  ///< what follows `middle` in the stem
};
[[nodiscard]] std::vector<GoldenFile> golden_files(const std::filesystem::path& root,
                                                   const std::string& middle);

}  // namespace quartet::test
