// What a debugger does with a machine.
#include <algorithm>
#include <bit>
#include <cstring>

#include "accel/mcu/machine_parts.hpp"

namespace quartet::mcu {

Result<void> Machine::set_halts(std::vector<std::uint32_t> breakpoints, const std::vector<std::uint32_t>& words) {
  Parts& p = *parts_;
  p.memory.end_debugger_watches();
  Result<void> made;
  for (const std::uint32_t word : words) {
    made = p.memory.watch_for_debugger(word, [&p, word](std::uint32_t) {
      p.stored_word = word;
      p.hart().halted = true;
      p.hart().attention = true;  // leaves the chain behind the store
    });
    if (!made) break;
  }
  if (!made) p.memory.end_debugger_watches();
  p.engine->set_breakpoints(made ? std::move(breakpoints) : std::vector<std::uint32_t>{});
  return made;
}

bool Machine::halted() const {
  return parts_->hart().halted;
}
std::optional<std::uint32_t> Machine::stored_word() const {
  return parts_->stored_word;
}
void Machine::go_on() {
  parts_->stored_word.reset();
  parts_->hart().halted = false;
}

bool Machine::set_register(unsigned number, std::uint32_t value) {
  return parts_->processor->set_register(number, value);
}
void Machine::set_pc(std::uint32_t address) {
  Stop& stop = parts_->hart().stop;
  if (stop.reason != StopReason::exit) stop = {};
  parts_->engine->jump_to(address);
}
std::optional<std::uint32_t> Machine::special_register(std::string_view name) {
  parts_->engine->settle_in_sequence();
  return parts_->processor->special_register(name);
}

bool Machine::set_special_register(std::string_view name, std::uint32_t value) {
  const auto present = special_register(name);
  if (!present) return false;
  if (*present == value) return true;
  parts_->hart().attention = true;
  return parts_->processor->set_special_register(name, value);
}

namespace {

/// The largest aligned access at `address` of at most `bytes`.
unsigned access_size(std::uint32_t address, std::size_t bytes) {
  const unsigned aligned = address % 4 == 0 ? 4 : address % 2 == 0 ? 2 : 1;
  return static_cast<unsigned>(std::min<std::size_t>(aligned, std::bit_floor(bytes)));
}

}  // namespace

bool Machine::read_bytes(std::uint32_t address, std::span<std::uint8_t> to) {
  MemoryMap& memory = parts_->memory;
  if (const std::uint8_t* const from = memory.ram(address, to.size()); from != nullptr) {
    std::copy_n(from, to.size(), to.begin());
    return true;
  }
  for (std::size_t done = 0; done < to.size();) {
    const auto at = static_cast<std::uint32_t>(address + done);
    const unsigned size = access_size(at, to.size() - done);
    std::uint32_t value = 0;
    if (!memory.read(at, size, cycles(), value)) return false;
    std::memcpy(to.data() + done, &value, size);
    done += size;
  }
  return true;
}

bool Machine::write_bytes(std::uint32_t address, std::span<const std::uint8_t> from) {
  MemoryMap& memory = parts_->memory;
  parts_->engine->forget_all();
  if (std::uint8_t* const to = memory.ram(address, from.size()); to != nullptr) {
    std::copy(from.begin(), from.end(), to);
    return true;
  }
  for (std::size_t done = 0; done < from.size();) {
    const auto at = static_cast<std::uint32_t>(address + done);
    const unsigned size = access_size(at, from.size() - done);
    std::uint32_t value = 0;
    std::memcpy(&value, from.data() + done, size);
    if (memory.write(at, size, cycles(), value) == MemoryMap::Written::nothing) return false;
    parts_->hart().attention = true;
    done += size;
  }
  return true;
}

}  // namespace quartet::mcu
