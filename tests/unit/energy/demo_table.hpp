// A small cost table for tests.
#pragma once

#include <gtest/gtest.h>

#include "sim/energy/cost_table.hpp"

namespace quartet::test {

inline CostTable demo_table() {
  const auto row = [](const std::string& name, const std::string& component, const std::string& kind, const std::string& value) {
    std::string text = "[[row]]\nname = \"";
    text.append(name).append("\"\ncomponent = \"").append(component).append("\"\nkind = \"").append(kind);
    text.append("\"\nvalue = ").append(value).append("\nper = \"").append(kind == "power" ? "s" : "event");
    return text.append("\"\nsource = \"test\"\nconfidence = \"assumed\"\n");
  };
  const std::string text = "schema_version = 1\nname = \"demo\"\nvalidity = \"tests\"\n" + row("mac", "array", "event", "2.0") +
                           row("read", "sram", "event", "3.0") + row("unknown", "sram", "event", "\"not modelled\"") +
                           row("leakage", "array", "power", "5.0") + row("load", "flash", "event", "7.0") +
                           row("host_active", "host", "power", "100.0") + row("state_sleep", "host", "power", "10.0") +
                           row("state_standby", "host", "power", "1.0") + row("state_off", "host", "power", "0.0") +
                           row("state_dark", "host", "power", "\"not modelled\"");
  return CostTable::from_config(parse_config(text, "demo.toml").value(), "demo.toml").value();
}

}  // namespace quartet::test
