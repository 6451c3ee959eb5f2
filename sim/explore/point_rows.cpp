#include "sim/explore/point_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace quartet {

namespace {

int hex_digit(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

std::string bytes_of(const std::string& hex) {
  std::string out;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    out += static_cast<char>(hex_digit(hex[i]) * 16 + hex_digit(hex[i + 1]));
  return out;
}

std::string hex_of(const std::string& bytes) {
  static const char* kDigits = "0123456789abcdef";
  std::string out;
  for (const char c : bytes) {
    out += kDigits[static_cast<unsigned char>(c) >> 4];
    out += kDigits[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

std::string figure_text(const std::vector<std::optional<double>>& metrics_and_figures) {
  std::string out;
  for (std::size_t m = metrics().size(); m < metrics_and_figures.size(); ++m) {
    if (m > metrics().size()) out += '\t';
    if (metrics_and_figures[m]) out += fmt::format("{}", *metrics_and_figures[m]);
  }
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

const std::string& insert_point() {
  static const std::string sql = [] {
    std::string marks;
    for (std::size_t i = 0; i < metrics().size() + 7; ++i) marks += i == 0 ? "?" : ",?";
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
  const std::size_t registered = metrics().size();
  for (std::size_t m = 0; m < std::min(registered, point.result.metrics.size()); ++m) {
    if (point.result.metrics[m]) s.bind(static_cast<int>(m) + 7, *point.result.metrics[m]);
  }
  if (point.result.metrics.size() > registered) s.bind(static_cast<int>(registered) + 7, figure_text(point.result.metrics));
}

const std::string& select_point() {
  static const std::string sql = "SELECT ordinal, key, state, axes, message" + metric_columns("") + ", figures FROM point";
  return sql;
}

std::vector<std::optional<double>> figure_values(const std::string& text, std::size_t count) {
  std::vector<std::optional<double>> out;
  for (const std::string& one : split(text)) {
    double value = 0.0;
    const auto [at, error] = std::from_chars(one.data(), one.data() + one.size(), value);
    out.push_back(error == std::errc() && !one.empty() ? std::optional<double>(value) : std::nullopt);
  }
  out.resize(count);
  return out;
}

void read_point(SQLite::Statement& s, std::size_t figures, StoredPoint& point) {
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
  if (figures == 0) return;
  const SQLite::Column column = s.getColumn(static_cast<int>(metrics().size()) + 5);
  for (const auto& value : figure_values(column.isNull() ? "" : column.getString(), figures)) point.result.metrics.push_back(value);
}

}  // namespace quartet
