// A machine under a debugger's control: runs in slices, stops where it is told to, and says why it stopped.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "accel/mcu/machine.hpp"

namespace quartet::mcu::gdb {

/// gdb's numbers of signals (include/gdb/signals.def), those used here.
enum class Signal : unsigned { none = 0, interrupt = 2, illegal = 4, trap = 5, abort = 6, arithmetic = 8, bus = 10, segment = 11, system_call = 12, cpu_time = 24 };

/// Why the program does not run.
struct Halt {
  bool exited = false;
  std::uint32_t exit_code = 0;
  Signal signal = Signal::trap;
  std::optional<std::uint32_t> stored_word;  ///< a watchpoint: an aligned word
};

class Debuggee {
 public:
  using Make = std::function<Result<std::unique_ptr<Machine>>()>;
  /// `make`: a machine with its program, after reset. `limit`: cycles after which a run-away program ends.
  [[nodiscard]] static Result<Debuggee> start(Make make, std::uint64_t limit);

  [[nodiscard]] Machine& machine() { return *machine_; }
  [[nodiscard]] const Halt& halt() const { return halt_; }

  /// From here on advance() is called until it answers true: the program has halted.
  void go_on();
  [[nodiscard]] bool advance();
  void step();
  /// Halts a program that runs.
  void interrupt();
  /// Goes on to the program's end, whatever breakpoints there are.
  void run_to_end();
  /// A machine as after reset; breakpoints stay.
  [[nodiscard]] Result<void> reset();

  void set_breakpoint(std::uint32_t address, bool there);
  /// Halts behind stores to the words of [address, address + bytes); false: not in RAM, or too many.
  [[nodiscard]] bool set_watchpoint(std::uint32_t address, std::uint32_t bytes, bool there);

  /// "stopped at …" for a user: reason, place, cycles, instructions.
  [[nodiscard]] std::string info() const;
  /// describe_stop() after a fault; "" otherwise.
  [[nodiscard]] std::string fault() const;

 private:
  Debuggee(Make make, std::uint64_t limit) : make_(std::move(make)), limit_(limit) {}
  void prepare();
  void look_at_stop();

  Make make_;
  std::uint64_t limit_;
  std::unique_ptr<Machine> machine_;
  std::set<std::uint32_t> breakpoints_, installed_;
  std::multiset<std::uint32_t> words_, installed_words_;
  Halt halt_;
};

}  // namespace quartet::mcu::gdb
