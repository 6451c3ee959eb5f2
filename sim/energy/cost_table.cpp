#include "sim/energy/cost_table.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include "sim/config/table_reader.hpp"

namespace quartet {
namespace {

constexpr std::int64_t kSchemaVersion = 1;
constexpr const char* kNotModelled = "not modelled";

// "value": a number in J or W, or "not modelled", or absent.
std::optional<double> read_value(TableReader& reader) {
  const ConfigValue* value = reader.any("value");
  if (value == nullptr || (value->text() != nullptr && *value->text() == kNotModelled)) return std::nullopt;
  const auto number = reader.number("value");
  if (number && !(std::isfinite(*number) && *number >= 0.0)) {
    reader.problem(value->place, "'value' must be finite and not negative",
                   std::string("a price that is not known is \"") + kNotModelled + "\"");
  }
  return number;
}

CostRow read_row(TableReader& reader) {
  CostRow row;
  row.name = reader.text("name");
  row.component = reader.text("component");
  const std::string kind = reader.text("kind");
  if (kind != "event" && kind != "power" && kind != "supply")
    reader.problem(reader.place_of("kind"), "unknown kind '" + kind + "'", "one of: event, power, supply");
  row.undivided = kind == "supply";
  row.is_power = kind == "power" || row.undivided;
  row.value = read_value(reader);
  row.per = row.is_power ? reader.text_or("per", "s") : reader.text("per");
  if (row.is_power && row.per != "s" && !row.per.ends_with("*s")) {
    reader.problem(reader.place_of("per"), "a power is counted per s, or per something times s (\"N^2*s\")");
  }
  row.source = reader.text("source");
  const auto confidence = parse_confidence(reader.text("confidence"), reader.place_of("confidence"));
  if (confidence) {
    row.confidence = *confidence;
  } else {
    reader.problem(confidence.error().problems[0].place, confidence.error().problems[0].cause, confidence.error().problems[0].remedy);
  }
  row.note = reader.text_or("note", "");
  return row;
}

std::vector<std::string> names_of(const std::vector<CostRow>& rows) {
  std::vector<std::string> names;
  for (const CostRow& row : rows) names.push_back(row.name);
  return names;
}

std::string suggest_row(const std::string& name, const std::vector<CostRow>& rows) {
  const std::string near = nearest(name, names_of(rows));
  return near.empty() ? "" : "did you mean '" + near + "'?";
}

void append(std::vector<Problem>& problems, std::vector<Problem> more) {
  for (Problem& p : more) problems.push_back(std::move(p));
}

}  // namespace

Result<CostTable> CostTable::load(const std::filesystem::path& path) {
  const auto config = load_config(path);
  if (!config) return pass(config.error());
  return from_config(*config, path.string());
}

Result<CostTable> CostTable::from_config(const ConfigTable& table, const std::string& place) {
  CostTable out;
  std::vector<Problem> problems;
  std::unordered_set<std::string> seen;
  TableReader reader(table, place);
  (void)reader.integer("schema_version", kSchemaVersion, kSchemaVersion);
  out.name_ = reader.text("name");
  out.validity_ = reader.text("validity");
  out.read_reference(reader);
  const ConfigArray* rows = reader.array("row");
  if (rows == nullptr || rows->empty()) reader.problem(place, "has no [[row]]");
  for (const ConfigValue& item : rows != nullptr ? *rows : ConfigArray{}) {
    if (problems.size() >= kMaxProblems) break;
    if (item.table() == nullptr) {
      problems.push_back({item.place, "a row must be a table, got " + type_name(item), ""});
      continue;
    }
    TableReader row_reader(*item.table(), item.place);
    CostRow row = read_row(row_reader);
    if (!seen.insert(row.name).second) row_reader.problem(row_reader.place_of("name"), "row '" + row.name + "' is given twice");
    append(problems, row_reader.finish());
    out.rows_.push_back(std::move(row));
  }
  append(problems, reader.finish());
  if (!problems.empty()) return pass({ErrorCode::bad_input, std::move(problems)});
  return out;
}

void CostTable::read_reference(TableReader& reader) {
  const ConfigValue* value = reader.any("reference_v");
  if (value == nullptr) return;
  reference_v_ = reader.number("reference_v");
  if (reference_v_ && !(std::isfinite(*reference_v_) && *reference_v_ > 0.0))
    reader.problem(value->place, "'reference_v' must be finite and above 0", "the supply voltage of the circuit, in V");
  reference_source_ = reader.text("reference_source");
}

std::optional<RowId> CostTable::find(const std::string& name) const {
  const auto it = std::find_if(rows_.begin(), rows_.end(), [&](const CostRow& row) { return row.name == name; });
  if (it == rows_.end()) return std::nullopt;
  return static_cast<RowId>(it - rows_.begin());
}

Result<RowId> CostTable::require(const std::string& name) const {
  if (const auto id = find(name)) return *id;
  return bad_input("cost table '" + name_ + "'", "has no row '" + name + "'", suggest_row(name, rows_));
}

Result<void> CostTable::require(std::initializer_list<WantedRow> rows) const {
  Error missing{ErrorCode::bad_input, {}};
  for (const WantedRow& wanted : rows) {
    const Result<RowId> row = require(std::string(wanted.name));
    if (row)
      *wanted.id = *row;
    else
      missing.problems.push_back(row.error().problems.front());
  }
  if (!missing.problems.empty()) return pass(std::move(missing));
  return {};
}

Result<void> CostTable::set(const std::string& row, double value, const std::string& source) {
  const auto id = find(row);
  if (!id) return bad_input(source, "cost table '" + name_ + "' has no row '" + row + "'", suggest_row(row, rows_));
  if (!std::isfinite(value) || value < 0.0) return bad_input(source, "the price of '" + row + "' must be finite and not negative");
  CostRow& target = rows_[static_cast<std::size_t>(*id)];
  target.value = value;
  target.source = source;
  target.confidence = Confidence::assumed;
  return {};
}

}  // namespace quartet
