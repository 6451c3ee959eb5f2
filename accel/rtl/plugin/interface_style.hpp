// The protocols that an interface may follow: which roles there are, who drives each, how wide it is.
#pragma once

#include <string>
#include <vector>

namespace quartet::rtl {

/// One port of a protocol. For streams the side is that of a stream into the module; a stream out of it is the mirror.
struct InterfaceRole {
  std::string name;
  bool module_drives = false;
  bool required = true;
  bool one_bit = true;
  /// Decides a handshake: when undefined after reset, nothing that follows means anything.
  bool control = false;
};

struct InterfaceStyle {
  std::string kind;
  std::string name;
  std::vector<InterfaceRole> roles;

  [[nodiscard]] const InterfaceRole* find(const std::string& role) const;
};

/// Every style (cmake/rtl/interfaces.cmake holds the names of their ports).
[[nodiscard]] const std::vector<InterfaceStyle>& interface_styles();
[[nodiscard]] const InterfaceStyle* find_style(const std::string& kind, const std::string& name);

}  // namespace quartet::rtl
