#include "workloads/data/npy_header.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

namespace quartet {
namespace {

constexpr std::array<std::uint8_t, 6> kMagic{0x93, 'N', 'U', 'M', 'P', 'Y'};
constexpr std::size_t kMaxHeader = 65536;  // a real header has some 100 bytes
constexpr std::size_t kMaxAxes = 32;       // NumPy's own limit
constexpr std::int64_t kMaxElements = std::int64_t{1} << 48;
constexpr std::size_t kAlignment = 64;

/// Type descriptors in the order of NpyType.
constexpr std::array<std::string_view, 10> kDescriptors{"|i1", "|u1", "<i2", "<u2", "<i4",
                                                        "<u4", "<i8", "<f2", "<f4", "<f8"};

Result<NpyType> type_of(std::string_view descriptor, const std::string& place) {
  if (descriptor == "<i1") return NpyType::i8;
  if (descriptor == "<u1") return NpyType::u8;
  const auto found = std::find(kDescriptors.begin(), kDescriptors.end(), descriptor);
  if (found != kDescriptors.end()) return static_cast<NpyType>(found - kDescriptors.begin());
  if (!descriptor.empty() && descriptor[0] == '>') {
    return bad_input(place, fmt::format("holds big-endian elements ('{}')", descriptor),
                     "store it little endian: a.astype(a.dtype.newbyteorder('<'))");
  }
  return bad_input(place, fmt::format("has element type '{}'", descriptor),
                   "known are int8, uint8, int16, uint16, int32, uint32, int64, float16, float32, float64");
}

/// Strict reader of the dict literal: each of the three keys exactly once, no other, spaces allowed between
/// tokens.
class DictReader {
 public:
  DictReader(std::string_view text, std::string place) : text_(text), place_(std::move(place)) {}

  Result<NpyHeader> read() {
    if (!take('{')) return wrong("'{'");
    while (!take('}')) {
      if (auto entry = read_entry(); !entry) return pass(std::move(entry.error()));
      if (take(',')) continue;
      if (!take('}')) return wrong("',' or '}'");
      break;
    }
    skip_blanks();
    if (at_ != text_.size()) return wrong("only blanks after '}'");
    if (!type_ || !fortran_ || !shape_)
      return bad_input(place_, "npy header lacks 'descr', 'fortran_order' or 'shape'");
    NpyHeader header{*type_, *shape_, *fortran_, 1, 0};
    std::int64_t extent = 1;  // product without zero axes, so that (0, huge, huge) is refused as well
    bool is_empty = false;
    for (const std::int64_t d : header.shape) {
      is_empty = is_empty || d == 0;
      if (d == 0) continue;
      if (extent > kMaxElements / d)
        return bad_input(place_, "npy header has a shape of more than 2^48 elements");
      extent *= d;
    }
    header.elements = is_empty ? 0 : extent;
    return header;
  }

 private:
  Result<void> read_entry() {
    const auto key = read_string();
    if (!key) return wrong("a quoted key");
    if (!take(':')) return wrong("':'");
    if (*key == "descr" && !type_) return read_descr();
    if (*key == "fortran_order" && !fortran_) return read_bool();
    if (*key == "shape" && !shape_) return read_shape();
    return bad_input(place_, fmt::format("npy header has an unknown or repeated key '{}'", *key));
  }

  Result<void> read_descr() {
    const auto text = read_string();
    if (!text)
      return bad_input(place_, "npy header has no simple element type", "records and objects are not read");
    auto type = type_of(*text, place_);
    if (!type) return pass(std::move(type.error()));
    type_ = *type;
    return {};
  }

  Result<void> read_bool() {
    skip_blanks();
    for (const bool value : {false, true}) {
      const std::string_view word = value ? "True" : "False";
      if (text_.substr(at_).starts_with(word)) {
        at_ += word.size();
        fortran_ = value;
        return {};
      }
    }
    return wrong("True or False");
  }

  Result<void> read_shape() {
    if (!take('(')) return wrong("'('");
    std::vector<std::int64_t> shape;
    bool comma = true;
    while (!take(')')) {
      const auto axis = comma && shape.size() < kMaxAxes ? read_size() : std::nullopt;
      if (!axis) return wrong("an axis length, at most 32 of them, or ')'");
      shape.push_back(*axis);
      comma = take(',');
    }
    if (shape.size() == 1 && !comma) return wrong("a tuple");
    shape_ = std::move(shape);
    return {};
  }

