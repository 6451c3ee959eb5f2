#include "accel/cnn/platform_rows.hpp"

#include "sim/config/table_reader.hpp"

namespace quartet::cnn {

namespace {

void append(std::vector<Problem>& all, std::vector<Problem> some) {
  all.insert(all.end(), some.begin(), some.end());
}

[[nodiscard]] IdleState read_idle_state(const ConfigTable& table, const std::string& place,
                                        const CostTable& costs, std::vector<Problem>& problems) {
  TableReader reader(table, place);
  IdleState state;
  state.name = reader.text("name");
  const std::string row = reader.text("power");
  state.wakeup_s = reader.number("wakeup_s").value_or(0.0);
  if (state.wakeup_s < 0) reader.problem(reader.place_of("wakeup_s"), "'wakeup_s' must not be negative");
  if (const ConfigValue* v = reader.any("retains_weights")) {
    const bool* flag = std::get_if<bool>(&v->value);
    if (flag == nullptr) reader.problem(v->place, "'retains_weights' must be true or false");
    state.retains_weights = flag != nullptr && *flag;
  }
  (void)reader.text("source");
  append(problems, reader.finish());
  if (const Result<RowId> id = costs.require(row)) {
    state.power = *id;
  } else {
    append(problems, id.error().problems);
  }
  return state;
}

[[nodiscard]] std::string read_trust(const ConfigTable& table, const std::string& place,
                                     std::vector<Problem>& problems) {
  TableReader reader(table, place);
  const std::string quantity = reader.text("quantity");
  const std::string published = reader.text("published");
  const std::string ours = reader.text("ours");
  const std::string kind = reader.text("kind");
  const std::string source = reader.text("source");
  if (kind != "fitted" && kind != "predicted" && kind != "exact")
    reader.problem(reader.place_of("kind"), "unknown kind '" + kind + "'",
                   "one of: exact, fitted, predicted");
  append(problems, reader.finish());
  return quantity + ": published " + published + ", simulated " + ours + " (" + kind + "; " + source + ")";
}

}  // namespace

Result<PlatformRows> read_platform_rows(const ConfigTable& table, const CostTable& costs) {
  PlatformRows rows;
  Error error{ErrorCode::bad_input, {}};
  for (const ConfigEntry& entry : table.entries) {
    if (entry.key != "idle_state" && entry.key != "trust") {
      rows.parameters.entries.push_back(entry);
      continue;
    }
    const ConfigArray* array = entry.value.array();
    if (array == nullptr) {
      error.problems.push_back(
          {entry.place, "'" + entry.key + "' must be an array of tables", "write [[cnn." + entry.key + "]]"});
      continue;
    }
    for (const ConfigValue& value : *array) {
      const ConfigTable* row = value.table();
      if (row == nullptr) {
        error.problems.push_back({value.place, "'" + entry.key + "' must be an array of tables",
                                  "write [[cnn." + entry.key + "]]"});
      } else if (entry.key == "trust") {
        rows.trust.push_back(read_trust(*row, value.place, error.problems));
      } else {
        rows.idle_states.push_back(read_idle_state(*row, value.place, costs, error.problems));
      }
    }
  }
  if (!error.problems.empty()) return pass(std::move(error));
  return rows;
}

}  // namespace quartet::cnn
