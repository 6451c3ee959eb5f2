#include "accel/dataflow/explicit_folding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

#include "accel/dataflow/reuse_factor.hpp"

namespace quartet::dataflow {
namespace {

constexpr const char* kPlace = "dataflow.folding";

std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (status != std::errc{} || end != text.data() + text.size() || value < 1) return std::nullopt;
  return value;
}

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> out(1);
  for (const char c : text) {
    if (c == separator) {
      out.emplace_back();
    } else if (c != ' ') {
      out.back() += c;
    }
  }
  return out;
}

class Reader {
 public:
  Reader(const Pipeline& pipeline, const Params& params) : p_(pipeline), params_(params) {
    for (std::size_t i = 0; i < p_.nodes.size(); ++i) {
      if (p_.nodes[i].unit->is_matrix()) matrices_.push_back(i);
    }
  }

  Result<ChosenFolds> read() {
    if (params_.folding == "auto") {
      for (const std::size_t node : matrices_) take_reuse(node, params_.reuse_factor, false);
    } else {
      read_list();
    }
    if (!problems_.empty()) return pass(Error{ErrorCode::bad_input, std::move(problems_)});
    for (const auto& [node, fold] : out_.folds) out_.slowest = std::max(out_.slowest, p_.nodes[node].unit->cycles(fold));
    return std::move(out_);
  }

 private:
  void problem(std::string place, std::string cause, std::string remedy = "") {
    problems_.push_back({std::move(place), std::move(cause), std::move(remedy)});
  }

  void read_list() {
    std::size_t next = 0;
    for (const std::string& entry : split(params_.folding, ',')) {
      const std::size_t equals = entry.rfind('=');
      if (equals != std::string::npos) {
        read_named(entry.substr(0, equals), entry.substr(equals + 1));
      } else if (next < matrices_.size()) {
        read_fold(matrices_[next], entry);
        ++next;
      } else {
        ++next;
      }
    }
    if (next != 0 && next != matrices_.size())
      problem(kPlace, fmt::format("{} entries for {} matrix units", next, matrices_.size()), "give one an MVAU or VVAU, in layer order: " + names());
  }

  [[nodiscard]] std::string names() const {
    std::string out;
    for (const std::size_t node : matrices_) out += (out.empty() ? "" : ", ") + p_.nodes[node].name;
    return out;
  }

  void read_named(const std::string& name, const std::string& value) {
    for (std::size_t i = 0; i < p_.nodes.size(); ++i) {
      if (p_.nodes[i].name == name) return read_fold(i, value);
    }
    std::vector<std::string> known;
    for (const Node& node : p_.nodes) known.push_back(node.name);
    const std::string near = nearest(name, known);
    problem(kPlace, fmt::format("no unit is called '{}'", name.substr(0, 60)), near.empty() ? "the folding table lists them" : "did you mean '" + near + "'?");
  }

  void read_fold(std::size_t node, const std::string& text) {
    const std::vector<std::string> parts = split(text, ':');
    const auto first = number(parts[0]);
    const auto second = parts.size() == 2 ? number(parts[1]) : std::nullopt;
    if (!first || parts.size() > 2 || (parts.size() == 2 && !second))
      return problem(kPlace, fmt::format("'{}' is no folding", text.substr(0, 40)), "write PE:SIMD, for example 32:8, or a reuse factor");
    const Unit& unit = *p_.nodes[node].unit;
    if (unit.is_matrix() && parts.size() == 1) {
      if (params_.style == "hls4ml") return take_reuse(node, *first, true);
      return problem(kPlace, fmt::format("'{}' gives one number for '{}'", text, p_.nodes[node].name), "write PE:SIMD");
    }
    Fold fold{.pe = *first, .simd = second.value_or(1)};
    if (parts.size() == 1 && unit.limits().pe_of == 1) fold = {.pe = 1, .simd = *first};
    if (const auto fine = unit.check(fold, fmt::format("{}: {}", kPlace, p_.nodes[node].name)); !fine) {
      problems_.insert(problems_.end(), fine.error().problems.begin(), fine.error().problems.end());
      return;
    }
    out_.folds[node] = fold;
  }

  void take_reuse(std::size_t node, std::int64_t rf, bool strict) {
    const FoldLimits most = p_.nodes[node].unit->limits();
    const std::int64_t legal = nearest_reuse_factor(rf, most.simd_of, most.pe_of);
    const std::string what = fmt::format("reuse factor {} is not legal for {} inputs and {} outputs", rf, most.simd_of, most.pe_of);
    if (legal != rf && strict)
      return problem(fmt::format("{}: {}", kPlace, p_.nodes[node].name), what, fmt::format("nearest legal: {}", legal));
    if (legal != rf) out_.notes.push_back(fmt::format("{}: {}; {} is taken, as hls4ml does", p_.nodes[node].name, what, legal));
    const Fold fold = reuse_fold(legal, most.simd_of, most.pe_of);
    if (const auto fine = p_.nodes[node].unit->check(fold, p_.nodes[node].name); !fine) {
      problems_.insert(problems_.end(), fine.error().problems.begin(), fine.error().problems.end());
      return;
    }
    out_.folds[node] = fold;
  }

  const Pipeline& p_;
  const Params& params_;
  std::vector<std::size_t> matrices_;
  std::vector<Problem> problems_;
  ChosenFolds out_;
};

}  // namespace

Result<ChosenFolds> read_folding(const Pipeline& pipeline, const Params& params) { return Reader(pipeline, params).read(); }

}  // namespace quartet::dataflow
