#include "accel/rtl/plugin/interface_style.hpp"

#include <algorithm>

namespace quartet::rtl {

namespace {

constexpr bool kModule = true, kQuartet = false;
constexpr bool kNeeded = true, kMayMiss = false;
constexpr bool kBit = true, kBus = false;

std::vector<InterfaceRole> stream_roles() {
  return {{"data", kQuartet, kNeeded, kBus, false},
          {"valid", kQuartet, kNeeded, kBit, true},
          {"ready", kModule, kMayMiss, kBit, true},  // a pulse-valid block has none
          {"last", kQuartet, kMayMiss, kBit, false}};
}

std::vector<InterfaceRole> axis_roles() {
  std::vector<InterfaceRole> roles = stream_roles();
  for (const char* name : {"keep", "strb", "user", "id", "dest"})
    roles.push_back({name, kQuartet, kMayMiss, kBus, false});
  return roles;
}

std::vector<InterfaceRole> axi4lite_roles() {
  return {{"awvalid", kQuartet, kNeeded, kBit, true}, {"awready", kModule, kNeeded, kBit, true},
          {"awaddr", kQuartet, kNeeded, kBus, false}, {"awprot", kQuartet, kMayMiss, kBus, false},
          {"wvalid", kQuartet, kNeeded, kBit, true},  {"wready", kModule, kNeeded, kBit, true},
          {"wdata", kQuartet, kNeeded, kBus, false},  {"wstrb", kQuartet, kMayMiss, kBus, false},
          {"bvalid", kModule, kNeeded, kBit, true},   {"bready", kQuartet, kNeeded, kBit, true},
          {"bresp", kModule, kMayMiss, kBus, false},  {"arvalid", kQuartet, kNeeded, kBit, true},
          {"arready", kModule, kNeeded, kBit, true},  {"araddr", kQuartet, kNeeded, kBus, false},
          {"arprot", kQuartet, kMayMiss, kBus, false}, {"rvalid", kModule, kNeeded, kBit, true},
          {"rready", kQuartet, kNeeded, kBit, true},  {"rdata", kModule, kNeeded, kBus, false},
          {"rresp", kModule, kMayMiss, kBus, false}};
}

}  // namespace

const InterfaceRole* InterfaceStyle::find(const std::string& role) const {
  const auto at = std::find_if(roles.begin(), roles.end(), [&](const InterfaceRole& r) { return r.name == role; });
  return at == roles.end() ? nullptr : &*at;
}

const std::vector<InterfaceStyle>& interface_styles() {
  static const std::vector<InterfaceStyle> all{
      {"stream", "axis", axis_roles()},
      {"stream", "plain", stream_roles()},
      {"memory",
       "obi",
       {{"req", kModule, kNeeded, kBit, true},
        {"gnt", kQuartet, kNeeded, kBit, true},
        {"addr", kModule, kNeeded, kBus, false},
        {"we", kModule, kMayMiss, kBit, false},
        {"be", kModule, kMayMiss, kBus, false},
        {"wdata", kModule, kMayMiss, kBus, false},
        {"rvalid", kQuartet, kNeeded, kBit, true},
        {"rdata", kQuartet, kNeeded, kBus, false},
        {"err", kQuartet, kMayMiss, kBit, false}}},
      {"memory",
       "valid_ready",
       {{"valid", kModule, kNeeded, kBit, true},
        {"ready", kQuartet, kNeeded, kBit, true},
        {"addr", kModule, kNeeded, kBus, false},
        {"wdata", kModule, kMayMiss, kBus, false},
        {"wstrb", kModule, kMayMiss, kBus, false},
        {"rdata", kQuartet, kNeeded, kBus, false},
        {"rstrb", kModule, kMayMiss, kBus, false},
        {"error", kQuartet, kMayMiss, kBit, false},
        {"instr", kModule, kMayMiss, kBit, false}}},
      {"registers",
       "apb",
       {{"sel", kQuartet, kNeeded, kBit, true},
        {"enable", kQuartet, kNeeded, kBit, true},
        {"write", kQuartet, kNeeded, kBit, false},
        {"addr", kQuartet, kNeeded, kBus, false},
        {"wdata", kQuartet, kNeeded, kBus, false},
        {"rdata", kModule, kNeeded, kBus, false},
        {"ready", kModule, kMayMiss, kBit, false},  // means something only during a transfer
        {"error", kModule, kMayMiss, kBit, false},
        {"strb", kQuartet, kMayMiss, kBus, false},
        {"prot", kQuartet, kMayMiss, kBus, false}}},
      {"registers", "axi4lite", axi4lite_roles()}};
  return all;
}

const InterfaceStyle* find_style(const std::string& kind, const std::string& name) {
  for (const InterfaceStyle& style : interface_styles()) {
    if (style.kind == kind && style.name == name) return &style;
  }
  return nullptr;
}

}  // namespace quartet::rtl
