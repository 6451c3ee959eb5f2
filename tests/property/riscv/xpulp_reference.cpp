#include "xpulp_reference.hpp"

#include <algorithm>
#include <functional>

namespace quartet::test {

namespace {

using u32 = std::uint32_t;
using i64 = std::int64_t;
using Elements = std::vector<i64>;

i64 as_signed(u32 value, int bits) {
  const i64 limit = i64{1} << (bits - 1);
  i64 v = value & ((u32{1} << (bits - 1)) * 2 - 1);
  if (bits == 32) v = value;
  return v >= limit ? v - 2 * limit : v;
}
i64 as_unsigned(u32 value, int bits) {
  return static_cast<i64>(value) % (i64{1} << bits);
}
Elements split(u32 word, int bits, bool with_sign) {
  Elements elements;
  for (int i = 0; i < 32 / bits; ++i) {
    const u32 shifted = word >> (i * bits);
    elements.push_back(with_sign ? as_signed(shifted, bits) : as_unsigned(shifted, bits));
  }
  return elements;
}
u32 join(const Elements& elements, int bits) {
  u32 word = 0;
  for (std::size_t i = 0; i < elements.size(); ++i) {
    const i64 modulus = i64{1} << bits;
    const i64 value = ((elements[i] % modulus) + modulus) % modulus;
    word += static_cast<u32>(value) << (static_cast<int>(i) * bits);
  }
  return word;
}
/// Division by 2^n that rounds down: an arithmetic shift.
i64 floor_shift(i64 value, int n) {
  const i64 divisor = i64{1} << n;
  return value >= 0 ? value / divisor : -((-value + divisor - 1) / divisor);
}
u32 low32(i64 value) {
  return static_cast<u32>(static_cast<std::uint64_t>(value));
}

constexpr u32 kRd = 12, kRs1 = 10, kRs2 = 11;

u32 r_type(u32 opcode, u32 funct3, u32 funct7, u32 rs2 = kRs2) {
  return funct7 << 25 | rs2 << 20 | kRs1 << 15 | funct3 << 12 | kRd << 7 | opcode;
}

// --- scalar -----------------------------------------------------------------------------------------------

struct Insn {
  u32 opcode, funct3, funct7;
};
/// `rs2`: kRs2, or a constant that stands in its place.
struct Scalar {
  const char* name;
  Insn pulp, corev;
  u32 rs2;
  std::function<i64()> result;
};

class ScalarCases {
 public:
  ScalarCases(Dialect dialect, const XpulpInput& in)
      : dialect_(dialect), in_(in), a_(as_signed(in.a, 32)), b_(as_signed(in.b, 32)) {}

  std::vector<XpulpCase> all() {
    one_operand();
    two_operands();
    clips();
    bit_fields();
    sums_with_shift();
    products();
    return std::move(cases_);
  }

 private:
  void add(const std::string& name, Insn pulp, Insn corev, u32 rs2, i64 expected) {
    const Insn& i = dialect_ == Dialect::pulpv2 ? pulp : corev;
    if (i.opcode != 0) cases_.push_back({name, r_type(i.opcode, i.funct3, i.funct7, rs2), low32(expected)});
  }

  static int position_of_lowest_one(u32 v) {
    for (int i = 0; i < 32; ++i) {
      if (v >> i & 1) return i;
    }
    return 32;
  }
  static int position_of_highest_one(u32 v) {
    for (int i = 31; i >= 0; --i) {
      if (v >> i & 1) return i;
    }
    return 32;
  }
  static int leading_copies(u32 v) {
    if (v == 0) return 0;
    int n = 0;
    while (n < 31 && (v >> (30 - n) & 1) == v >> 31) ++n;
    return n;
  }
  static int ones(u32 v) {
    int n = 0;
    for (; v != 0; v /= 2) n += static_cast<int>(v % 2);
    return n;
  }

