// A figure of a machine beyond cycles, energy and memory, with where it comes from.
#pragma once

#include <optional>
#include <string>

namespace quartet {

/// "LUT", "peak TOPS/W", "saturated conversions".
struct Figure {
  std::string name;
  std::optional<double> value;  ///< nullopt: not modelled, and `note` says why
  std::string unit;             ///< "1" for counts and ratios
  std::string origin;           ///< predicted | counted | fitted | published | assumed
  std::string note;             ///< source or reason; may be empty
  bool operator==(const Figure&) const = default;
};

}  // namespace quartet
