#include "sim/explore/point_rows.hpp"

#include <fmt/format.h>

namespace quartet {

namespace {

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> out;
  std::size_t at = 0;
  for (std::size_t tab = text.find('\t'); tab != std::string::npos; tab = text.find('\t', at)) {
    out.push_back(text.substr(at, tab - at));
    at = tab + 1;
  }
  out.push_back(text.substr(at));
  return out;
}

int hex_digit(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

std::string bytes_of(const std::string& hex) {
  std::string out;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    out += static_cast<char>(hex_digit(hex[i]) * 16 + hex_digit(hex[i + 1]));
  return out;
}

std::string hex_of(const std::string& bytes) {
  std::string out;
  for (const char c : bytes) out += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return out;
}

}  // namespace

std::string metric_columns(const char* suffix) {
  std::string out;
  for (const Metric& metric : metrics()) out += ", \"" + metric.name + "\"" + suffix;
  return out;
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) out += (i == 0 ? "" : "\t") + words[i];
  return out;
}

const std::string& insert_point() {
  static const std::string sql = [] {
    std::string marks;
    for (std::size_t i = 0; i < metrics().size() + 6; ++i) marks += i == 0 ? "?" : ",?";
    return "INSERT OR IGNORE INTO point VALUES (" + marks + ")";
  }();
  return sql;
}

void bind_point(SQLite::Statement& s, std::int64_t sweep, const StoredPoint& point) {
  const std::string key = bytes_of(point.key);
  s.bind(1, sweep);
  s.bind(2, point.ordinal);
  s.bind(3, key.data(), static_cast<int>(key.size()));
  s.bind(4, static_cast<int>(point.result.state));
  s.bind(5, joined(point.values));
  if (!point.result.message.empty()) s.bind(6, point.result.message);
  for (std::size_t m = 0; m < point.result.metrics.size(); ++m) {
    if (point.result.metrics[m]) s.bind(static_cast<int>(m) + 7, *point.result.metrics[m]);
  }
}

const std::string& select_point() {
  static const std::string sql = "SELECT ordinal, key, state, axes, message" + metric_columns("") + " FROM point";
  return sql;
}

void read_point(SQLite::Statement& s, StoredPoint& point) {
  point.ordinal = s.getColumn(0).getInt64();
  point.key = hex_of(s.getColumn(1).getString());
  point.result.state = static_cast<PointState>(s.getColumn(2).getInt());
  point.values = split(s.getColumn(3).getString());
  point.result.message = s.getColumn(4).isNull() ? "" : s.getColumn(4).getString();
  point.result.metrics.assign(metrics().size(), std::nullopt);
  for (std::size_t m = 0; m < metrics().size(); ++m) {
    const SQLite::Column column = s.getColumn(static_cast<int>(m) + 5);
    if (!column.isNull()) point.result.metrics[m] = column.getDouble();
  }
}

}  // namespace quartet