  void one_operand() {
    const u32 a = in_.a;
    add("ff1", {0x33, 0, 0x08}, {0x2b, 3, 0x21}, 0, position_of_lowest_one(a));
    add("fl1", {0x33, 1, 0x08}, {0x2b, 3, 0x22}, 0, position_of_highest_one(a));
    add("clb", {0x33, 2, 0x08}, {0x2b, 3, 0x23}, 0, leading_copies(a));
    add("cnt", {0x33, 3, 0x08}, {0x2b, 3, 0x24}, 0, ones(a));
    add("exths", {0x33, 4, 0x08}, {0x2b, 3, 0x30}, 0, as_signed(a, 16));
    add("exthz", {0x33, 5, 0x08}, {0x2b, 3, 0x31}, 0, as_unsigned(a, 16));
    add("extbs", {0x33, 6, 0x08}, {0x2b, 3, 0x32}, 0, as_signed(a, 8));
    add("extbz", {0x33, 7, 0x08}, {0x2b, 3, 0x33}, 0, as_unsigned(a, 8));
    add("abs", {0x33, 0, 0x02}, {0x2b, 3, 0x28}, 0, a_ < 0 ? -a_ : a_);
  }

  void two_operands() {
    const i64 ua = in_.a, ub = in_.b;
    add("sle", {0x33, 2, 0x02}, {0x2b, 3, 0x29}, kRs2, a_ <= b_);
    add("sleu", {0x33, 3, 0x02}, {0x2b, 3, 0x2a}, kRs2, ua <= ub);
    add("min", {0x33, 4, 0x02}, {0x2b, 3, 0x2b}, kRs2, std::min(a_, b_));
    add("minu", {0x33, 5, 0x02}, {0x2b, 3, 0x2c}, kRs2, std::min(ua, ub));
    add("max", {0x33, 6, 0x02}, {0x2b, 3, 0x2d}, kRs2, std::max(a_, b_));
    add("maxu", {0x33, 7, 0x02}, {0x2b, 3, 0x2e}, kRs2, std::max(ua, ub));
    const int n = static_cast<int>(in_.b % 32);
    i64 rotated = 0;
    for (int i = 0; i < 32; ++i) rotated += static_cast<i64>(in_.a >> ((i + n) % 32) & 1) << i;
    add("ror", {0x33, 5, 0x04}, {0x2b, 3, 0x20}, kRs2, rotated);
    add("mac", {0x33, 0, 0x21}, {0x2b, 3, 0x48}, kRs2, as_signed(in_.old, 32) + a_ * b_);
    add("msu", {0x33, 1, 0x21}, {0x2b, 3, 0x49}, kRs2, as_signed(in_.old, 32) - a_ * b_);
  }

  void clips() {
    const u32 n = in_.imm % 32;
    const i64 upper = n == 0 ? 0 : (i64{1} << (n - 1)) - 1;
    add("clip", {0x33, 1, 0x0a}, {0x2b, 3, 0x38}, n, std::max(-upper - 1, std::min(upper, a_)));
    add("clipu", {0x33, 2, 0x0a}, {0x2b, 3, 0x39}, n, std::max(i64{0}, std::min(upper, a_)));
    i64 expected = a_;
    if (a_ <= -(b_ + 1))
      expected = -(b_ + 1);
    else if (a_ >= b_)
      expected = b_;
    add("clipr", {0x33, 5, 0x0a}, {0x2b, 3, 0x3a}, kRs2, expected);
    expected = a_;
    if (a_ <= 0)
      expected = 0;
    else if (a_ >= b_)
      expected = b_;
    add("clipur", {0x33, 6, 0x0a}, {0x2b, 3, 0x3b}, kRs2, expected);
  }

