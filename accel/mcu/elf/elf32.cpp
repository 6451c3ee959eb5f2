#include "accel/mcu/elf/elf32.hpp"

#include <fmt/format.h>

#include <array>

namespace quartet::mcu {

namespace {

// System V ABI, ELF32: offsets of the fields that are used.
constexpr std::uint32_t kHeaderBytes = 52, kProgramHeaderBytes = 32, kSectionHeaderBytes = 40,
                        kSymbolBytes = 16;
constexpr std::uint32_t kLoad = 1, kSymbolTable = 2;
constexpr std::uint8_t kFunction = 2, kNoType = 0, kObject = 1;
// Bounds that no real program meets, so that a hostile file cannot make the tables large.
constexpr std::size_t kMaxName = 256, kMaxSymbols = std::size_t{1} << 18;

/// Bounds-checked little-endian reads; out of bounds reads 0 and is remembered.
class Reader {
 public:
  explicit Reader(const std::vector<std::uint8_t>& bytes) : bytes_(bytes) {}

  [[nodiscard]] bool has(std::uint64_t offset, std::uint64_t size) const {
    return offset <= bytes_.size() && size <= bytes_.size() - offset;
  }
  [[nodiscard]] std::uint32_t word(std::uint64_t offset) const { return get(offset, 4); }
  [[nodiscard]] std::uint16_t half(std::uint64_t offset) const {
    return static_cast<std::uint16_t>(get(offset, 2));
  }
  [[nodiscard]] std::uint8_t byte(std::uint64_t offset) const {
    return static_cast<std::uint8_t>(get(offset, 1));
  }
  [[nodiscard]] std::string text(std::uint64_t offset, std::uint64_t end) const {
    std::string name;
    while (offset < end && has(offset, 1) && bytes_[offset] != 0 && name.size() < kMaxName)
      name += static_cast<char>(bytes_[offset++]);
    return name;
  }

 private:
  [[nodiscard]] std::uint32_t get(std::uint64_t offset, unsigned size) const {
    std::uint32_t value = 0;
    if (!has(offset, size)) return 0;
    for (unsigned i = 0; i < size; ++i) value |= std::uint32_t{bytes_[offset + i]} << (8 * i);
    return value;
  }
  const std::vector<std::uint8_t>& bytes_;
};

Result<void> check_header(const Reader& in, const std::string& file) {
  static constexpr std::array<std::uint8_t, 6> kMagic{0x7F, 'E', 'L', 'F', 1, 1};
  for (std::uint64_t i = 0; i < kMagic.size(); ++i) {
    if (in.byte(i) != kMagic[i]) return bad_input(file, "is no 32-bit little-endian ELF file");
  }
  if (!in.has(0, kHeaderBytes)) return bad_input(file, "ends inside its ELF header");
  if (in.half(16) != 2) return bad_input(file, "is no executable", "link it first");
  return {};
}

Result<std::vector<ElfSegment>> read_segments(const Reader& in, const std::vector<std::uint8_t>& bytes,
                                              const std::string& file) {
  const std::uint64_t table = in.word(28);
  const std::uint32_t stride = in.half(42), count = in.half(44);
  if (count != 0 && (stride < kProgramHeaderBytes || !in.has(table, std::uint64_t{stride} * count)))
    return bad_input(file, "its program headers lie outside the file");
  std::vector<ElfSegment> segments;
  std::uint64_t total = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint64_t at = table + std::uint64_t{stride} * i;
    const std::uint64_t offset = in.word(at + 4), size = in.word(at + 16), memory = in.word(at + 20);
    if (in.word(at) != kLoad || memory == 0) continue;
    if (!in.has(offset, size) || size > memory)
      return bad_input(file, fmt::format("segment {} is larger than what the file holds of it", i));
    total += size;
    if (total > bytes.size()) return bad_input(file, "its segments share bytes of the file");
    ElfSegment& s = segments.emplace_back();
    s.address = in.word(at + 8);
    s.load_address = in.word(at + 12);
    s.bytes.assign(bytes.begin() + static_cast<std::ptrdiff_t>(offset),
                   bytes.begin() + static_cast<std::ptrdiff_t>(offset + size));
    s.memory_bytes = static_cast<std::uint32_t>(memory);
  }
  if (segments.empty()) return bad_input(file, "has nothing to load");
  return segments;
}

void read_symbol_table(const Reader& in, std::uint64_t header, std::uint64_t sections, std::uint32_t stride,
                       std::uint32_t count, ElfImage& image) {
  const std::uint64_t offset = in.word(header + 16), size = in.word(header + 20);
  const std::uint32_t names = in.word(header + 24);
  if (!in.has(offset, size) || names >= count) return;
  const std::uint64_t names_header = sections + std::uint64_t{stride} * names;
  const std::uint64_t text = in.word(names_header + 16), text_end = text + in.word(names_header + 20);
  for (std::uint64_t at = offset; at + kSymbolBytes <= offset + size && image.symbols.size() < kMaxSymbols;
       at += kSymbolBytes) {
    const std::uint32_t value = in.word(at + 4);
    const std::uint8_t type = in.byte(at + 12) & 15;
    const bool defined = in.half(at + 14) != 0;
    if (!defined || (type != kFunction && type != kNoType && type != kObject)) continue;
    const std::string name = in.text(text + in.word(at), text_end);
    if (name.empty() || name[0] == '$') continue;
    image.symbols.emplace(name, value);
    // Bit 0 of an Arm function says Thumb.
    const std::uint32_t code = image.machine == kMachineArm ? value & ~1U : value;
    if (type == kFunction || (type == kNoType && name[0] != '.')) image.functions.emplace(code, name);
  }
}

void read_symbols(const Reader& in, ElfImage& image) {
  const std::uint64_t sections = in.word(32);
  const std::uint32_t stride = in.half(46), count = in.half(48);
  if (stride < kSectionHeaderBytes || !in.has(sections, std::uint64_t{stride} * count)) return;
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint64_t header = sections + std::uint64_t{stride} * i;
    if (in.word(header + 4) == kSymbolTable)
      return read_symbol_table(in, header, sections, stride, count, image);
  }
}

}  // namespace

std::optional<std::uint32_t> ElfImage::symbol(const std::string& name) const {
  const auto found = symbols.find(name);
  return found != symbols.end() ? std::optional(found->second) : std::nullopt;
}

std::string ElfImage::function_at(std::uint32_t address) const {
  auto after = functions.upper_bound(address);
  if (after == functions.begin()) return "";
  --after;
  const std::uint32_t offset = address - after->first;
  return offset == 0 ? after->second : fmt::format("{}+0x{:x}", after->second, offset);
}

Result<ElfImage> read_elf(const std::vector<std::uint8_t>& bytes, const std::string& file_name) {
  const Reader in(bytes);
  if (auto header = check_header(in, file_name); !header) return pass(header.error());
  ElfImage image;
  image.machine = in.half(18);
  image.entry = in.word(24);
  auto segments = read_segments(in, bytes, file_name);
  if (!segments) return pass(segments.error());
  image.segments = std::move(*segments);
  read_symbols(in, image);
  return image;
}

}  // namespace quartet::mcu
