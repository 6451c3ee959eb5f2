#include "accel/mcu/iss/arm/decoder.hpp"

#include <algorithm>

#include "accel/mcu/engine/bit_pattern.hpp"
#include "accel/mcu/iss/arm/branch.hpp"
#include "accel/mcu/iss/arm/extension.hpp"
#include "accel/mcu/iss/arm/native_recipes.hpp"

namespace quartet::mcu::arm {

namespace {

// "armv7e-m_fpv4" → "armv7e-m", "fpv4".
std::vector<std::string> isa_parts(const std::string& isa) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at <= isa.size();) {
    const std::size_t end = std::min(isa.find('_', at), isa.size());
    parts.push_back(isa.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

constexpr std::uint8_t kNarrow = 2, kWide = 4;
constexpr u32 kNarrowShift = 10, kWideShift = 20, kAlways = 14;

constexpr u32 next_it(u32 context) {
  return (context & 7) == 0 ? 0 : (context & 0xE0) | (context << 1 & 0x1F);
}

bool reads_flags(const Decoded& d) {
  const u32 traits = d.what->traits;
  const bool rrx = (traits & kShifted) != 0 && shift_type(d.raw) == 3 && shift_amount(d.raw) == 0;
  return rrx || (traits & kReadsFlags) != 0 || d.guard != nullptr;
}

}  // namespace

void Decoder::add(const Instruction& instruction) {
  const BitPattern p = parse_bit_pattern(instruction.pattern);
  const Entry entry{p.mask, p.match, &instruction};
  const bool narrow = p.width == 16;
  const u32 shift = narrow ? kNarrowShift : kWideShift;
  const u32 count = static_cast<u32>(narrow ? narrow_.size() : wide_.size());
  for (u32 b = 0; b < count; ++b) {
    if ((((b << shift) ^ p.match) & p.mask & ((count - 1) << shift)) == 0)
      (narrow ? narrow_[b] : wide_[b]).push_back(entry);
  }
}

Result<Decoder> Decoder::make(const std::string& isa, const std::string& place) {
  Decoder decoder;
  for (const std::string& part : isa_parts(isa)) {
    const auto& all = extensions();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const Extension& e) { return e.name == part; });
    if (found == all.end()) {
      std::string known;
      for (const Extension& e : all) known += (known.empty() ? "" : ", ") + std::string(e.name);
      return bad_input(place, "'" + isa + "' is no Arm instruction set",
                       "its parts are, joined by '_': " + known);
    }
    for (const auto group : found->groups) {
      for (const Instruction& instruction : group()) decoder.add(instruction);
    }
  }
  return decoder;
}

Decoded Decoder::decode_word(u32 raw, u32 pc, std::uint8_t context) const {
  const bool wide = raw > 0xFFFF;
  Decoded d;
  d.pc = pc;
  d.size = wide ? kWide : kNarrow;
  d.raw = raw;
  d.context = context;
  d.next_context = static_cast<std::uint8_t>(next_it(context));
  d.what = &undefined_instruction();
  const auto& candidates = wide ? wide_[raw >> kWideShift & 511] : narrow_[raw >> kNarrowShift & 63];
  for (const Entry& entry : candidates) {
    if ((raw & entry.mask) != entry.match) continue;
    const Format& format = *entry.what->format;
    if (format.valid != nullptr && !format.valid(raw)) continue;
    d.what = entry.what;
    d.operands = format.extract(raw, pc);
    break;
  }
  const bool starts_it = (d.what->traits & kStartsIt) != 0;
  if (starts_it && context != 0) d.what = &undefined_instruction();
  if (starts_it && context == 0) d.next_context = static_cast<std::uint8_t>(raw & 0xFF);
  if (d.what->flow == Flow::branch && context != 0) d.what = &undefined_instruction();
  if (d.what->flow != Flow::next && d.what->flow != Flow::alone && next_it(context) != 0)
    d.what = &undefined_instruction();
  if (context != 0 && context >> 4 != kAlways && (d.what->traits & kUnconditional) == 0)
    d.guard = guard_of(context >> 4);
  d.run = d.what->choose != nullptr ? d.what->choose(d, false) : d.what->run;
  d.silent = d.run == do_nothing && d.guard == nullptr;
  return d;
}

Decoded Decoder::decode_in(const MemoryMap& memory, u32 pc, std::uint8_t context) const {
  std::uint16_t first = 0, second = 0;
  Decoded bad;
  bad.pc = pc;
  bad.size = kNarrow;
  bad.context = context;
  bad.what = &fetch_fault();
  if (!memory.fetch(pc, first)) return bad;
  if (!is_wide(first)) return decode_word(first, pc, context);
  if (!memory.fetch(pc + 2, second)) return bad;
  return decode_word(u32{first} << 16 | second, pc, context);
}

// Flags that are overwritten before anything reads them, leaves the block or may stop in it are not computed;
// a comparison and the branch behind it become one op.
void Decoder::tune(std::vector<Decoded>& code) const {
  constexpr u32 kAll = kSetsNzcv;
  u32 live = kAll;
  for (std::size_t i = code.size(); i-- > 0;) {
    Decoded& d = code[i];
    const u32 traits = d.what->traits;
    const u32 sets = traits & kAll, touches = sets | ((traits & kMaySetC) != 0 ? u32{kSetsC} : 0);
    if (d.guard == nullptr && touches != 0 && (touches & live) == 0 && d.what->choose != nullptr)
      d.run = d.what->choose(d, true);
    // Inside an IT block most instructions leave the flags alone.
    if (d.context == 0) live &= ~sets;
    if (reads_flags(d) || (traits & kLeaves) != 0 || d.what->flow != Flow::next) live = kAll;
  }
  if (code.size() < 2) return;
  const Decoded& last = code.back();
  Decoded& before = code[code.size() - 2];
  if (last.what->flow != Flow::branch || last.guard != nullptr || before.guard != nullptr) return;
  if ((last.what->traits & kConditionalBranch) == 0) return;
  if (const Handler both = fused_with_branch(before, branch_condition(last.raw)); both != nullptr)
    before.run = both;
}

unsigned Decoder::lower(native::Emitter& emitter, Handler own, const Op& op) const {
  return arm::lower(emitter, own, op);
}

}  // namespace quartet::mcu::arm
