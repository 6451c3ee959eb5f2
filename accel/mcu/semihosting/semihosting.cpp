#include "accel/mcu/semihosting/semihosting.hpp"

#include <array>

#include "accel/mcu/engine/memory_map.hpp"

namespace quartet::mcu {

namespace {

using u32 = std::uint32_t;

enum Operation : u32 {
  kOpen = 0x01,
  kClose = 0x02,
  kWriteCharacter = 0x03,
  kWriteText = 0x04,
  kWrite = 0x05,
  kRead = 0x06,
  kIsTty = 0x09,
  kSeek = 0x0A,
  kFileLength = 0x0C,
  kClock = 0x10,
  kErrorNumber = 0x13,
  kExit = 0x18,
  kExitExtended = 0x20,
  kElapsed = 0x30,
  kTickFrequency = 0x31
};
constexpr u32 kApplicationExit = 0x20026, kFailed = 0xFFFFFFFF, kConsole = 1, kCentisecond = 100;
/// Longest text of one request: a pointer gone wild ends.
constexpr u32 kMaxRequest = 1U << 16;

Stop exit_with(u32 reason, u32 code) {
  return {StopReason::exit, reason == kApplicationExit ? code : 1, reason};
}

}  // namespace

void Semihosting::put(char c) {
  if (text_.size() < kMaxText) text_ += c;
}

Semihosting::Answer Semihosting::call(MemoryMap& memory, std::uint64_t now, u32 operation, u32 argument) {
  const auto word = [&](u32 i) {
    u32 value = 0;
    (void)memory.read(argument + 4 * i, 4, now, value);
    return value;
  };
  const auto byte = [&](u32 address) {
    u32 value = 0;
    (void)memory.read(address, 1, now, value);
    return static_cast<char>(value);
  };
  switch (operation) {
    case kExit:
      return {0, exit_with(argument, 0)};
    case kExitExtended:
      return {0, exit_with(word(0), word(1))};
    case kWriteCharacter:
      put(byte(argument));
      return {};
    case kWriteText:
      for (u32 i = 0; i < kMaxRequest && byte(argument + i) != 0; ++i) put(byte(argument + i));
      return {};
    case kOpen: {
      // ":tt" is the console.
      const std::array<char, 4> name{byte(word(0)), byte(word(0) + 1), byte(word(0) + 2), byte(word(0) + 3)};
      return {name == std::array<char, 4>{':', 't', 't', 0} ? kConsole : kFailed, {}};
    }
    case kWrite: {
      const u32 count = word(2);
      if (word(0) != kConsole || count > kMaxRequest) return {count, {}};
      for (u32 i = 0; i < count; ++i) put(byte(word(1) + i));
      return {0, {}};
    }
    case kRead:
      return {word(2), {}};
    case kClose:
    case kFileLength:
    case kErrorNumber:
      return {};
    case kIsTty:
      return {1, {}};
    case kSeek:
      return {kFailed, {}};
    case kClock:
      return {static_cast<u32>(static_cast<double>(now) * kCentisecond / static_cast<double>(clock_hz_)), {}};
    case kElapsed:
      (void)memory.write(argument, 4, now, static_cast<u32>(now));
      (void)memory.write(argument + 4, 4, now, static_cast<u32>(now >> 32));
      return {};
    case kTickFrequency:
      return {static_cast<u32>(clock_hz_), {}};
    default:
      return {0, {StopReason::unsupported, operation, argument}};
  }
}

}  // namespace quartet::mcu
