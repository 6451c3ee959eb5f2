#include "accel/mcu/iss/rv32/decoder.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "accel/mcu/engine/bit_pattern.hpp"
#include "accel/mcu/iss/rv32/extension.hpp"
#include "accel/mcu/iss/rv32/format.hpp"
#include "accel/mcu/iss/rv32/fuse.hpp"
#include "accel/mcu/iss/rv32/native_recipes.hpp"

namespace quartet::mcu::rv32 {

namespace {

// "rv32imc_zicsr" → "i", "m", "c", "zicsr".
Result<std::vector<std::string>> isa_parts(const std::string& isa, const std::string& place) {
  if (isa.rfind("rv32i", 0) != 0)
    return bad_input(place, "'" + isa + "' is no RV32 instruction set", "write it as rv32imc_zicsr");
  std::vector<std::string> parts;
  std::size_t at = 4;
  for (; at < isa.size() && isa[at] != '_'; ++at) parts.emplace_back(1, isa[at]);
  while (at < isa.size()) {
    const std::size_t end = std::min(isa.find('_', at + 1), isa.size());
    parts.push_back(isa.substr(at + 1, end - at - 1));
    at = end;
  }
  return parts;
}

constexpr std::uint8_t kNarrow = 2, kWide = 4;
constexpr std::uint8_t kBehindBody = 1;

}  // namespace

std::size_t Decoder::bucket(std::uint32_t raw, bool compressed) {
  if (compressed) return bits(raw, 0, 2) << 3 | bits(raw, 13, 3);
  return bits(raw, 2, 5) << 3 | bits(raw, 12, 3);
}

void Decoder::add(const Instruction& instruction) {
  const BitPattern p = parse_bit_pattern(instruction.pattern);
  const Entry entry{p.mask, p.match, &instruction};
  const bool narrow = p.width == 16;
  const std::size_t count = narrow ? narrow_.size() : wide_.size();
  for (std::size_t b = 0; b < count; ++b) {
    // The encoding of the bucket itself, with the fixed bits of the pattern below: it must survive the
    // pattern.
    const std::uint32_t probe = narrow ? static_cast<std::uint32_t>((b & 7) << 13 | b >> 3)
                                       : static_cast<std::uint32_t>((b & 7) << 12 | (b >> 3) << 2 | 3);
    const std::uint32_t keys = narrow ? 0xE003 : 0x707F;
    if ((probe & p.mask & keys) == (p.match & keys)) (narrow ? narrow_[b] : wide_[b]).push_back(entry);
  }
}

Result<Decoder> Decoder::make(const std::string& isa, const std::string& place) {
  const auto parts = isa_parts(isa, place);
  if (!parts) return pass(parts.error());
  Decoder decoder;
  for (const std::string& part : *parts) {
    const auto& all = extensions();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const Extension& e) { return e.name == part; });
    if (found == all.end()) {
      std::string known;
      for (const Extension& e : all) known += (known.empty() ? "" : ", ") + std::string(e.name);
      return bad_input(place, "there is no extension '" + part + "'", "extensions: " + known);
    }
    if (auto added = decoder.add(*found, place); !added) return pass(added.error());
    if (part == "c") decoder.compressed_ = true;
  }
  return decoder;
}

// Two extensions may not share an encoding; within one, the first that matches and is valid counts.
Result<void> Decoder::add(const Extension& extension, const std::string& place) {
  for (const Instruction& instruction : extension.instructions()) {
    const BitPattern p = parse_bit_pattern(instruction.pattern);
    if (p.width == 16) continue;
    for (const Entry& other : wide_[bucket(p.match, false)]) {
      if (((p.match ^ other.match) & p.mask & other.mask) == 0)
        return bad_input(place, fmt::format("'{}' of extension '{}' has the encoding of '{}'", instruction.name,
                                            extension.name, other.what->name),
                         "a core has one encoding of Xpulp: xpulpv2, xcorev or xmpic");
    }
  }
  for (const Instruction& instruction : extension.instructions()) add(instruction);
  extensions_.emplace_back(extension.name);
  return {};
}

bool Decoder::has(std::string_view extension) const {
  return std::find(extensions_.begin(), extensions_.end(), extension) != extensions_.end();
}

Decoded Decoder::decode_word(std::uint32_t raw, std::uint32_t pc) const {
  const bool narrow = (raw & 3) != 3;
  Decoded d;
  d.pc = pc;
  d.size = narrow ? kNarrow : kWide;
  d.raw = narrow ? raw & 0xFFFF : raw;
  const auto& candidates = narrow ? narrow_[bucket(d.raw, true)] : wide_[bucket(d.raw, false)];
  for (const Entry& entry : candidates) {
    if ((d.raw & entry.mask) != entry.match) continue;
    const Format& format = *entry.what->format;
    if (format.valid != nullptr && !format.valid(d.raw)) continue;
    d.what = entry.what;
    d.operands = format.extract(d.raw, pc);
    return d;
  }
  d.what = &illegal_instruction();
  return d;
}

Decoded Decoder::decode_in(const MemoryMap& memory, std::uint32_t pc, std::uint8_t context) const {
  const auto start = context == kBehindBody && loops_ != nullptr ? loops_->body_before(pc) : std::nullopt;
  Decoded d;
  if (start) {
    d.what = &loop_end();
    d.operands.imm = *start;
    d.pc = pc;
    d.context = kBehindBody;
    return d;
  }
  d = decode(memory, pc);
  if (loops_ != nullptr && loops_->body_before(pc + d.size)) d.next_context = kBehindBody;
  return d;
}

Handler Decoder::fused(Handler first, Handler second) const {
  return rv32::fused(first, second);
}

unsigned Decoder::lower(native::Emitter& emitter, Handler own, const Op& op) const {
  return rv32::lower(emitter, own, op);
}

Decoded Decoder::decode(const MemoryMap& memory, std::uint32_t pc) const {
  std::uint16_t low = 0, high = 0;
  Decoded bad;
  bad.pc = pc;
  bad.size = kNarrow;
  bad.what = &misaligned_fetch();
  if (pc % (compressed_ ? 2 : 4) != 0) return bad;
  bad.what = &fetch_fault();
  if (!memory.fetch(pc, low)) return bad;
  if ((low & 3) == 3 && !memory.fetch(pc + 2, high)) return bad;
  return decode_word(std::uint32_t{high} << 16 | low, pc);
}

}  // namespace quartet::mcu::rv32
