#include "accel/mcu/gdb/debuggee.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace quartet::mcu::gdb {

namespace {

/// Cycles between two looks at what the debugger says: some milliseconds of host time. Where a run is cut changes no cycle.
constexpr std::uint64_t kSlice = 1'000'000;
/// More words than a debugger watches.
constexpr std::size_t kMostWatchedWords = 256;

Signal signal_of(StopReason reason) {
  switch (reason) {
    case StopReason::none: return Signal::none;
    case StopReason::cycle_limit: return Signal::cpu_time;
    case StopReason::misaligned: return Signal::bus;
    case StopReason::bus_error: return Signal::segment;
    case StopReason::exit:
    case StopReason::breakpoint: return Signal::trap;
    case StopReason::environment_call: return Signal::system_call;
    case StopReason::divide_by_zero: return Signal::arithmetic;
    case StopReason::no_wake_up:
    case StopReason::lockup: return Signal::abort;
    case StopReason::illegal_instruction:
    case StopReason::unsupported:
    case StopReason::invalid_state:
    case StopReason::hardware_loop: return Signal::illegal;
  }
  return Signal::abort;
}

}  // namespace

Result<Debuggee> Debuggee::start(Make make, std::uint64_t limit) {
  Debuggee made(std::move(make), limit);
  if (auto ok = made.reset(); !ok) return pass(ok.error());
  return made;
}

Result<void> Debuggee::reset() {
  auto machine = make_();
  if (!machine) return pass(machine.error());
  machine_ = std::move(*machine);
  installed_.clear();
  installed_words_.clear();
  halt_ = {};
  return {};
}

// Breakpoints come and go with every stop of the debugger: blocks are dropped only when they are other ones than before.
void Debuggee::prepare() {
  if (breakpoints_ != installed_ || words_ != installed_words_) {
    std::vector<std::uint32_t> words(words_.begin(), words_.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    (void)machine_->set_halts({breakpoints_.begin(), breakpoints_.end()}, words);
    installed_ = breakpoints_;
    installed_words_ = words_;
  }
  machine_->go_on();
}

void Debuggee::look_at_stop() {
  const Stop& stop = machine_->stop();
  halt_ = {};
  if (stop.reason == StopReason::exit) {
    halt_.exited = true;
    halt_.exit_code = stop.code;
  } else if (stop.reason != StopReason::none) {
    halt_.signal = signal_of(stop.reason);
  } else {
    halt_.stored_word = machine_->stored_word();
  }
}

void Debuggee::go_on() {
  prepare();
}

bool Debuggee::advance() {
  const std::uint64_t now = machine_->cycles();
  if (now >= limit_)
    machine_->run_to_end(limit_);
  else
    machine_->run(std::min(limit_, now + kSlice));
  if (!machine_->halted() && machine_->stop().reason == StopReason::none) return false;
  look_at_stop();
  return true;
}

void Debuggee::step() {
  prepare();
  if (machine_->stop().reason == StopReason::none) machine_->step();
  look_at_stop();
}

void Debuggee::interrupt() {
  halt_ = {};
  halt_.signal = Signal::interrupt;
}

void Debuggee::run_to_end() {
  (void)machine_->set_halts({}, {});
  machine_->go_on();
  machine_->run_to_end(limit_);
  look_at_stop();
}

void Debuggee::set_breakpoint(std::uint32_t address, bool there) {
  if (there)
    breakpoints_.insert(address);
  else
    breakpoints_.erase(address);
}

bool Debuggee::set_watchpoint(std::uint32_t address, std::uint32_t bytes, bool there) {
  const std::uint64_t end = std::uint64_t{address} + bytes;
  std::vector<std::uint32_t> words;
  for (std::uint64_t word = address & ~3U; word < end; word += 4) {
    if (words.size() > kMostWatchedWords || machine_->memory(static_cast<std::uint32_t>(word), 4) == nullptr) return false;
    words.push_back(static_cast<std::uint32_t>(word));
  }
  if (words.empty() || (there && words_.size() + words.size() > kMostWatchedWords)) return false;
  for (const std::uint32_t word : words) {
    if (there) {
      words_.insert(word);
    } else if (const auto found = words_.find(word); found != words_.end()) {
      words_.erase(found);
    }
  }
  return true;
}

std::string Debuggee::fault() const {
  const StopReason reason = machine_->stop().reason;
  return reason == StopReason::none || reason == StopReason::exit ? "" : describe_stop(*machine_);
}

std::string Debuggee::info() const {
  const Machine& m = *machine_;
  const StopReason reason = m.stop().reason;
  const std::string why = reason == StopReason::exit   ? fmt::format("exit code {}", m.stop().code)
                          : reason != StopReason::none ? fault()
                          : halt_.stored_word ? fmt::format("store to the watched word 0x{:08x}", *halt_.stored_word)
                          : halt_.signal == Signal::interrupt ? "interrupted"
                          : m.halted()                        ? "breakpoint"
                                                              : "none";
  return fmt::format("cycles {}\ninstret {}\nsleep cycles {}\nin {}\nstop: {}\n", m.cycles(), m.instret(), m.sleep_cycles(),
                     m.call_trace().front(), why);
}

}  // namespace quartet::mcu::gdb
