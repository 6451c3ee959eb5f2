#include "accel/mcu/gdb/monitor.hpp"

#include <array>
#include <string_view>

namespace quartet::mcu::gdb {

namespace {

std::string info(Debuggee& debuggee) {
  return debuggee.info();
}

std::string reset(Debuggee& debuggee) {
  if (const auto done = debuggee.reset(); !done) return done.error().text() + '\n';
  return "reset: the program is at its first instruction; 'maintenance flush register-cache' shows its registers\n";
}

std::string serial(Debuggee& debuggee) {
  const std::string& text = debuggee.machine().serial_text();
  return text.empty() || text.back() == '\n' ? text : text + '\n';
}

struct MonitorCommand {
  std::string_view name, help;
  std::string (*run)(Debuggee& debuggee);
};
constexpr std::array<MonitorCommand, 3> kCommands{
    {{"info", "cycles, instructions and why the program stopped", info},
     {"reset", "the program from its beginning, with cycles from 0", reset},
     {"serial", "what the program has written to the serial port", serial}}};

}  // namespace

std::string run_monitor_command(Debuggee& debuggee, const std::string& command) {
  std::string known = "commands:\n";
  for (const MonitorCommand& c : kCommands) {
    if (command == c.name) return c.run(debuggee);
    known += std::string("  monitor ") + std::string(c.name) + ": " + std::string(c.help) + '\n';
  }
  return known;
}

}  // namespace quartet::mcu::gdb
