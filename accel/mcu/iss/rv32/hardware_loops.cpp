#include "accel/mcu/iss/rv32/hardware_loops.hpp"

#include <utility>

#include "accel/mcu/iss/rv32/cost_class.hpp"
#include "accel/mcu/iss/rv32/execute.hpp"
#include "accel/mcu/iss/rv32/format.hpp"

namespace quartet::mcu::rv32 {

namespace {

constexpr u32 kInstructionBytes = 4;
/// Longest body whose instructions are looked at: the reach of the set-up instructions.
constexpr u32 kCheckedBytes = 16384;

constexpr u32 kRegistersPerLevel = 4;  ///< start, end, count, nothing
constexpr u32 kStart = 0, kEnd = 1, kCount = 2;

Operands no_operands(u32, u32) {
  return {};
}
constexpr Format kPlain{no_operands, ""};

void loop_back(Hart* hart, Op* op, u64 cycles, u64 instret) {
  const bool back = static_cast<RvHart*>(hart)->loops.go_back(op->pc);
  return follow(hart, op->link.exits + (back ? 1 : 0), cycles, instret);
}

bool overlap(const HardwareLoops::Level& a, const HardwareLoops::Level& b) {
  return a.start < b.end && b.start < a.end;
}

}  // namespace

const Instruction& loop_end() {
  static constexpr Instruction kIt{
      "loop end", "", &kPlain, loop_back, Flow::branch, static_cast<std::uint8_t>(CostClass::none)};
  return kIt;
}

void declare(LoopRules& rules, ParameterSet& set) {
  set.boolean("hardware_loops.end_is_last", rules.end_is_last,
              "the end register names the last instruction of the body; else what is behind it");
  set.integer("hardware_loops.min_instructions", rules.min_instructions, "", {1, 64}, "fewest instructions of a body");
  set.integer("hardware_loops.nested_gap", rules.nested_gap_bytes, "B", {0, 64},
              "least distance from the end of the inner loop to the end of the outer one");
  set.integer("hardware_loops.csr_base", rules.csr_base, "", {0, 0xFFF},
              "number of the control register lpstart0; 0: the loops are not among them");
}

void HardwareLoops::connect(const LoopRules& rules, const IInstructionSet& isa, const MemoryMap& memory) {
  rules_ = rules;
  isa_ = &isa;
  memory_ = &memory;
}

std::uint32_t HardwareLoops::behind(std::uint32_t written_end) const {
  return rules_.end_is_last ? written_end + kInstructionBytes : written_end;
}

const char* HardwareLoops::set_start(unsigned level, std::uint32_t start) {
  if (levels_[level].count != 0) return "start changed while the count is not 0";
  levels_[level].start = start;
  return nullptr;
}

const char* HardwareLoops::set_end(unsigned level, std::uint32_t end) {
  if (levels_[level].count != 0) return "end changed while the count is not 0";
  levels_[level].end = behind(end);
  return nullptr;
}

const char* HardwareLoops::set_count(unsigned level, std::uint32_t count, std::uint32_t pc) {
  Level& l = levels_[level];
  if (l.count != 0 && pc >= l.start && pc < l.end) return "count changed inside the body";
  l.count = count;
  return activate(level);
}

const char* HardwareLoops::set_up(unsigned level, std::uint32_t start, std::uint32_t end, std::uint32_t count) {
  if (levels_[level].count != 0) return "set up while the count is not 0";
  levels_[level] = {start, behind(end), count};
  return activate(level);
}

const char* HardwareLoops::activate(unsigned level) {
  const Level& l = levels_[level];
  if (l.count == 0) return nullptr;
  if (const char* why = check_nesting(); why != nullptr) return why;
  const auto known = start_by_end_.find(l.end);
  if (known != start_by_end_.end() && known->second == l.start) return nullptr;
  if (const char* why = check_body(l); why != nullptr) return why;
  start_by_end_[l.end] = l.start;
  changed_ = true;
  return nullptr;
}

const char* HardwareLoops::check_nesting() const {
  const Level& inner = levels_[0];
  const Level& outer = levels_[1];
  if (inner.count == 0 || outer.count == 0 || !overlap(inner, outer)) return nullptr;
  if (outer.start > inner.start) return "loop 0 must be the inner loop";
  if (outer.end < inner.end + static_cast<std::uint32_t>(rules_.nested_gap_bytes))
    return "the outer loop ends too close behind the inner one";
  return nullptr;
}

const char* HardwareLoops::check_body(const Level& l) const {
  if (l.start % kInstructionBytes != 0 || l.end % kInstructionBytes != 0)
    return "start and end must be word aligned";
  if (l.end <= l.start) return "the end must lie behind the start";
  if (l.end - l.start < static_cast<std::uint32_t>(rules_.min_instructions) * kInstructionBytes)
    return "too few instructions in the body";
  const std::uint32_t checked_end = l.start + std::min(l.end - l.start, kCheckedBytes);
  for (std::uint32_t pc = l.start; pc < checked_end; pc += kInstructionBytes) {
    if (const char* why = check_instruction(isa_->decode(*memory_, pc)); why != nullptr) return why;
  }
  return nullptr;
}

const char* HardwareLoops::check_instruction(const Decoded& d) const {
  if (d.size != kInstructionBytes) return "compressed instruction in the body";
  switch (d.what->flow) {
    case Flow::branch:
    case Flow::jump:
    case Flow::indirect:
      return "jump or branch in the body";
    case Flow::next:
    case Flow::alone:
      break;
  }
  switch (static_cast<CostClass>(d.what->cost)) {
    case CostClass::fence:
    case CostClass::fence_i:
      return "fence in the body";
    case CostClass::mret:
    case CostClass::wfi:
      return "mret or wfi in the body";
    default:
      return d.what->name == "ecall" ? "ecall in the body" : nullptr;
  }
}

bool HardwareLoops::take_changed() {
  return std::exchange(changed_, false);
}

std::optional<std::uint32_t> HardwareLoops::body_before(std::uint32_t pc) const {
  const auto found = start_by_end_.find(pc);
  return found != start_by_end_.end() ? std::optional(found->second) : std::nullopt;
}

bool HardwareLoops::read_csr(std::uint32_t number, std::uint32_t& value) const {
  const std::uint32_t index = number - static_cast<std::uint32_t>(rules_.csr_base);
  if (rules_.csr_base == 0 || index >= 2 * kRegistersPerLevel) return false;
  const Level& l = levels_[index / kRegistersPerLevel];
  switch (index % kRegistersPerLevel) {
    case kStart:
      value = l.start;
      return true;
    case kEnd:
      value = l.end - (rules_.end_is_last && l.end != 0 ? kInstructionBytes : 0);
      return true;
    case kCount:
      value = l.count;
      return true;
    default:
      return false;
  }
}

bool HardwareLoops::write_csr(std::uint32_t number, std::uint32_t value, const char*& why) {
  const std::uint32_t index = number - static_cast<std::uint32_t>(rules_.csr_base);
  if (rules_.csr_base == 0 || index >= 2 * kRegistersPerLevel) return false;
  const unsigned level = index / kRegistersPerLevel;
  switch (index % kRegistersPerLevel) {
    case kStart:
      levels_[level].start = value;
      return true;
    case kEnd:
      levels_[level].end = behind(value);
      return true;
    case kCount:
      levels_[level].count = value;
      why = activate(level);
      return true;
    default:
      return false;
  }
}

}  // namespace quartet::mcu::rv32
