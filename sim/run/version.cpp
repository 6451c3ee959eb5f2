#include "sim/run/version.hpp"

namespace quartet {

std::string_view version() {
  return QUARTET_VERSION;
}

}  // namespace quartet
