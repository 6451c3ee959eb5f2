#include "accel/mcu/gdb/server.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "accel/mcu/gdb/monitor.hpp"

namespace quartet::mcu::gdb {

namespace {

/// While nothing runs the server waits; a debugger that goes away ends the wait.
constexpr std::chrono::milliseconds kPatience{1000}, kNone{0};
/// Bytes of memory in one answer; PacketSize tells the debugger. Two digits each.
constexpr std::uint32_t kMostMemory = PacketReader::kMostBytes / 2 - 64;

const std::string kOk = "OK", kUnknown, kMalformed = "E01", kNoMemory = "E02", kRefused = "E03";

}  // namespace

/// What begins like this is answered by that. The longest prefix wins.
struct Server::Command {
  std::string_view prefix;
  void (Server::*answer)(std::string_view arguments);
};

const Server::Command* Server::find(std::string_view payload) {
  static constexpr std::array<Command, 30> kCommands{{{"?", &Server::why},
                                                      {"g", &Server::read_registers},
                                                      {"G", &Server::write_registers},
                                                      {"p", &Server::read_register},
                                                      {"P", &Server::write_register},
                                                      {"m", &Server::read_memory},
                                                      {"M", &Server::write_memory},
                                                      {"X", &Server::write_binary},
                                                      {"c", &Server::go},
                                                      {"C", &Server::go_with_signal},
                                                      {"s", &Server::step},
                                                      {"S", &Server::step_with_signal},
                                                      {"Z", &Server::insert_point},
                                                      {"z", &Server::remove_point},
                                                      {"k", &Server::kill},
                                                      {"D", &Server::detach},
                                                      {"H", &Server::agree},
                                                      {"T", &Server::agree},
                                                      {"vCont?", &Server::which_ways_to_go},
                                                      {"vCont;", &Server::go_by_action},
                                                      {"vKill;", &Server::kill_by_number},
                                                      {"qSupported", &Server::supported},
                                                      {"QStartNoAckMode", &Server::no_acknowledgements},
                                                      {"qXfer:features:read:target.xml:", &Server::description},
                                                      {"qRcmd,", &Server::monitor},
                                                      {"qAttached", &Server::attached},
                                                      {"qC", &Server::current_thread},
                                                      {"qfThreadInfo", &Server::first_threads},
                                                      {"qsThreadInfo", &Server::further_threads},
                                                      {"qSymbol", &Server::agree}}};
  const Command* best = nullptr;
  for (const Command& c : kCommands) {
    if (payload.substr(0, c.prefix.size()) != c.prefix) continue;
    if (best == nullptr || c.prefix.size() > best->prefix.size()) best = &c;
  }
  return best;
}

Server::Server(Debuggee& debuggee, ITransport& transport)
    : debuggee_(debuggee), transport_(transport), registers_(debuggee.machine()) {}

Ending Server::serve() {
  std::string bytes;
  while (!over_) {
    bytes.clear();
    if (!transport_.receive(bytes, running_ ? kNone : kPatience))
      return debuggee_.halt().exited && !running_ ? Ending::exited : Ending::gone;
    for (const PacketReader::Event& event : reader_.feed(bytes)) {
      if (!over_) take(event);
    }
    if (!over_ && running_ && debuggee_.advance()) halted();
  }
  return ending_;
}

void Server::take(const PacketReader::Event& event) {
  switch (event.kind) {
    case PacketReader::Kind::damaged:
      if (acknowledges_ && !transport_.send("-")) over_ = true;
      break;
    case PacketReader::Kind::refused:
      if (acknowledges_ && !last_sent_.empty() && !transport_.send(last_sent_)) over_ = true;
      break;
    case PacketReader::Kind::interrupt:
      if (!running_) break;
      debuggee_.interrupt();
      halted();
      break;
    case PacketReader::Kind::packet:
      if (acknowledges_ && !transport_.send("+")) over_ = true;
      // While the program runs only an interrupt is in order.
      if (!running_) answer(event.payload);
      break;
  }
}

void Server::answer(std::string_view payload) {
  const Command* const command = find(payload);
  if (command == nullptr) return send(kUnknown);
  (this->*command->answer)(payload.substr(command->prefix.size()));
}

void Server::send(const std::string& payload) {
  last_sent_ = frame(payload);
  if (!transport_.send(last_sent_)) over_ = true;
}

/// To the debugger's console; only while the program runs or a monitor command does.
void Server::say(const std::string& text) {
  if (!text.empty()) send("O" + to_hex(text));
}

void Server::halted() {
  running_ = false;
  if (const std::string fault = debuggee_.fault(); !fault.empty()) say(fault + '\n');
  send(stop_reply());
}

std::string Server::stop_reply() const {
  const Halt& halt = debuggee_.halt();
  if (halt.exited) return fmt::format("W{:02x}", halt.exit_code & 0xFF);
  std::string reply = fmt::format("T{:02x}thread:1;", static_cast<unsigned>(halt.signal));
  if (halt.stored_word) reply += fmt::format("watch:{:x};", *halt.stored_word);
  return reply;
}

void Server::resume(bool one_step) {
  running_ = true;
  if (!one_step) return debuggee_.go_on();
  debuggee_.step();
  halted();
}

// "c" and "s", with or without the address at which to go on.
void Server::resume_at(std::string_view arguments, bool one_step) {
  Cursor cursor(arguments);
  const auto address = cursor.number();
  if (!cursor.rest().empty()) return send(kMalformed);
  if (address) debuggee_.machine().set_pc(*address & ~1U);
  resume(one_step);
}

void Server::go(std::string_view arguments) {
  resume_at(arguments, false);
}
void Server::step(std::string_view arguments) {
  resume_at(arguments, true);
}

// "C" and "S": no program here handles signals.
void Server::go_with_signal(std::string_view) {
  resume(false);
}
void Server::step_with_signal(std::string_view) {
  resume(true);
}

void Server::which_ways_to_go(std::string_view) {
  send("vCont;c;C;s;S");
}

// The first action is that of the one thread.
void Server::go_by_action(std::string_view arguments) {
  const char way = arguments.empty() ? '\0' : arguments.front();
  if (way == 'c' || way == 'C') return resume(false);
  if (way == 's' || way == 'S') return resume(true);
  send(kMalformed);
}

void Server::why(std::string_view) {
  send(stop_reply());
}

void Server::read_registers(std::string_view) {
  send(to_hex(registers_.read_all(debuggee_.machine())));
}

void Server::write_registers(std::string_view arguments) {
  const auto bytes = from_hex(arguments);
  send(bytes && registers_.write_all(debuggee_.machine(), *bytes) ? kOk : kMalformed);
}

void Server::read_register(std::string_view arguments) {
  Cursor cursor(arguments);
  const auto number = cursor.number();
  if (!number || !cursor.rest().empty() || *number >= registers_.count()) return send(kMalformed);
  send(to_hex(registers_.read(debuggee_.machine(), *number)));
}

void Server::write_register(std::string_view arguments) {
  Cursor cursor(arguments);
  const auto number = cursor.number();
  if (!number || !cursor.skip('=')) return send(kMalformed);
  const auto bytes = from_hex(cursor.rest());
  send(bytes && registers_.write(debuggee_.machine(), *number, *bytes) ? kOk : kRefused);
}

namespace {

struct Stretch {
  std::uint32_t address = 0, bytes = 0;
};

/// "ADDRESS,LENGTH" and, where data follow, ':'.
std::optional<Stretch> stretch_of(Cursor& cursor, bool with_data) {
  Stretch stretch;
  const auto address = cursor.number();
  if (!address || !cursor.skip(',')) return std::nullopt;
  const auto bytes = cursor.number();
  if (!bytes || (with_data ? !cursor.skip(':') : !cursor.rest().empty())) return std::nullopt;
  return Stretch{*address, *bytes};
}

}  // namespace

void Server::read_memory(std::string_view arguments) {
  Cursor cursor(arguments);
  const auto stretch = stretch_of(cursor, false);
  if (!stretch) return send(kMalformed);
  std::vector<std::uint8_t> bytes(std::min(stretch->bytes, kMostMemory));
  send(debuggee_.machine().read_bytes(stretch->address, bytes) ? to_hex(bytes) : kNoMemory);
}

void Server::write_memory(std::string_view arguments) {
  Cursor cursor(arguments);
  const auto stretch = stretch_of(cursor, true);
  const auto bytes = stretch ? from_hex(cursor.rest()) : std::nullopt;
  if (!bytes || bytes->size() != stretch->bytes) return send(kMalformed);
  send(debuggee_.machine().write_bytes(stretch->address, *bytes) ? kOk : kNoMemory);
}

void Server::write_binary(std::string_view arguments) {
  Cursor cursor(arguments);
  const auto stretch = stretch_of(cursor, true);
  const std::string_view data = cursor.rest();
  if (!stretch || data.size() != stretch->bytes) return send(kMalformed);
  const std::vector<std::uint8_t> bytes(data.begin(), data.end());
  send(debuggee_.machine().write_bytes(stretch->address, bytes) ? kOk : kNoMemory);
}

void Server::insert_point(std::string_view arguments) {
  change_point(arguments, true);
}
void Server::remove_point(std::string_view arguments) {
  change_point(arguments, false);
}

// "TYPE,ADDRESS,KIND": 0 and 1 breakpoints, 2 stores to KIND bytes; loads are not watched.
void Server::change_point(std::string_view arguments, bool there) {
  Cursor cursor(arguments);
  const auto type = cursor.number();
  const bool comma = cursor.skip(',');
  const auto address = cursor.number();
  const bool second = cursor.skip(',');
  const auto kind = cursor.number();
  if (!type || !comma || !address || !second || !kind || !cursor.rest().empty()) return send(kMalformed);
  if (*type > 2) return send(kUnknown);
  if (*type == 2) return send(debuggee_.set_watchpoint(*address, *kind, there) ? kOk : kRefused);
  debuggee_.set_breakpoint(*address & ~1U, there);
  send(kOk);
}

void Server::supported(std::string_view) {
  send(fmt::format("PacketSize={:x};qXfer:features:read+;vContSupported+;QStartNoAckMode+", PacketReader::kMostBytes));
}

void Server::no_acknowledgements(std::string_view) {
  send(kOk);
  acknowledges_ = false;
}

// "OFFSET,LENGTH": 'm' and that part of the document, 'l' when it is the last one.
void Server::description(std::string_view arguments) {
  Cursor cursor(arguments);
  const auto part = stretch_of(cursor, false);
  if (!part) return send(kMalformed);
  const std::string& text = registers_.description();
  const std::size_t first = std::min<std::size_t>(part->address, text.size());
  const std::size_t bytes = std::min<std::size_t>({part->bytes, text.size() - first, kMostMemory});
  send((first + bytes < text.size() ? "m" : "l") + text.substr(first, bytes));
}

void Server::monitor(std::string_view arguments) {
  const auto bytes = from_hex(arguments);
  if (!bytes) return send(kMalformed);
  say(run_monitor_command(debuggee_, std::string(bytes->begin(), bytes->end())));
  send(kOk);
}

// A debugger that quits kills the program, which was started for it.
void Server::attached(std::string_view) {
  send("0");
}
void Server::current_thread(std::string_view) {
  send("QC1");
}
void Server::first_threads(std::string_view) {
  send("m1");
}
void Server::further_threads(std::string_view) {
  send("l");
}
void Server::agree(std::string_view) {
  send(kOk);
}

void Server::kill(std::string_view) {
  over_ = true;
  ending_ = debuggee_.halt().exited ? Ending::exited : Ending::killed;
}
void Server::kill_by_number(std::string_view arguments) {
  send(kOk);
  kill(arguments);
}
void Server::detach(std::string_view) {
  send(kOk);
  over_ = true;
  ending_ = Ending::detached;
}

}  // namespace quartet::mcu::gdb
