#include "workloads/zoo/workload.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/base/files.hpp"
#include "sim/config/document.hpp"
#include "sim/config/table_reader.hpp"

namespace quartet {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kSchemaVersion = 1;

// Reads one manifest; problems of the whole file are collected.
class ManifestReader {
 public:
  ManifestReader(fs::path file) : file_(std::move(file)) {}

  Result<Workload> read() {
    const auto config = load_config(file_);
    if (!config) return pass(config.error());
    TableReader reader(*config, file_.string());
    (void)reader.integer("schema_version", kSchemaVersion, kSchemaVersion);
    workload_.name = reader.text("name");
    workload_.task = reader.text("task");
    read_classes(reader);
    read_variants(reader);
    read_data(reader);
    read_measured(reader);
    add(reader.finish());
    if (problems_.empty()) return std::move(workload_);
    return pass(Error{ErrorCode::bad_input, std::move(problems_)});
  }

 private:
  void add(std::vector<Problem> problems) {
    problems_.insert(problems_.end(), problems.begin(), problems.end());
  }

  void read_classes(TableReader& reader) { workload_.classes = texts(reader, "classes", "a class"); }

  // An array of texts; empty when absent.
  static std::vector<std::string> texts(TableReader& reader, const char* key, const char* one) {
    std::vector<std::string> result;
    const ConfigArray* list = reader.array(key);
    if (list == nullptr) return result;
    for (const ConfigValue& value : *list) {
      if (value.text() != nullptr)
        result.push_back(*value.text());
      else
        reader.problem(value.place, std::string(one) + " is a text, not " + type_name(value));
    }
    return result;
  }

  // Each table of an array of tables, or a problem where it is something else.
  template <class Visit>
  void each_table(TableReader& reader, const char* key, Visit visit) {
    const ConfigArray* list = reader.array(key);
    if (list == nullptr) return;
    for (const ConfigValue& value : *list) {
      if (value.table() != nullptr)
        visit(*value.table(), value.place);
      else
        reader.problem(value.place, std::string("'") + key + "' holds tables",
                       std::string("write [[") + key + "]]");
    }
  }

  void read_variants(TableReader& reader) {
    each_table(reader, "variant", [&](const ConfigTable& table, const std::string& place) {
      TableReader entry(table, place);
      Variant variant;
      variant.name = entry.text("name");
      const std::optional<fs::path> base = root_of(entry, entry.text_or("root", "ships"), file_.parent_path());
      variant.file = base.value_or("") / entry.text("file");
      std::error_code ec;
      variant.available = base && fs::exists(variant.file, ec);
      variant.quantization = entry.text("quantization");
      variant.trained_on = entry.text_or("trained_on", "");
      variant.training_command = entry.text_or("training_command", "");
      variant.licence = entry.text_or("licence", "");
      variant.made_for = texts(entry, "made_for", "a platform");
      (void)entry.any("seed");  // of the training
      add(entry.finish());
      workload_.variants.push_back(std::move(variant));
    });
    if (workload_.variants.empty())
      reader.problem(file_.string(), "has no [[variant]]", "a workload needs one network at least");
  }

  // Where paths start: at `ships`, or at the data root; nullopt when there is none.
  static std::optional<fs::path> root_of(TableReader& fields, const std::string& root, const fs::path& ships) {
    if (root != "ships" && root != "data_root")
      fields.problem(fields.place_of("root"), "unknown root '" + root + "'", "one of: ships, data_root");
    return root == "ships" ? std::optional(ships) : data_root();
  }

  void read_data(TableReader& reader) {
    const ConfigTable* sets = reader.table("data");
    for (const ConfigEntry& entry : sets == nullptr ? std::vector<ConfigEntry>{} : sets->entries) {
      if (entry.value.table() == nullptr) {
        reader.problem(entry.value.place, "'" + entry.key + "' is not a table",
                       "write [data." + entry.key + "]");
        continue;
      }
      TableReader fields(*entry.value.table(), entry.value.place);
      DataSet set;
      set.name = entry.key;
      const std::optional<fs::path> base = root_of(fields, fields.text("root"), resource_root());
      set.inputs = base.value_or("") / fields.text("inputs");
      set.labels = base.value_or("") / fields.text("labels");
      set.label = fields.text("label");
      set.synthetic = flag(fields, "synthetic");
      set.metric = fields.text_or("metric", kAccuracyMetric);
      if (set.metric != kAccuracyMetric && set.metric != kAucMetric)
        fields.problem(fields.place_of("metric"), "unknown metric '" + set.metric + "'",
                       std::string("one of: ") + kAccuracyMetric + ", " + kAucMetric);
      set.variants = texts(fields, "variants", "a variant");
      for (const std::string& variant : set.variants)
        if (!has_variant(variant))
          fields.problem(fields.place_of("variants"), "there is no variant '" + variant + "'");
      std::error_code ec;
      set.available = base && fs::exists(set.inputs, ec) && fs::exists(set.labels, ec);
      add(fields.finish());
      workload_.data.push_back(std::move(set));
    }
    if (workload_.data.empty())
      reader.problem(file_.string(), "has no [data.NAME]", "a workload needs one data set at least");
  }