  /// A quoted string without escapes.
  std::optional<std::string_view> read_string() {
    skip_blanks();
    if (at_ >= text_.size() || (text_[at_] != '\'' && text_[at_] != '"')) return std::nullopt;
    const std::size_t end = text_.find(text_[at_], at_ + 1);
    if (end == std::string_view::npos || end - at_ > 32) return std::nullopt;
    const std::string_view out = text_.substr(at_ + 1, end - at_ - 1);
    const bool plain =
        std::all_of(out.begin(), out.end(), [](char c) { return c >= ' ' && c <= '~' && c != '\\'; });
    if (!plain) return std::nullopt;
    at_ = end + 1;
    return out;
  }

  std::optional<std::int64_t> read_size() {
    skip_blanks();
    const std::size_t start = at_;
    std::int64_t value = 0;
    while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') {
      value = value * 10 + (text_[at_++] - '0');
      if (value > kMaxElements) return std::nullopt;
    }
    if (at_ == start) return std::nullopt;
    return value;
  }

  bool take(char c) {
    skip_blanks();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  void skip_blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) ++at_;
  }

  tl::unexpected<Error> wrong(const std::string& wanted) const {
    return bad_input(place_,
                     fmt::format("npy header is malformed at character {}: {} is needed", at_, wanted));
  }

  std::string_view text_;
  std::string place_;
  std::size_t at_ = 0;
  std::optional<NpyType> type_;
  std::optional<bool> fortran_;
  std::optional<std::vector<std::int64_t>> shape_;
};

}  // namespace

Result<NpyHeader> parse_npy_header(std::span<const std::uint8_t> bytes, const std::string& place) {
  if (bytes.size() < kMagic.size() + 4 || !std::equal(kMagic.begin(), kMagic.end(), bytes.begin())) {
    return bad_input(place,
                     bytes.empty() ? "is empty" : "is not a .npy file (it does not start with \\x93NUMPY)",
                     "np.save writes one");
  }
  const int major = bytes[6];
  const int minor = bytes[7];
  if ((major != 1 && major != 2) || minor != 0) {
    return bad_input(place, fmt::format("has npy version {}.{}", major, minor),
                     "versions 1.0 and 2.0 are read");
  }
  const std::size_t start = major == 1 ? 10 : 12;
  if (bytes.size() < start) return bad_input(place, "is truncated within its npy header");
  std::size_t length = bytes[8] | (std::size_t{bytes[9]} << 8);
  if (major == 2) length |= (std::size_t{bytes[10]} << 16) | (std::size_t{bytes[11]} << 24);
  if (length > kMaxHeader)
    return bad_input(place, fmt::format("has an npy header of {} bytes, more than any real one", length));
  if (bytes.size() - start < length) return bad_input(place, "is truncated within its npy header");
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()) + start, length);
  auto header = DictReader(text, place).read();
  if (header) header->data_offset = start + length;
  return header;
}

std::vector<std::uint8_t> npy_header_bytes(NpyType type, const std::vector<std::int64_t>& shape) {
  std::string text = fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': (",
                                 kDescriptors.at(static_cast<std::size_t>(type)));
  for (std::size_t i = 0; i < shape.size(); ++i) text += (i == 0 ? "" : ", ") + std::to_string(shape[i]);
  text += shape.size() == 1 ? ",), }" : "), }";
  constexpr std::size_t kPrefix = kMagic.size() + 4;  // magic, version, length of the header
  const std::size_t total = (kPrefix + text.size() + 1 + kAlignment - 1) / kAlignment * kAlignment;
  text.resize(total - kPrefix - 1, ' ');
  text += '\n';
  const std::string prefix{'\x93',
                           'N',
                           'U',
                           'M',
                           'P',
                           'Y',
                           1,
                           0,
                           static_cast<char>(text.size() & 0xff),
                           static_cast<char>(text.size() >> 8)};
  text.insert(0, prefix);
  return {text.begin(), text.end()};
}

}  // namespace quartet