  // Bits [low, min(low + more, 31)].
  void fields_of(const char* suffix, u32 more, u32 low, bool constant) {
    const u32 high = std::min(low + more, 31U);
    u32 taken = 0, inserted = in_.old, cleared = in_.a, set = in_.a;
    for (u32 bit = low; bit <= high; ++bit) {
      taken |= (in_.a >> bit & 1) << (bit - low);
      inserted = (inserted & ~(1U << bit)) | (in_.a >> (bit - low) & 1) << bit;
      cleared &= ~(1U << bit);
      set |= 1U << bit;
    }
    const std::string s = suffix;
    const i64 extended = as_signed(taken, static_cast<int>(high - low + 1));
    if (constant) {
      const auto pulp = [&](u32 funct3) { return Insn{0x33, funct3, 0x60 + more}; };
      add("extract" + s, pulp(0), {0x5b, 0, more}, low, extended);
      add("extractu" + s, pulp(1), {0x5b, 0, 0x20 + more}, low, taken);
      add("insert" + s, pulp(2), {0x5b, 0, 0x40 + more}, low, inserted);
      add("bclr" + s, pulp(3), {0x5b, 1, more}, low, cleared);
      add("bset" + s, pulp(4), {0x5b, 1, 0x20 + more}, low, set);
      return;
    }
    add("extract" + s, {0x33, 0, 0x40}, {0x2b, 3, 0x18}, kRs2, extended);
    add("extractu" + s, {0x33, 1, 0x40}, {0x2b, 3, 0x19}, kRs2, taken);
    add("insert" + s, {0x33, 2, 0x40}, {0x2b, 3, 0x1a}, kRs2, inserted);
    add("bclr" + s, {0x33, 3, 0x40}, {0x2b, 3, 0x1c}, kRs2, cleared);
    add("bset" + s, {0x33, 4, 0x40}, {0x2b, 3, 0x1d}, kRs2, set);
  }

  void bit_fields() {
    fields_of("", in_.imm / 32 % 32, in_.imm % 32, true);
    fields_of("r", in_.b / 32 % 32, in_.b % 32, false);
    const u32 radix = in_.imm / 32 % 4, shift = in_.imm % 32;
    const int group = radix == 3 ? 1 : static_cast<int>(radix) + 1;
    const u32 shifted = shift == 0 ? in_.a : in_.a << shift;
    u32 reversed = 0;
    for (int g = 0; g < 32 / group; ++g) {
      for (int bit = 0; bit < group; ++bit)
        reversed |= (shifted >> (32 - (g + 1) * group + bit) & 1) << (g * group + bit);
    }
    add("bitrev", {0, 0, 0}, {0x5b, 1, 0x60 + radix}, shift, reversed);
  }

  static i64 shifted(i64 value, u32 places, bool with_sign, bool rounds) {
    u32 sum = low32(value);
    if (rounds && places > 0) sum += 1U << (places - 1);
    return with_sign ? floor_shift(as_signed(sum, 32), static_cast<int>(places)) : i64{sum} >> places;
  }

  void sums_with_shift() {
    const u32 n = in_.imm % 32, r = in_.b % 32;
    const i64 old = as_signed(in_.old, 32);
    for (const bool subtracts : {false, true}) {
      const i64 constant_form = subtracts ? a_ - b_ : a_ + b_, register_form = subtracts ? old - a_ : old + a_;
      const u32 row = subtracts ? 3 : 2;
      for (const bool with_sign : {true, false}) {
        for (const bool rounds : {false, true}) {
          const std::string name = std::string(subtracts ? "sub" : "add") + (with_sign ? "" : "u") +
                                   (rounds ? "RN" : "N");
          const u32 f3 = row + (rounds ? 4 : 0);
          const u32 corev_top = (rounds ? 2U : 0U) + (with_sign ? 0 : 1);
          add(name, {0x5b, f3, (with_sign ? 0 : 0x40) + n}, {0x5b, row, corev_top << 5 | n}, kRs2,
              shifted(constant_form, n, with_sign, rounds));
          add(name + "r", {0x5b, f3, with_sign ? 0x20U : 0x60U},
              {0x2b, 3, 0x40 + (subtracts ? 4U : 0U) + corev_top}, kRs2,
              shifted(register_form, r, with_sign, rounds));
        }
      }
    }
  }

