// gdb's remote serial protocol: answers packets about one debuggee.
#pragma once

#include <string>
#include <string_view>

#include "accel/mcu/gdb/debuggee.hpp"
#include "accel/mcu/gdb/packet.hpp"
#include "accel/mcu/gdb/register_file.hpp"
#include "accel/mcu/gdb/transport.hpp"

namespace quartet::mcu::gdb {

/// How a session ended.
enum class Ending {
  exited,    ///< the program has ended, and the debugger has gone
  killed,    ///< by the debugger, in the midst of the program
  detached,  ///< the debugger wants the program to go on
  gone       ///< the connection broke
};

class Server {
 public:
  /// Both must outlive the server.
  Server(Debuggee& debuggee, ITransport& transport);
  /// Answers until the session ends.
  [[nodiscard]] Ending serve();

 private:
  struct Command;
  [[nodiscard]] static const Command* find(std::string_view payload);
  void take(const PacketReader::Event& event);
  void answer(std::string_view payload);
  void send(const std::string& payload);
  void say(const std::string& text);
  void halted();
  [[nodiscard]] std::string stop_reply() const;
  void resume(bool one_step);
  void resume_at(std::string_view arguments, bool one_step);

  void why(std::string_view);
  void read_registers(std::string_view);
  void write_registers(std::string_view arguments);
  void read_register(std::string_view arguments);
  void write_register(std::string_view arguments);
  void read_memory(std::string_view arguments);
  void write_memory(std::string_view arguments);
  void write_binary(std::string_view arguments);
  void go(std::string_view arguments);
  void go_with_signal(std::string_view arguments);
  void step(std::string_view arguments);
  void step_with_signal(std::string_view arguments);
  void insert_point(std::string_view arguments);
  void remove_point(std::string_view arguments);
  void change_point(std::string_view arguments, bool there);
  void which_ways_to_go(std::string_view);
  void go_by_action(std::string_view arguments);
  void supported(std::string_view);
  void no_acknowledgements(std::string_view);
  void description(std::string_view arguments);
  void monitor(std::string_view arguments);
  void attached(std::string_view);
  void current_thread(std::string_view);
  void first_threads(std::string_view);
  void further_threads(std::string_view);
  void agree(std::string_view);
  void kill(std::string_view);
  void kill_by_number(std::string_view);
  void detach(std::string_view);

  Debuggee& debuggee_;
  ITransport& transport_;
  PacketReader reader_;
  RegisterFile registers_;
  std::string last_sent_;
  bool acknowledges_ = true;
  bool running_ = false;
  bool over_ = false;
  Ending ending_ = Ending::gone;
};

}  // namespace quartet::mcu::gdb
