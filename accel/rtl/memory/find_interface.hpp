// Looks up an interface of a block by name and kind.
#pragma once

#include <string>

#include "accel/rtl/plugin/rtl_model.hpp"

namespace quartet::rtl {

/// One that is not there is an error with the nearest name and those that are.
[[nodiscard]] Result<const Interface*> find_interface(const RtlModel& model, const std::string& kind, const std::string& name);
/// The only one of its kind; none, or several, is an error that says what to declare.
[[nodiscard]] Result<const Interface*> only_interface(const RtlModel& model, const std::string& kind);

}  // namespace quartet::rtl
