// The style and the scripts of the page, embedded at build time from sim/report/html/web.
#pragma once

#include <string_view>

namespace quartet {

[[nodiscard]] std::string_view page_style();
[[nodiscard]] std::string_view page_library();   ///< d3 modules, minified
[[nodiscard]] std::string_view page_script();    ///< our own, after page_library()
[[nodiscard]] std::string_view page_licences();  ///< of page_library()

}  // namespace quartet
