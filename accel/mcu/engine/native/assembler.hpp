// x86-64 machine code, as much of it as native blocks need. Offsets are 32 bit, jumps reach 2 GiB.
#pragma once

#include <cstdint>
#include <vector>

namespace quartet::mcu::native {

/// Host registers, as they are encoded.
enum class Reg : std::uint8_t {
  rax,
  rcx,
  rdx,
  rbx,
  rsp,
  rbp,
  rsi,
  rdi,
  r8,
  r9,
  r10,
  r11,
  r12,
  r13,
  r14,
  r15
};
/// Conditions on the host's flags, as they are encoded; the opposite is one bit away.
enum class Cond : std::uint8_t { o, no, b, ae, e, ne, be, a, s, ns, p, np, l, ge, le, g };
[[nodiscard]] constexpr Cond opposite(Cond c) {
  return static_cast<Cond>(static_cast<std::uint8_t>(c) ^ 1U);
}
/// Two-operand arithmetic and shifts, as they are encoded.
enum class Alu : std::uint8_t { add, or_, adc, sbb, and_, sub, xor_, cmp };
enum class Shift : std::uint8_t { rol, ror, rcl, rcr, shl, shr, sal, sar };
/// What a load does with fewer than four bytes.
enum class Width : std::uint8_t { byte, half, word };

/// [base + offset], or [base + index].
struct Mem {
  Reg base = Reg::rax;
  std::int32_t offset = 0;
  bool indexed = false;
  Reg index = Reg::rax;
};
[[nodiscard]] constexpr Mem at(Reg base, std::int32_t offset = 0) {
  return {base, offset, false, Reg::rax};
}
[[nodiscard]] constexpr Mem at_index(Reg base, Reg index) {
  return {base, 0, true, index};
}

/// Whether this host has the instructions of Assembler::dot_bytes().
[[nodiscard]] bool has_dot_products();

class Assembler {
 public:
  /// A place in the code that jumps go to; bound once, before or behind them.
  struct Label {
    std::uint32_t number = 0;
  };
  [[nodiscard]] Label label();
  void bind(Label label);

  // 32 bits unless the name says 64.
  void load(Reg to, Mem from);
  void load64(Reg to, Mem from);
  void load_extended(Reg to, Mem from, Width width, bool is_signed);
  void store(Mem to, Reg from, Width width = Width::word);
  void store64(Mem to, Reg from);
  void store(Mem to, std::uint32_t value);
  void move(Reg to, Reg from);
  void move64(Reg to, Reg from);
  void move(Reg to, std::uint32_t value);
  void move64(Reg to, std::uint64_t value);
  void sign_extend64(Reg to, Reg from);
  void extend(Reg to, Reg from, Width width, bool is_signed);
  void address(Reg to, Mem of);
  void address64(Reg to, Mem of);

  void alu(Alu what, Reg to, Reg with);
  void alu(Alu what, Reg to, Mem with);
  void alu(Alu what, Reg to, std::uint32_t with);
  void alu(Alu what, Mem to, std::uint32_t with);
  void alu64(Alu what, Reg to, Reg with);
  void alu64(Alu what, Reg to, Mem with);
  void alu64(Alu what, Reg to, std::int32_t with);
  void increment64(Mem what);
  void test(Reg a, Reg b);
  void multiply(Reg to, Reg with);
  void multiply64(Reg to, Reg with);
  void shift(Shift what, Reg to, std::uint8_t by);
  void shift64(Shift what, Reg to, std::uint8_t by);
  void shift_by_cl(Shift what, Reg to);
  void complement(Reg what);
  void swap_bytes(Reg what);
  /// Of packed elements: two half-words added; the sum of the products of two half-words or four bytes;
  /// has_dot_products() says whether the host can do bytes.
  void add_halves(Reg to, Reg with);
  void dot_halves(Reg to, Reg a, Reg b);
  void dot_bytes(Reg to, Reg a, bool a_signed, Reg b, bool b_signed);
  /// 0 or 1 in a byte.
  void set(Cond when, Mem to);
  void set(Cond when, Reg to);

  void jump(Label to);
  void jump_if(Cond when, Label to);
  void jump(Mem to);  ///< through a pointer
  void jump(Reg to);
  void call(Reg what);
  void push(Reg what);
  void pop(Reg what);
  void ret();

  [[nodiscard]] const std::vector<std::uint8_t>& code() const { return code_; }
  [[nodiscard]] std::uint32_t offset_of(Label label) const { return places_[label.number]; }
  /// Fills the jumps in; every label that is used has been bound.
  void finish();

 private:
  struct Fixup {
    std::uint32_t at, label;
  };
  void byte(unsigned value) { code_.push_back(static_cast<std::uint8_t>(value)); }
  void word(std::uint32_t value);
  void rex(bool wide, unsigned reg, unsigned index, unsigned base, bool always = false);
  void operands(unsigned reg, Mem mem);
  void operands(unsigned reg, Reg rm);
  void instruction(bool wide, unsigned opcode, unsigned reg, Mem mem);
  void instruction(bool wide, unsigned opcode, unsigned reg, Reg rm);
  void two_byte(bool wide, unsigned opcode, unsigned reg, Mem mem);
  void two_byte(bool wide, unsigned opcode, unsigned reg, Reg rm, bool byte_register = false);
  void vector(unsigned opcode, unsigned to, unsigned from, bool extended = false);
  void to_vector(unsigned to, Reg from);
  void from_vector(Reg to, unsigned from);
  void target(Label to);

  std::vector<std::uint8_t> code_;
  std::vector<std::uint32_t> places_;
  std::vector<Fixup> fixups_;
};

}  // namespace quartet::mcu::native
