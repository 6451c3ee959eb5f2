// Every platform of kind "dataflow" that ships.
#pragma once

#include <string>
#include <vector>

#include "accel/platform.hpp"

namespace quartet::test {

inline std::vector<std::string> dataflow_boards() {
  std::vector<std::string> out;
  for (const PlatformInfo& p : list_platforms()) {
    if (p.kind == "dataflow") out.push_back(p.name);
  }
  return out;
}

}  // namespace quartet::test
