#include "accel/mcu/iss/rv32/fuse.hpp"

#include <map>
#include <utility>

#include "accel/mcu/iss/rv32/alu.hpp"
#include "accel/mcu/iss/rv32/execute.hpp"

namespace quartet::mcu::rv32 {

namespace {

// --- members of pairs: run() does the whole of it, or nothing and is false; then `whole` is called ------------

template <u32 (*Compute)(u32, u32)>
struct Registers {
  static constexpr Handler whole = register_register<Compute>;
  [[gnu::always_inline]] static bool run(Hart* hart, const Op* op) {
    hart->x[op->rd] = Compute(hart->x[op->rs1], hart->x[op->rs2]);
    return true;
  }
};
template <u32 (*Compute)(u32, u32)>
struct Immediate {
  static constexpr Handler whole = register_immediate<Compute>;
  [[gnu::always_inline]] static bool run(Hart* hart, const Op* op) {
    hart->x[op->rd] = Compute(hart->x[op->rs1], op->imm);
    return true;
  }
};
struct Constant {
  static constexpr Handler whole = set_register;
  [[gnu::always_inline]] static bool run(Hart* hart, const Op* op) {
    hart->x[op->rd] = op->imm;
    return true;
  }
};
template <class T>
struct Load {
  static constexpr Handler whole = load<T>;
  [[gnu::always_inline]] static bool run(Hart* hart, const Op* op) {
    constexpr int kLog = std::bit_width(sizeof(T)) - 1;
    const Window* window = op->link.window;
    const u32 offset = hart->x[op->rs1] + op->imm - window->base;
    if (std::rotr(offset, kLog) >= window->span[kLog]) [[unlikely]]
      return false;
    T value;
    std::memcpy(&value, window->host + offset, sizeof(T));
    hart->x[op->rd] = static_cast<u32>(static_cast<i32>(value));
    return true;
  }
};
template <class T>
struct Store {
  static constexpr Handler whole = store<T>;
  [[gnu::always_inline]] static bool run(Hart* hart, const Op* op) {
    constexpr int kLog = std::bit_width(sizeof(T)) - 1;
    const Window* window = op->link.window;
    const u32 offset = hart->x[op->rs1] + op->imm - window->base;
    if (std::rotr(offset, kLog) >= window->span[kLog]) [[unlikely]]
      return false;
    const T value = static_cast<T>(hart->x[op->rs2]);
    std::memcpy(window->host + offset, &value, sizeof(T));
    return true;
  }
};

template <class First, class Second>
void pair(Hart* hart, Op* op, u64 cycles, u64 instret) {
  if (!First::run(hart, op)) [[unlikely]]
    return First::whole(hart, op, cycles, instret);
  if (!Second::run(hart, op + 1)) [[unlikely]]
    return Second::whole(hart, op + 1, cycles, instret);
  return next(hart, op + 1, cycles, instret);
}
/// With what ends a block.
template <class First, Handler Last>
void pair_with_last(Hart* hart, Op* op, u64 cycles, u64 instret) {
  if (!First::run(hart, op)) [[unlikely]]
    return First::whole(hart, op, cycles, instret);
  return Last(hart, op + 1, cycles, instret);
}

// --- the table --------------------------------------------------------------------------------------------

using Ends = std::pair<Handler, Handler>;
using Pairs = std::map<Ends, Handler>;

template <class First, Handler... Last>
void add_lasts(Pairs& pairs) {
  (pairs.emplace(Ends{First::whole, Last}, pair_with_last<First, Last>), ...);
}
template <class First, class... Seconds>
void add_seconds(Pairs& pairs) {
  (pairs.emplace(Ends{First::whole, Seconds::whole}, pair<First, Seconds>), ...);
  add_lasts<First, branch<eq>, branch<ne>, branch<lt>, branch<ge>, branch<ltu>, branch<geu>, jump<2>, jump<4>,
            jump_register<2>>(pairs);
}
template <class... Members>
Pairs every_pair() {
  Pairs pairs;
  (add_seconds<Members, Members...>(pairs), ...);
  return pairs;
}

}  // namespace

Handler fused(Handler first, Handler second) {
  static const Pairs kPairs =
      every_pair<Registers<add>, Registers<sub>, Registers<mul>, Registers<xor_>, Immediate<add>, Immediate<and_>,
                 Immediate<xor_>, Immediate<sll>, Immediate<srl>, Constant, Load<std::int8_t>, Load<std::uint8_t>,
                 Load<std::int16_t>, Load<i32>, Store<std::uint8_t>, Store<u32>>();
  const auto found = kPairs.find({first, second});
  return found != kPairs.end() ? found->second : nullptr;
}

}  // namespace quartet::mcu::rv32
