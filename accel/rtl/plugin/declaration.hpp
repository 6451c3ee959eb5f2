// What a hardware team declares of its block: clock, reset, interfaces, and free attributes. It travels as JSON inside the
// plug-in, written by quartet_add_rtl (cmake/rtl/declaration.cmake).
//
//   { "schema_version": 1, "tool": "Verilator 5.006 …", "sources": ["dense.sv"], "parameters": {"PE": "4"},
//     "attributes": {"kind": "mvau"}, "clock": "clk", "other_clocks": {"tck": "low"},
//     "reset": {"port": "rst_n", "active": "low", "cycles": 2}, "tie": {"test_en": "0"}, "signals": {"irq": "irq_o"},
//     "watchdog_cycles": 1000,
//     "interfaces": [{"name": "in", "kind": "stream", "style": "axis", "direction": "in", "lane_bits": 8, "signed": true,
//                     "never_stall": true, "high_first": true, "ports": {"data": "s_tdata", "valid": "s_tvalid"}}] }
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/error.hpp"

namespace quartet::rtl {

enum class Level { low, high };

/// A second clock: toggles with the main clock, or is held.
enum class ClockMode { same, low, high };

struct Reset {
  std::string port;
  Level active = Level::high;
  std::uint32_t cycles = 2;  ///< clock cycles of its assertion
};

/// A group of ports with a protocol. `ports` maps the role of the protocol (data, valid, …) to the port of the module.
struct Interface {
  std::string name;
  std::string kind;       ///< stream, memory, registers
  std::string style;      ///< of the kind: axis, plain; obi, valid_ready; apb, axi4lite
  std::string direction;  ///< of a stream, seen from the module: in, out; else empty
  std::map<std::string, std::string> ports;
  std::uint32_t lane_bits = 0;  ///< width of one element of the payload; 0: not declared
  bool is_signed = false;       ///< elements are two's complement
  bool high_first = false;      ///< the first element is the highest lane
  bool never_stall = false;     ///< the block is only right if this interface never waits

  [[nodiscard]] bool has(const std::string& role) const { return ports.count(role) != 0; }
  /// The port of a role that the style needs; "" for an optional one that is absent.
  [[nodiscard]] std::string port(const std::string& role) const;
};

struct Declaration {
  std::string tool;
  std::vector<std::string> sources;
  std::map<std::string, std::string> parameters;  ///< of the module, as given
  std::map<std::string, std::string> attributes;  ///< what the block is; the machines define which keys they read
  std::string clock;
  std::map<std::string, ClockMode> other_clocks;
  std::optional<Reset> reset;
  std::map<std::string, std::uint64_t> ties;    ///< inputs held at a value
  std::map<std::string, std::string> signals;  ///< single ports by the name that quartet knows them under
  std::optional<std::uint64_t> watchdog_cycles;
  std::vector<Interface> interfaces;

  [[nodiscard]] const Interface* find(const std::string& name) const;
  /// All of a kind (and of a direction, when it is not empty), in the order of their declaration.
  [[nodiscard]] std::vector<const Interface*> all(const std::string& kind, const std::string& direction = "") const;
  /// The attribute, or "".
  [[nodiscard]] std::string attribute(const std::string& key) const;
};

/// Unknown keys, styles and roles are problems; `place` names the plug-in. Ports are checked when a model is made.
[[nodiscard]] Result<Declaration> parse_declaration(const std::string& json, const std::string& place);

}  // namespace quartet::rtl
