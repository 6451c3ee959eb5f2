#include "tests/golden/tflite/reference_task.hpp"

#include <algorithm>

#include "frontends/model/import.hpp"

namespace quartet::test {

const std::vector<ReferenceTask>& reference_tasks() {
  static const std::vector<ReferenceTask> kTasks{
      {"kws", "kws_ref_model.tflite", "kws/kws01_mfcc.npy", 0, true},
      {"vww", "vww_96_int8.tflite", "vww/vww01_image.npy", -128, false},
      {"ic", "pretrainedResnet_quant.tflite", "ic/ic01_image.npy", -128, true},
      {"ad", "ad01_int8.tflite", "ad/ad01_logmel.npy", 0, false},
  };
  return kTasks;
}

Result<TaskData> load_classifier(const std::filesystem::path& root, const ReferenceTask& task) {
  auto network = import_model(root / "models" / task.model);
  if (!network) return pass(network.error());
  const auto array = read_npy(root / "data" / task.inputs);
  if (!array) return pass(array.error());
  auto values = array->as_int32();
  if (!values) return pass(values.error());
  for (std::int32_t& v : *values) v += task.offset;
  TaskData data{std::move(*network), {}};
  const auto elements =
      static_cast<std::ptrdiff_t>(data.network.tensor(data.network.inputs.at(0)).elements());
  for (auto first = values->cbegin(); values->cend() - first >= elements; first += elements) {
    data.samples.emplace_back(first, first + elements);
  }
  return data;
}

std::vector<GoldenFile> golden_files(const std::filesystem::path& root, const std::string& middle) {
  std::vector<GoldenFile> files;
  for (const auto& entry : std::filesystem::directory_iterator(root / "goldens/tflite")) {
    const std::string stem = entry.path().stem().string();
    for (const ReferenceTask& task : reference_tasks()) {
      const std::string prefix = task.name + "_" + middle;
      if (stem.compare(0, prefix.size(), prefix) == 0)
        files.push_back({&task, entry.path(), stem.substr(prefix.size())});
    }
  }
  std::sort(files.begin(), files.end(),
            [](const GoldenFile& a, const GoldenFile& b) { return a.path < b.path; });
  return files;
}

}  // namespace quartet::test