  bool flag(TableReader& fields, const char* key) {
    const ConfigValue* value = fields.any(key);
    if (value == nullptr) return false;
    if (const bool* set = std::get_if<bool>(&value->value)) return *set;
    fields.problem(value->place,
                   std::string("'") + key + "' must be true or false, not " + type_name(*value));
    return false;
  }

  void read_measured(TableReader& reader) {
    each_table(reader, "measured", [&](const ConfigTable& table, const std::string& place) {
      TableReader entry(table, place);
      Measured measured;
      measured.variant = entry.text("variant");
      measured.data = entry.text("data");
      measured.correct = entry.integer("correct", 0, kMostSamples);
      measured.samples = entry.integer("samples", 1, kMostSamples);
      measured.note = entry.text_or("note", "");
      check_measured(entry, measured);
      add(entry.finish());
      workload_.measured.push_back(std::move(measured));
    });
  }

  [[nodiscard]] bool has_variant(const std::string& name) const {
    return std::any_of(workload_.variants.begin(), workload_.variants.end(), [&](const Variant& v) { return v.name == name; });
  }

  // The share is written for people; it must be the one that the counts give.
  void check_measured(TableReader& entry, const Measured& measured) {
    constexpr double kFourDigits = 0.5e-4;
    const std::optional<double> accuracy = entry.number("accuracy");
    if (!accuracy || measured.samples <= 0) return;
    const double counted = static_cast<double>(measured.correct) / static_cast<double>(measured.samples);
    if (std::fabs(*accuracy - counted) > 1.01 * kFourDigits)
      entry.problem(entry.place_of("accuracy"), "'accuracy' is not correct / samples to four digits");
    if (!has_variant(measured.variant))
      entry.problem(entry.place_of("variant"), "there is no variant '" + measured.variant + "'");
  }

  static constexpr std::int64_t kMostSamples = std::int64_t{1} << 32;
  fs::path file_;
  Workload workload_;
  std::vector<Problem> problems_;
};

fs::path zoo() {
  return resource_root() / "workloads" / "zoo";
}

}  // namespace

bool reads(const Workload& workload, const std::string& variant, const DataSet& data) {
  const auto names_it = [&](const DataSet& d) {
    return std::find(d.variants.begin(), d.variants.end(), variant) != d.variants.end();
  };
  if (!data.variants.empty()) return names_it(data);
  return std::none_of(workload.data.begin(), workload.data.end(), names_it);
}

Result<void> require(const Variant& variant) {
  if (variant.available) return {};
  return bad_input(variant.file.string(), "network '" + variant.name + "' is not on this machine",
                   "scripts/get_data.sh brings it, or set QUARTET_DATA to the folder that holds data/ and models/");
}

std::vector<std::string> workload_names() {
  std::vector<std::string> names;
  std::error_code ec;
  for (const fs::directory_entry& folder : fs::directory_iterator(zoo(), ec)) {
    const std::string name = folder.path().filename().string();
    if (fs::exists(folder.path() / (name + ".toml"), ec)) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

Result<Workload> load_workload(const std::string& name) {
  return load_workload_manifest(zoo() / name / (name + ".toml"));
}

namespace {

// The workload whose name, with an underscore, begins `name`; the longest.
std::string workload_before_underscore(const std::string& name, const std::vector<std::string>& workloads) {
  std::string longest;
  for (const std::string& workload : workloads)
    if (name.rfind(workload + "_", 0) == 0 && workload.size() > longest.size()) longest = workload;
  return longest;
}

}  // namespace

Result<NamedWorkload> find_workload(const std::string& name) {
  std::vector<std::string> names = workload_names();
  const bool whole = std::find(names.begin(), names.end(), name) != names.end();
  const std::string base = whole ? name : workload_before_underscore(name, names);
  if (!base.empty()) {
    auto workload = load_workload(base);
    if (!workload) return pass(workload.error());
    if (whole) return NamedWorkload{std::move(*workload), ""};
    const std::string variant = name.substr(base.size() + 1);
    for (const Variant& v : workload->variants) {
      if (v.name == variant) return NamedWorkload{std::move(*workload), variant};
      names.push_back(base + "_" + v.name);
    }
  }
  const std::string near = nearest(name, names);
  return fail(ErrorCode::usage, "WORKLOAD", "unknown workload '" + name + "'",
              near.empty() ? fmt::format("known: {}; or give the path of a model file", fmt::join(names, ", "))
                           : "did you mean '" + near + "'?");
}

bool names_workload(const std::string& name) {
  return find_workload(name).has_value();
}

Result<Workload> load_workload_manifest(const fs::path& file) {
  return ManifestReader(file).read();
}

}  // namespace quartet
