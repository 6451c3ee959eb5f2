#include "accel/rtl/plugin/declaration.hpp"

#include <algorithm>
#include <charconv>

#include "accel/rtl/plugin/interface_style.hpp"
#include "sim/config/document.hpp"
#include "sim/config/table_reader.hpp"

namespace quartet::rtl {

namespace {

constexpr std::int64_t kSchemaVersion = 1;
constexpr std::int64_t kMaxResetCycles = 9999;
constexpr std::int64_t kMaxWatchdogCycles = 99'999'999;
constexpr std::int64_t kMaxLaneBits = std::int64_t{1} << 20;

std::string one_of(const std::string& word, const std::vector<std::string>& known) {
  const std::string near = nearest(word, known);
  if (!near.empty()) return "did you mean '" + near + "'?";
  std::string text = "one of:";
  for (const std::string& name : known) text += " " + name;
  return text;
}

// An object whose values are texts; absent is empty.
std::map<std::string, std::string> texts(TableReader& reader, const std::string& key) {
  std::map<std::string, std::string> out;
  const ConfigTable* table = reader.table(key);
  if (table == nullptr) return out;
  for (const ConfigEntry& entry : table->entries) {
    if (const std::string* text = entry.value.text()) {
      out[entry.key] = *text;
    } else {
      reader.problem(entry.value.place, "is " + type_name(entry.value) + ", text is needed");
    }
  }
  return out;
}

bool boolean(TableReader& reader, const std::string& key) {
  const ConfigValue* value = reader.any(key);
  if (value == nullptr) return false;
  if (const bool* flag = std::get_if<bool>(&value->value)) return *flag;
  reader.problem(value->place, "is " + type_name(*value) + ", true or false is needed");
  return false;
}

std::int64_t integer_or(TableReader& reader, const std::string& key, std::int64_t fallback, std::int64_t max) {
  return reader.any(key) == nullptr ? fallback : reader.integer(key, 1, max);
}

std::vector<std::string> sources(TableReader& reader) {
  std::vector<std::string> out;
  const ConfigArray* array = reader.array("sources");
  if (array == nullptr) return out;
  for (const ConfigValue& value : *array) {
    if (const std::string* text = value.text()) {
      out.push_back(*text);
    } else {
      reader.problem(value.place, "is " + type_name(value) + ", text is needed");
    }
  }
  return out;
}

std::map<std::string, ClockMode> other_clocks(TableReader& reader) {
  static const std::map<std::string, ClockMode> modes{
      {"same", ClockMode::same}, {"low", ClockMode::low}, {"high", ClockMode::high}};
  std::map<std::string, ClockMode> out;
  for (const auto& [port, mode] : texts(reader, "other_clocks")) {
    const auto at = modes.find(mode);
    if (at == modes.end()) {
      reader.problem(reader.place_of("other_clocks"), "clock '" + port + "': unknown mode '" + mode + "'",
                     one_of(mode, {"same", "low", "high"}));
    } else {
      out[port] = at->second;
    }
  }
  return out;
}

std::map<std::string, std::uint64_t> ties(TableReader& reader) {
  std::map<std::string, std::uint64_t> out;
  for (const auto& [port, text] : texts(reader, "tie")) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
      reader.problem(reader.place_of("tie"), "port '" + port + "': '" + text + "' is no number of at most 64 bit");
    out[port] = value;
  }
  return out;
}

std::optional<Reset> reset(TableReader& parent) {
  const ConfigTable* table = parent.table("reset");
  if (table == nullptr) return std::nullopt;
  TableReader reader(*table, parent.place_of("reset"));
  Reset out;
  out.port = reader.text("port");
  const std::string active = reader.text("active");
  if (active != "low" && active != "high")
    reader.problem(reader.place_of("active"), "unknown level '" + active + "'", one_of(active, {"low", "high"}));
  out.active = active == "low" ? Level::low : Level::high;
  out.cycles = static_cast<std::uint32_t>(integer_or(reader, "cycles", out.cycles, kMaxResetCycles));
  for (Problem& p : reader.finish()) parent.problem(p.place, p.cause, p.remedy);
  return out;
}

// Roles against the style: unknown ones, and required ones that are missing.
void check_roles(TableReader& reader, const Interface& made, const InterfaceStyle& style) {
  std::vector<std::string> known;
  for (const InterfaceRole& role : style.roles) {
    known.push_back(role.name);
    if (role.required && !made.has(role.name))
      reader.problem(reader.place_of("ports"), "interface '" + made.name + "' has no port for role '" + role.name + "'",
                     "name it in quartet_add_rtl: " + made.name + "=PREFIX," + role.name + "=PORT");
  }
  for (const auto& [role, port] : made.ports) {
    if (style.find(role) == nullptr)
      reader.problem(reader.place_of("ports"), "a " + style.kind + " of style " + style.name + " has no role '" + role + "'",
                     one_of(role, known));
  }
}

void check_style(TableReader& reader, const Interface& made) {
  if (const InterfaceStyle* style = find_style(made.kind, made.style)) {
    check_roles(reader, made, *style);
  } else {
    std::vector<std::string> known;
    for (const InterfaceStyle& s : interface_styles()) known.push_back(s.kind + ":" + s.name);
    const std::string given = made.kind + ":" + made.style;
    reader.problem(reader.place_of("style"), "there is no interface '" + given + "'", one_of(given, known));
  }
  const bool stream = made.kind == "stream";
  if (stream ? made.direction != "in" && made.direction != "out" : !made.direction.empty())
    reader.problem(reader.place_of("direction"), "direction '" + made.direction + "' of a " + made.kind,
                   stream ? "in or out" : "only streams have one");
}

Interface interface(const ConfigTable& table, const std::string& place, TableReader& parent) {
  TableReader reader(table, place);
  Interface out;
  out.name = reader.text("name");
  out.kind = reader.text("kind");
  out.style = reader.text("style");
  out.direction = reader.text_or("direction", "");
  out.lane_bits = static_cast<std::uint32_t>(integer_or(reader, "lane_bits", 0, kMaxLaneBits));
  out.is_signed = boolean(reader, "signed");
  out.high_first = boolean(reader, "high_first");
  out.never_stall = boolean(reader, "never_stall");
  out.ports = texts(reader, "ports");
  check_style(reader, out);
  for (Problem& p : reader.finish()) parent.problem(p.place, p.cause, p.remedy);
  return out;
}

std::vector<Interface> interfaces(TableReader& reader) {
  std::vector<Interface> out;
  const ConfigArray* array = reader.array("interfaces");
  if (array == nullptr) return out;
  for (const ConfigValue& value : *array) {
    if (value.table() == nullptr) {
      reader.problem(value.place, "is " + type_name(value) + ", a table is needed");
      continue;
    }
    out.push_back(interface(*value.table(), value.place, reader));
    for (std::size_t i = 0; i + 1 < out.size(); ++i) {
      if (out[i].name == out.back().name) reader.problem(value.place, "name '" + out.back().name + "' is given twice");
    }
  }
  return out;
}

}  // namespace

