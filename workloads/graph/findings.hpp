// What is wrong with one layer or tensor: operators add findings, infer_and_validate gives them their place.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/base/error.hpp"
#include "workloads/graph/tensor.hpp"

namespace quartet {

class Findings {
 public:
  void add(std::string cause, std::string remedy = "") {
    problems_.push_back({"", std::move(cause), std::move(remedy)});
  }
  /// Adds a finding unless low <= value <= high; true when in range. `what` reads "kernel height".
  bool check_range(const std::string& what, std::int64_t value, std::int64_t low, std::int64_t high);

  [[nodiscard]] bool clean() const { return problems_.empty(); }
  [[nodiscard]] const std::vector<Problem>& problems() const { return problems_; }
  /// `shape` when nothing was found, else all findings.
  [[nodiscard]] Result<Shape> conclude(Shape shape) const;

 private:
  std::vector<Problem> problems_;
};

}  // namespace quartet
