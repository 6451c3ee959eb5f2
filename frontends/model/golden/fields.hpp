// Typed access to the fields of a recorded network: each missing or wrong field is a problem, all of them at
// once.
#pragma once

#include <nlohmann/json.hpp>

#include <limits>
#include <string>
#include <vector>

#include "sim/base/error.hpp"
#include "workloads/graph/network.hpp"

namespace quartet::golden {

/// One JSON object. A getter that finds a problem notes it and returns a harmless value: look at `problems`
/// before use.
class Fields {
 public:
  Fields(const nlohmann::json& object, std::string place, std::vector<Problem>& problems);

  [[nodiscard]] bool has(const char* key) const { return object_.is_object() && object_.contains(key); }
  [[nodiscard]] std::int64_t integer(const char* key, std::int64_t least, std::int64_t most);
  [[nodiscard]] int small(const char* key, int least, int most) {
    return static_cast<int>(integer(key, least, most));
  }
  [[nodiscard]] bool flag(const char* key);
  [[nodiscard]] std::string text(const char* key);
  [[nodiscard]] std::string text_or(const char* key, const std::string& fallback) {
    return has(key) ? text(key) : fallback;
  }
  /// [h, w], or a single number h of a one-dimensional layer; then w is `width`. Values within [least,
  /// 65535].
  [[nodiscard]] Size2 size(const char* key, int least, int width);
  /// `least` to `most` axes, each at least 1.
  [[nodiscard]] Shape shape(const char* key, std::size_t least, std::size_t most);
  /// One text or number, or a list of them; numbers as their digits.
  [[nodiscard]] std::vector<std::string> names(const char* key);
  /// "0xff00".
  [[nodiscard]] std::uint64_t mask(const char* key);
  /// The entries of a list of 1 to `most`. Never copied: a hostile file may nest them deeply.
  [[nodiscard]] std::vector<const nlohmann::json*> entries(const char* key, std::size_t most);
  [[nodiscard]] const nlohmann::json& object(const char* key);

  void problem(std::string cause, std::string remedy = "") {
    problems_.push_back({place_, std::move(cause), std::move(remedy)});
  }
  [[nodiscard]] const std::string& place() const { return place_; }

 private:
  const nlohmann::json* find(const char* key);

  const nlohmann::json& object_;
  std::string place_;
  std::vector<Problem>& problems_;
};

}  // namespace quartet::golden
