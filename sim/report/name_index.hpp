// Names numbered in the order in which they appear.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace quartet {

class NameIndex {
 public:
  std::size_t of(const std::string& name) {
    const auto [at, added] = index_.try_emplace(name, names_.size());
    if (added) names_.push_back(name);
    return at->second;
  }
  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
  [[nodiscard]] std::size_t size() const { return names_.size(); }

 private:
  std::map<std::string, std::size_t> index_;
  std::vector<std::string> names_;
};

}  // namespace quartet
