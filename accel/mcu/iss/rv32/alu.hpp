// The computations that base and compressed instructions share.
#pragma once

#include <cstdint>

namespace quartet::mcu::rv32 {

using u32 = std::uint32_t;
using i32 = std::int32_t;

inline u32 add(u32 a, u32 b) {
  return a + b;
}
inline u32 sub(u32 a, u32 b) {
  return a - b;
}
inline u32 mul(u32 a, u32 b) {
  return a * b;
}
inline u32 sll(u32 a, u32 b) {
  return a << (b & 31);
}
inline u32 srl(u32 a, u32 b) {
  return a >> (b & 31);
}
inline u32 sra(u32 a, u32 b) {
  return static_cast<u32>(static_cast<i32>(a) >> (b & 31));
}
inline u32 slt(u32 a, u32 b) {
  return static_cast<i32>(a) < static_cast<i32>(b) ? 1 : 0;
}
inline u32 sltu(u32 a, u32 b) {
  return a < b ? 1 : 0;
}
inline u32 xor_(u32 a, u32 b) {
  return a ^ b;
}
inline u32 or_(u32 a, u32 b) {
  return a | b;
}
inline u32 and_(u32 a, u32 b) {
  return a & b;
}

inline bool eq(u32 a, u32 b) {
  return a == b;
}
inline bool ne(u32 a, u32 b) {
  return a != b;
}
inline bool lt(u32 a, u32 b) {
  return static_cast<i32>(a) < static_cast<i32>(b);
}
inline bool ge(u32 a, u32 b) {
  return static_cast<i32>(a) >= static_cast<i32>(b);
}
inline bool ltu(u32 a, u32 b) {
  return a < b;
}
inline bool geu(u32 a, u32 b) {
  return a >= b;
}
inline bool gt(u32 a, u32 b) {
  return lt(b, a);
}
inline bool le(u32 a, u32 b) {
  return ge(b, a);
}
inline bool gtu(u32 a, u32 b) {
  return a > b;
}
inline bool leu(u32 a, u32 b) {
  return a <= b;
}

}  // namespace quartet::mcu::rv32