std::string Interface::port(const std::string& role) const {
  const auto at = ports.find(role);
  return at == ports.end() ? "" : at->second;
}

const Interface* Declaration::find(const std::string& name) const {
  const auto at = std::find_if(interfaces.begin(), interfaces.end(), [&](const Interface& i) { return i.name == name; });
  return at == interfaces.end() ? nullptr : &*at;
}

std::vector<const Interface*> Declaration::all(const std::string& kind, const std::string& direction) const {
  std::vector<const Interface*> out;
  for (const Interface& i : interfaces) {
    if (i.kind == kind && (direction.empty() || i.direction == direction)) out.push_back(&i);
  }
  return out;
}

std::string Declaration::attribute(const std::string& key) const {
  const auto at = attributes.find(key);
  return at == attributes.end() ? "" : at->second;
}

Result<Declaration> parse_declaration(const std::string& json, const std::string& place) {
  if (json.empty() || json.front() != '{') return bad_input(place, "its declaration is not a JSON object", "build the plug-in with quartet_add_rtl");
  Result<ConfigTable> table = parse_config(json, place);
  if (!table) return pass(std::move(table.error()));
  TableReader reader(*table, place);
  (void)reader.integer("schema_version", kSchemaVersion, kSchemaVersion);
  Declaration out;
  out.tool = reader.text("tool");
  out.sources = sources(reader);
  out.parameters = texts(reader, "parameters");
  out.attributes = texts(reader, "attributes");
  out.clock = reader.text("clock");
  out.other_clocks = other_clocks(reader);
  out.reset = reset(reader);
  out.ties = ties(reader);
  out.signals = texts(reader, "signals");
  if (reader.any("watchdog_cycles") != nullptr)
    out.watchdog_cycles = static_cast<std::uint64_t>(reader.integer("watchdog_cycles", 1, kMaxWatchdogCycles));
  out.interfaces = interfaces(reader);
  std::vector<Problem> problems = reader.finish();
  if (!problems.empty()) return pass(Error{ErrorCode::bad_input, std::move(problems)});
  return out;
}

}  // namespace quartet::rtl
