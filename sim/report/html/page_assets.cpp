#include "sim/report/html/page_assets.hpp"

#include "page_assets.inc"

namespace quartet {

namespace {

template <std::size_t N>
std::string_view text_of(const unsigned char (&bytes)[N]) {
  return {reinterpret_cast<const char*>(bytes), N};
}

}  // namespace

std::string_view page_style() { return text_of(kStyle); }
std::string_view page_library() { return text_of(kLibrary); }
std::string_view page_script() { return text_of(kScript); }
std::string_view page_licences() { return text_of(kLicences); }

}  // namespace quartet
