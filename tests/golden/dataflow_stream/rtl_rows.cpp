#include "rtl_rows.hpp"

#include <charconv>
#include <fstream>
#include <sstream>

namespace quartet::test {

namespace {

std::optional<std::int64_t> integer(const std::string& text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// The first run of digits.
std::uint64_t digits(const std::string& text) {
  const std::size_t at = text.find_first_of("0123456789");
  return at == std::string::npos ? 0 : std::stoull(text.substr(at));
}

/// "always", "every 2nd cycle", "1 of 4", "lcg50", "blocked until cycle 200".
dataflow::Pattern pattern_of(const std::string& text, std::uint32_t seed) {
  if (text.rfind("lcg", 0) == 0) return dataflow::lcg50(seed);
  if (text.rfind("every", 0) == 0) return dataflow::every(digits(text));
  if (text.rfind("1 of", 0) == 0) return dataflow::every(digits(text.substr(4)));
  if (text.rfind("blocked", 0) == 0) return dataflow::blocked_until(digits(text));
  return dataflow::always();
}

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  std::stringstream in(line.substr(0, line.find('\r')));
  for (std::string cell; std::getline(in, cell, ',');) cells.push_back(cell);
  if (!line.empty() && line.back() == ',') cells.emplace_back();
  return cells;
}

}  // namespace

std::optional<std::int64_t> RtlRow::number(const std::string& column) const {
  const auto found = fields.find(column);
  return found == fields.end() ? std::nullopt : integer(found->second);
}

std::int64_t RtlRow::param(const std::string& name, std::int64_t fallback) const {
  const auto found = params.find(name);
  return found == params.end() ? fallback : found->second;
}

std::vector<RtlRow> read_rtl_rows(const std::filesystem::path& file) {
  std::vector<RtlRow> rows;
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  const std::vector<std::string> header = cells_of(line);
  while (std::getline(in, line)) {
    const std::vector<std::string> cells = cells_of(line);
    if (cells.size() < header.size()) continue;
    RtlRow row;
    for (std::size_t i = 0; i < header.size(); ++i) row.fields[header[i]] = cells[i];
    row.block = row.fields["block"];
    row.variant = row.fields["variant"];
    row.params_text = row.fields["params"];
    row.status = row.fields["status"];
    const auto& f = row.fields;
    row.pattern = f.at("in_valid") + (f.at("weight_valid").empty() ? "" : " / " + f.at("weight_valid")) + " / " + f.at("out_ready");
    // Seeds of the recordings: input 1, weights 2, output 3.
    row.in = pattern_of(f.at("in_valid"), 1);
    row.weights = pattern_of(f.at("weight_valid"), 2);
    row.out = pattern_of(f.at("out_ready"), 3);
    std::stringstream words(row.params_text);
    for (std::string word; words >> word;) {
      const std::size_t equals = word.find('=');
      if (equals == std::string::npos) continue;
      if (const auto value = integer(word.substr(equals + 1))) row.params[word.substr(0, equals)] = *value;
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace quartet::test