  void products() {
    const u32 n = in_.imm % 32;
    for (const bool with_sign : {true, false}) {
      for (const bool high : {false, true}) {
        const u32 x = high ? in_.a >> 16 : in_.a, y = high ? in_.b >> 16 : in_.b;
        const i64 product = with_sign ? as_signed(x, 16) * as_signed(y, 16) : as_unsigned(x, 16) * as_unsigned(y, 16);
        for (const bool rounds : {false, true}) {
          for (const bool sums : {false, true}) {
            const std::string name = std::string(sums ? "mac" : "mul") + (high ? "hh" : "") +
                                     (with_sign ? "s" : "u") + (rounds ? "RN" : "N");
            const u32 pulp_top = (with_sign ? 2U : 0U) + (high ? 1 : 0);
            const u32 corev_top = (rounds ? 2U : 0U) + (high ? 1 : 0);
            add(name, {0x5b, (sums ? 1U : 0U) + (rounds ? 4U : 0U), pulp_top << 5 | n},
                {0x5b, (sums ? 6U : 4U) + (with_sign ? 0U : 1U), corev_top << 5 | n}, kRs2,
                shifted(product + (sums ? i64{in_.old} : 0), n, with_sign, rounds));
          }
        }
      }
    }
  }

  Dialect dialect_;
  XpulpInput in_;
  i64 a_, b_;
  std::vector<XpulpCase> cases_;
};

// --- vectors ----------------------------------------------------------------------------------------------

struct Vector {
  const char* name;
  u32 pulp6, corev6;  ///< bits 31:26
  bool with_sign;     ///< of elements and immediate
  bool nn;            ///< in XpulpNN
  std::function<i64(i64, i64, int)> element;
};

i64 cut(i64 value, int bits, bool with_sign) {
  return with_sign ? as_signed(low32(value), bits) : as_unsigned(low32(value), bits);
}

const std::vector<Vector>& vectors() {
  static const std::vector<Vector> all{
      {"add", 0, 0, true, true, [](i64 a, i64 b, int) { return a + b; }},
      {"sub", 2, 2, true, true, [](i64 a, i64 b, int) { return a - b; }},
      {"avg", 4, 4, true, true, [](i64 a, i64 b, int n) { return floor_shift(cut(a + b, n, true), 1); }},
      {"avgu", 6, 6, false, true, [](i64 a, i64 b, int n) { return cut(a + b, n, false) / 2; }},
      {"min", 8, 8, true, true, [](i64 a, i64 b, int) { return std::min(a, b); }},
      {"minu", 10, 10, false, true, [](i64 a, i64 b, int) { return std::min(a, b); }},
      {"max", 12, 12, true, true, [](i64 a, i64 b, int) { return std::max(a, b); }},
      {"maxu", 14, 14, false, true, [](i64 a, i64 b, int) { return std::max(a, b); }},
      {"srl", 16, 16, false, true, [](i64 a, i64 b, int n) { return a >> (b % n); }},
      {"sra", 18, 18, true, true, [](i64 a, i64 b, int n) { return floor_shift(a, static_cast<int>(((b % n) + n) % n)); }},
      {"sll", 20, 20, false, true, [](i64 a, i64 b, int n) { return a << (b % n); }},
      {"or", 22, 22, true, true, [](i64 a, i64 b, int) { return a | b; }},
      {"xor", 24, 24, true, true, [](i64 a, i64 b, int) { return a ^ b; }},
      {"and", 26, 26, true, true, [](i64 a, i64 b, int) { return a & b; }},
      {"cmpeq", 1, 1, true, false, [](i64 a, i64 b, int) { return a == b ? -1 : 0; }},
      {"cmpne", 3, 3, true, false, [](i64 a, i64 b, int) { return a != b ? -1 : 0; }},
      {"cmpgt", 5, 5, true, false, [](i64 a, i64 b, int) { return a > b ? -1 : 0; }},
      {"cmpge", 7, 7, true, false, [](i64 a, i64 b, int) { return a >= b ? -1 : 0; }},
      {"cmplt", 9, 9, true, false, [](i64 a, i64 b, int) { return a < b ? -1 : 0; }},
      {"cmple", 11, 11, true, false, [](i64 a, i64 b, int) { return a <= b ? -1 : 0; }},
      {"cmpgtu", 13, 13, false, false, [](i64 a, i64 b, int) { return a > b ? -1 : 0; }},
      {"cmpgeu", 15, 15, false, false, [](i64 a, i64 b, int) { return a >= b ? -1 : 0; }},
      {"cmpltu", 17, 17, false, false, [](i64 a, i64 b, int) { return a < b ? -1 : 0; }},
      {"cmpleu", 19, 19, false, false, [](i64 a, i64 b, int) { return a <= b ? -1 : 0; }}};
  return all;
}

struct DotProduct {
  const char* name;
  u32 pulp6, corev6;
  bool a_signed, b_signed, sums;
};
constexpr DotProduct kDots[] = {{"dotup", 32, 32, false, false, false}, {"dotusp", 34, 34, false, true, false},
                                {"dotsp", 38, 36, true, true, false},   {"sdotup", 40, 38, false, false, true},
                                {"sdotusp", 42, 40, false, true, true}, {"sdotsp", 46, 42, true, true, true}};

enum class Form { vector, scalar, immediate };

/// Second operand as a list of elements.
Elements second(const XpulpInput& in, int bits, bool with_sign, Form form) {
  Elements elements = split(in.b, bits, with_sign);
  if (form == Form::scalar) std::fill(elements.begin(), elements.end(), elements[0]);
  if (form == Form::immediate) {
    const i64 value = with_sign ? as_signed(in.imm, 6) : as_unsigned(in.imm, 6);
    std::fill(elements.begin(), elements.end(), value);
  }
  return elements;
}

u32 vector_raw(Dialect dialect, u32 code6, int bits, Form form, u32 imm) {
  const u32 opcode = dialect == Dialect::pulpv2 ? 0x57 : 0x7b;
  const u32 f3 = (form == Form::vector ? 0U : form == Form::scalar ? 4U : 6U) + (bits == 8 ? 1 : 0);
  if (form == Form::immediate) return r_type(opcode, f3, code6 << 1 | (imm & 1), imm / 2 % 32);
  return r_type(opcode, f3, code6 << 1);
}
u32 narrow_raw(u32 code6, int bits, Form form) {
  return r_type(0x57, form == Form::scalar ? 3 : 2, code6 << 1 | (bits == 2 ? 1 : 0));
}

i64 dot_of(const XpulpInput& in, const DotProduct& d, int bits, Form form) {
  const Elements x = split(in.a, bits, d.a_signed), y = second(in, bits, d.b_signed, form);
  i64 sum = d.sums ? as_signed(in.old, 32) : 0;
  for (std::size_t i = 0; i < x.size(); ++i) sum += x[i] * y[i];
  return sum;
}
u32 elementwise_of(const XpulpInput& in, const Vector& v, int bits, Form form) {
  const Elements x = split(in.a, bits, v.with_sign), y = second(in, bits, v.with_sign, form);
  Elements result;
  for (std::size_t i = 0; i < x.size(); ++i) result.push_back(v.element(x[i], y[i], bits));
  return join(result, bits);
}
u32 absolute_of(u32 word, int bits) {
  Elements elements = split(word, bits, true);
  for (i64& e : elements) e = e < 0 ? -e : e;
  return join(elements, bits);
}

std::string vector_case_name(const char* name, int bits, Form form) {
  static const char* const kForms[] = {".", ".sc.", ".sci."};
  const char* width = bits == 16 ? "h" : bits == 8 ? "b" : bits == 4 ? "n" : "c";
  return std::string(name) + kForms[static_cast<int>(form)] + width;
}

void add_vectors(Dialect dialect, const XpulpInput& in, std::vector<XpulpCase>& cases) {
  const bool pulp = dialect == Dialect::pulpv2;
  for (const int bits : {16, 8}) {
    for (const Form form : {Form::vector, Form::scalar, Form::immediate}) {
      for (const Vector& v : vectors())
        cases.push_back({vector_case_name(v.name, bits, form),
                         vector_raw(dialect, pulp ? v.pulp6 : v.corev6, bits, form, in.imm),
                         elementwise_of(in, v, bits, form)});
      for (const DotProduct& d : kDots)
        cases.push_back({vector_case_name(d.name, bits, form),
                         vector_raw(dialect, pulp ? d.pulp6 : d.corev6, bits, form, in.imm),
                         low32(dot_of(in, d, bits, form))});
    }
    cases.push_back({vector_case_name("abs", bits, Form::vector),
                     vector_raw(dialect, 28, bits, Form::vector, 0) & ~(31U << 20), absolute_of(in.a, bits)});
  }
}

/// Elements of the result by where they come from.
void add_shuffles(Dialect dialect, const XpulpInput& in, std::vector<XpulpCase>& cases) {
  const bool pulp = dialect == Dialect::pulpv2;
  const u32 opcode = pulp ? 0x57 : 0x7b;
  const auto constant = [&](u32 f3, u32 code6) { return r_type(opcode, f3, code6 << 1 | (in.imm & 1), in.imm / 2 % 32); };
  const u32 imm = in.imm % 64;
  for (const int bits : {16, 8}) {
    const std::size_t count = static_cast<std::size_t>(32 / bits);
    const std::string width = bits == 16 ? ".h" : ".b";
    const u32 f3 = bits == 16 ? 0 : 1;
    const Elements a = split(in.a, bits, false), sa = split(in.a, bits, true), old = split(in.old, bits, false);
    const Elements select = split(in.b, bits, false);
    Elements shuffled, shuffled2, inserted = old;
    for (std::size_t i = 0; i < count; ++i) {
      const auto which = static_cast<std::size_t>(select[i]);
      shuffled.push_back(a[which % count]);
      shuffled2.push_back(which / count % 2 == 1 ? a[which % count] : old[which % count]);
    }
    inserted[imm % count] = a[0];
    cases.push_back({"shuffle" + width, r_type(opcode, f3, 48 << 1), join(shuffled, bits)});
    cases.push_back({"shuffle2" + width, r_type(opcode, f3, (pulp ? 50U : 56U) << 1), join(shuffled2, bits)});
    cases.push_back({"extract" + width, pulp ? constant(6 + f3, 30) : constant(f3, 46), low32(sa[imm % count])});
    cases.push_back({"extractu" + width, pulp ? constant(6 + f3, 36) : constant(2 + f3, 46), low32(a[imm % count])});
    cases.push_back({"insert" + width, pulp ? constant(6 + f3, 44) : constant(4 + f3, 46), join(inserted, bits)});
  }
  const Elements h = split(in.a, 16, false), b = split(in.a, 8, false), k = split(in.b, 8, false);
  cases.push_back({"shuffle.sci.h", constant(6, 48), join({h[imm % 2], h[imm / 2 % 2]}, 16)});
  const u32 codes[2][4] = {{48, 58, 60, 62}, {48, 50, 52, 54}};
  for (std::size_t top = 0; top < 4; ++top)
    cases.push_back({"shuffleI" + std::to_string(top), constant(7, codes[pulp ? 0 : 1][top]),
                     join({b[imm % 4], b[imm / 4 % 4], b[imm / 16], b[top]}, 8)});
  const Elements o = split(in.old, 8, false), hb = split(in.b, 16, false);
  cases.push_back({"pack", r_type(opcode, 0, pulp ? 0x68 : 0x78), join({hb[0], h[0]}, 16)});
  cases.push_back({"packhi", r_type(opcode, 1, pulp ? 0x6c : 0x7d), join({o[0], o[1], k[0], b[0]}, 8)});
  cases.push_back({"packlo", r_type(opcode, 1, pulp ? 0x70 : 0x7c), join({k[0], b[0], o[2], o[3]}, 8)});
  if (!pulp) cases.push_back({"pack.h", r_type(opcode, 0, 0x79), join({hb[1], h[1]}, 16)});
}

void add_complex(const XpulpInput& in, std::vector<XpulpCase>& cases) {
  const Elements a = split(in.a, 16, true), b = split(in.b, 16, true), old = split(in.old, 16, true);
  const auto wrapped = [](i64 v) { return as_signed(low32(v), 32); };
  for (int n = 0; n < 4; ++n) {
    const u32 f3 = static_cast<u32>(2 * n);
    const auto half = [&](i64 v) { return floor_shift(cut(v, 16, true), n); };
    cases.push_back({"cplxmul.r", r_type(0x7b, f3, 0x2a),
                     join({floor_shift(wrapped(a[0] * b[0] - a[1] * b[1]), 15 + n), old[1]}, 16)});
    cases.push_back({"cplxmul.i", r_type(0x7b, f3, 0x2b),
                     join({old[0], floor_shift(wrapped(a[0] * b[1] + a[1] * b[0]), 15 + n)}, 16)});
    cases.push_back({"subrotmj", r_type(0x7b, f3, 0x32), join({half(a[1] - b[1]), half(b[0] - a[0])}, 16)});
    if (n == 0) continue;
    cases.push_back({"add.div", r_type(0x7b, f3, 0x36), join({half(a[0] + b[0]), half(a[1] + b[1])}, 16)});
    cases.push_back({"sub.div", r_type(0x7b, f3, 0x3a), join({half(a[0] - b[0]), half(a[1] - b[1])}, 16)});
  }
  cases.push_back({"cplxconj", r_type(0x7b, 0, 0x2e, 0), join({a[0], -a[1]}, 16)});
}

}  // namespace

std::vector<XpulpCase> xpulp_cases(Dialect dialect, const XpulpInput& in) {
  std::vector<XpulpCase> cases = ScalarCases(dialect, in).all();
  add_vectors(dialect, in, cases);
  add_shuffles(dialect, in, cases);
  if (dialect == Dialect::corev) add_complex(in, cases);
  return cases;
}

std::vector<XpulpCase> xpulpnn_cases(const XpulpInput& in) {
  std::vector<XpulpCase> cases;
  for (const int bits : {4, 2}) {
    for (const Form form : {Form::vector, Form::scalar}) {
      for (const Vector& v : vectors()) {
        if (v.nn)
          cases.push_back({vector_case_name(v.name, bits, form), narrow_raw(v.pulp6, bits, form),
                           elementwise_of(in, v, bits, form)});
      }
      for (const DotProduct& d : kDots)
        cases.push_back({vector_case_name(d.name, bits, form), narrow_raw(d.pulp6, bits, form),
                         low32(dot_of(in, d, bits, form))});
    }
    cases.push_back({"abs", narrow_raw(28, bits, Form::vector), absolute_of(in.a, bits)});
  }
  return cases;
}

std::uint32_t reference_dot(std::uint32_t a, std::uint32_t b, int wide, int narrow, bool a_signed, bool b_signed,
                            int first) {
  const Elements x = split(a, wide, a_signed), y = split(b, narrow, b_signed);
  i64 sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) sum += x[i] * y[static_cast<std::size_t>(first) + i];
  return low32(sum);
}

}  // namespace quartet::test
