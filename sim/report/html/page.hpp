// One self-contained HTML file: tables that sort and filter, plots that are linked to them. Needs no network, and its content
// policy forbids any.
#pragma once

#include <string>
#include <string_view>

#include "sim/report/plot.hpp"

namespace quartet {

[[nodiscard]] std::string html_page(const ReportDocument& document);

/// Text between tags and inside quoted attributes; bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string html_escaped(std::string_view text);
/// Tables and plots for the page's script, as JSON that may stand inside a script element: no '<' in it.
[[nodiscard]] std::string page_data(const ReportDocument& document);

}  // namespace quartet
