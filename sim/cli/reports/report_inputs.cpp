#include "sim/cli/reports/report_inputs.hpp"

#include <unistd.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "sim/base/files.hpp"

namespace quartet::cli {

namespace fs = std::filesystem;

namespace {

constexpr const char* kRemedy = "give a database of 'quartet sweep --db', or JSON of 'quartet run --json', 'quartet run --trace' or 'quartet cim-drift --json'";

bool is_database(const std::string& file) {
  constexpr std::string_view kMagic = "SQLite format 3";
  std::string begin(kMagic.size(), '\0');
  std::ifstream in(file, std::ios::binary);
  return in.read(begin.data(), static_cast<std::streamsize>(begin.size())) && begin == kMagic;
}

// SQLite writes beside a database even to read it. Where that is not allowed, a private copy is read.
Result<fs::path> private_copy(const fs::path& file) {
  std::error_code ec;
  std::string pattern = (fs::temp_directory_path(ec) / "quartet_report_XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) return bad_input(pattern, "cannot be made", "is there a folder for temporary files?");
  const fs::path folder = pattern;
  fs::copy_file(file, folder / "copy.sqlite", ec);
  if (ec) return bad_input(file.string(), "cannot be copied to " + folder.string() + ": " + ec.message());
  if (const fs::path log = file.string() + "-wal"; fs::exists(log, ec)) fs::copy_file(log, folder / "copy.sqlite-wal", ec);
  return folder;
}

Result<void> add_database(const std::string& file, ReportInputs& inputs) {
  const fs::path folder = fs::absolute(file).parent_path();
  const bool writable = access(file.c_str(), W_OK) == 0 && access(folder.c_str(), W_OK) == 0;
  fs::path copy;
  if (!writable) {
    auto made = private_copy(file);
    if (!made) return pass(made.error());
    copy = std::move(*made);
  }
  auto store = Store::open(copy.empty() ? fs::path(file) : copy / "copy.sqlite");
  if (!store) {
    std::error_code ec;
    if (!copy.empty()) fs::remove_all(copy, ec);
    return pass(store.error());
  }
  inputs.databases.push_back({file, std::move(*store), std::move(copy)});
  return {};
}

// Only the outermost keys decide what a file is; its own reader checks the rest.
std::string kind_of(const std::string& text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object()) return "";
  if (json.contains("traceEvents")) return "trace";
  const auto schema = json.find("schema");
  return schema != json.end() && schema->is_string() ? schema->get<std::string>() : "";
}

template <class List, class Value>
Result<void> keep(List& list, const std::string& file, Result<Value> value) {
  if (!value) return pass(value.error());
  list.push_back({file, std::move(*value)});
  return {};
}

Result<void> add_file(const std::string& file, ReportInputs& inputs) {
  std::error_code ec;
  if (!fs::exists(file, ec)) return bad_input(file, "does not exist", kRemedy);
  if (is_database(file)) return add_database(file, inputs);
  auto text = read_text(file);
  if (!text) return pass(text.error());
  const std::string kind = kind_of(*text);
  if (kind == "trace") return keep(inputs.traces, file, trace_from_json(*text, file));
  if (kind == kDriftSchema) return keep(inputs.drifts, file, drift_from_json(*text, file));
  if (kind.rfind("quartet-result", 0) != 0) return bad_input(file, text->empty() ? "is empty" : "is neither a database nor a result", kRemedy);
  auto result = result_from_json(*text, file);
  if (!result) return pass(result.error());
  inputs.results.push_back({file, result->network + " on " + result->platform, std::move(*result)});
  return {};
}

// Results of one network on one platform are told apart by their number.
void number_labels(std::vector<ReportResult>& results) {
  std::map<std::string, int> count, seen;
  for (const ReportResult& r : results) ++count[r.label];
  for (ReportResult& r : results) {
    if (const std::string label = r.label; count[label] > 1) r.label += " #" + std::to_string(++seen[label]);
  }
}

}  // namespace

ReportInputs::~ReportInputs() {
  std::error_code ec;
  for (const ReportDatabase& database : databases) {
    if (!database.copy.empty()) fs::remove_all(database.copy, ec);
  }
}

Result<ReportInputs> load_report_inputs(const std::vector<std::string>& files) {
  ReportInputs inputs;
  inputs.files = files;
  std::vector<Problem> problems;
  ErrorCode code = ErrorCode::bad_input;
  for (const std::string& file : files) {
    const auto added = add_file(file, inputs);
    if (added) continue;
    code = added.error().code;
    problems.insert(problems.end(), added.error().problems.begin(), added.error().problems.end());
  }
  if (!problems.empty()) return pass(Error{code, std::move(problems)});
  number_labels(inputs.results);
  return inputs;
}

}  // namespace quartet::cli
