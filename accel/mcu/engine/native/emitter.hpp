// What the host code of an instruction is made of. Guest registers are held in host registers and written
// through to the hart at once, so that native code can be left for an op's own handler anywhere.
//
// While native code runs: rdi hart, rdx cycles, rcx instret as handlers have them; r11 the block's first op;
// rax and rsi are free at any time; the others hold guest registers.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "accel/mcu/engine/block.hpp"
#include "accel/mcu/engine/native/assembler.hpp"

namespace quartet::mcu::native {

/// Holds no guest register.
inline constexpr std::uint8_t kNothing = 255;

class Emitter {
 public:
  Emitter(const Hart& hart, const Block& block);

  Assembler a;

  // --- guest registers (Hart::x)
  /// The host register that holds it; it keeps it until the end of the instruction.
  [[nodiscard]] Reg read(std::uint8_t guest);
  /// A host register to compute in, until the end of the instruction.
  [[nodiscard]] Reg fresh();
  /// A copy to compute in.
  [[nodiscard]] Reg copy(std::uint8_t guest);
  /// `value` becomes the register's; it must come from fresh() or copy().
  void write(std::uint8_t guest, Reg value);
  void write(std::uint8_t guest, std::uint32_t value);

  template <class ItsHart>
  [[nodiscard]] const ItsHart& hart() const {
    return static_cast<const ItsHart&>(hart_);
  }
  /// A field of the hart.
  [[nodiscard]] Mem field(const void* of_hart) const;

  // --- ways out. Nothing that the guest can see may have changed before them.
  /// To the op's own handler, which does all of it.
  void own_handler_if(Cond when);
  /// By an exit of the block.
  void follow(unsigned way);
  void follow_if(Cond when, unsigned way);
  /// By the exit that is taken, to the guest address in rax; ends the block.
  void follow_to();
  /// As CallStack::call() and ret(); rax stays.
  void note_call(std::uint32_t pc);
  void note_return();
  /// To the op at `index`, or the exit in sequence if that is behind the last; `saved` cycles less.
  void skip_if(Cond when, std::size_t index, std::uint32_t saved);

  /// [the result + 0] is where a `width` access at the guest address in `address` (changed) goes; other
  /// accesses go to the op's own handler.
  [[nodiscard]] Mem reach(Reg address, Width width);

  /// The address of the present op's `member`.
  [[nodiscard]] Mem of_op(std::int32_t member) const;
  [[nodiscard]] std::size_t index() const { return index_; }

 private:
  friend class BlockCompiler;
  struct Held {
    std::uint8_t guest = kNothing;
    std::uint32_t used = 0;
  };
  using Cache = std::array<Held, 16>;

  void begin(std::size_t index);
  void forget();

  const Hart& hart_;
  const Block& block_;
  std::size_t index_ = 0;
  std::uint32_t time_ = 0;
  std::uint32_t pinned_ = 0;  ///< a bit a host register
  Cache cache_{};

  struct Leaving {
    Assembler::Label label;
    unsigned way;
    std::uint32_t saved;
    std::size_t to;  ///< an op, with way == kNoWay
    Cache cache;
  };
  static constexpr unsigned kNoWay = 2;
  struct ToHandler {
    Assembler::Label label;
    std::size_t index;
  };
  std::vector<Leaving> leaving_;
  std::vector<ToHandler> to_handlers_;
};

}  // namespace quartet::mcu::native
