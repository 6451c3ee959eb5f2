#include "accel/mcu/target/stalls.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "accel/mcu/engine/block.hpp"
#include "accel/mcu/target/board.hpp"

namespace quartet::mcu {

namespace {

// Loads and stores of both instruction sets by the first letters of their names, without the prefix of an extension.
bool accesses_memory(std::string_view name) {
  for (const std::string_view prefix : {"c.", "p.", "cv.", "pv."}) {
    if (name.starts_with(prefix)) name.remove_prefix(prefix.size());
  }
  constexpr std::array<std::string_view, 20> kNames{"lb",  "lbu", "lh",  "lhu",  "lw",   "lwsp", "sb",
                                                    "sh",  "sw",  "swsp", "ldr",  "str",  "ldm",  "stm",
                                                    "push", "pop", "vldr", "vstr", "vldm", "vstm"};
  return std::any_of(kNames.begin(), kNames.end(), [&](std::string_view n) {
    const bool arm = n.size() >= 3 && n != "lbu" && n != "lhu" && n != "lwsp" && n != "swsp";
    return arm ? name.starts_with(n) : name == n;
  });
}

StaticStalls stalls_of(const Block& block, const ITiming& timing) {
  StaticStalls stalls;
  const std::span<const Decoded> code(block.code);
  for (std::size_t i = 0; i < code.size(); ++i) {
    const Decoded& d = code[i];
    const std::size_t first = i > kHazardWindow ? i - kHazardWindow : 0;
    const Decoded* const after = i + 1 < code.size() ? &code[i + 1] : &block.behind;
    const std::uint32_t cycles = timing.cost(code.subspan(first, i - first), d, after).cycles;
    if (cycles <= 1 || d.what->flow == Flow::branch || d.what->flow == Flow::jump) continue;
    const bool memory = accesses_memory(d.what->name) || (i > 0 && accesses_memory(code[i - 1].what->name));
    (memory ? stalls.memory : stalls.arithmetic) += cycles - 1;
  }
  return stalls;
}

}  // namespace

StallCounter::StallCounter(Machine& machine) : machine_(machine) {
  machine_.when_forgotten([this](const Block& block) {
    const StaticStalls& stalls = of(block);
    forgotten_.memory += block.runs * stalls.memory;
    forgotten_.arithmetic += block.runs * stalls.arithmetic;
    blocks_.erase(&block);
  });
}

StallCounter::~StallCounter() {
  machine_.when_forgotten({});
}

const StaticStalls& StallCounter::of(const Block& block) {
  const auto found = blocks_.find(&block);
  if (found != blocks_.end()) return found->second;
  return blocks_.emplace(&block, stalls_of(block, machine_.timing())).first->second;
}

StaticStalls StallCounter::total() {
  StaticStalls sum = forgotten_;
  machine_.for_each_block([&](const Block& block) {
    if (block.runs == 0) return;
    const StaticStalls& stalls = of(block);
    sum.memory += block.runs * stalls.memory;
    sum.arithmetic += block.runs * stalls.arithmetic;
  });
  return sum;
}

Stalls stalls_between(const Snapshot& begin, const Snapshot& end) {
  Stalls s;
  s.flash_data = end.flash_data_stalls - begin.flash_data_stalls;
  s.flash_fetch = end.flash_fetch_stalls - begin.flash_fetch_stalls;
  s.bank_conflicts = end.bank_conflicts - begin.bank_conflicts;
  s.sleep = end.sleep_cycles - begin.sleep_cycles;
  s.memory = end.stalls.memory - begin.stalls.memory;
  s.arithmetic = end.stalls.arithmetic - begin.stalls.arithmetic;
  const std::uint64_t cycles = end.cycles - begin.cycles;
  const std::uint64_t known =
      end.instructions - begin.instructions + s.memory + s.arithmetic + s.flash_data + s.flash_fetch +
      s.bank_conflicts + s.sleep;
  s.control = cycles > known ? cycles - known : 0;
  return s;
}

std::string_view bound_of(const Stalls& s, std::uint64_t cycles) {
  const std::array<std::pair<std::uint64_t, std::string_view>, 6> causes{{{s.memory, "loads and stores"},
                                                                          {s.arithmetic, "arithmetic"},
                                                                          {s.control, "branches"},
                                                                          {s.flash_data, "flash data"},
                                                                          {s.flash_fetch, "flash fetch"},
                                                                          {s.bank_conflicts, "bank conflict"}}};
  const auto largest = std::max_element(causes.begin(), causes.end(),
                                        [](const auto& a, const auto& b) { return a.first < b.first; });
  return largest->first * 5 > cycles ? largest->second : std::string_view("instructions");
}

}  // namespace quartet::mcu
