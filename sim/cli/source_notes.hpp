// Sources as numbered notes below a table, so that the table stays narrow.
#pragma once

#include <string>
#include <vector>

namespace quartet::cli {

class SourceNotes {
 public:
  /// "[1]" of a new or known source; "" for an empty one.
  [[nodiscard]] std::string mark(const std::string& source);
  /// One wrapped line a source: "  [1] data sheet rev 3".
  [[nodiscard]] std::string text() const;

 private:
  std::vector<std::string> sources_;
};

}  // namespace quartet::cli
