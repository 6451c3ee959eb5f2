#include "sim/cli/source_notes.hpp"

#include <algorithm>

#include "sim/report/text_table.hpp"

namespace quartet::cli {

std::string SourceNotes::mark(const std::string& source) {
  if (source.empty()) return "";
  auto found = std::find(sources_.begin(), sources_.end(), source);
  if (found == sources_.end()) found = sources_.insert(sources_.end(), source);
  return "[" + std::to_string(found - sources_.begin() + 1) + "]";
}

std::string SourceNotes::text() const {
  constexpr std::size_t kWidth = 90;
  TextTable table({{""}, {"", TextTable::Align::left, kWidth}});
  for (std::size_t i = 0; i < sources_.size(); ++i)
    table.row({"[" + std::to_string(i + 1) + "]", sources_[i]});
  return table.text("  ");
}

}  // namespace quartet::cli
