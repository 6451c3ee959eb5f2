#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "accel/mcu/elf/elf32.hpp"

namespace quartet::mcu {

// A header that passes the first checks, and anything behind it.
RC_GTEST_PROP(ReadElf, NeverReadsOutsideAnyBytes, (std::vector<std::uint8_t> bytes)) {
  const std::uint8_t magic[] = {0x7F, 'E', 'L', 'F', 1, 1, 1};
  if (*rc::gen::inRange(0, 4) != 0) {
    bytes.resize(std::max<std::size_t>(bytes.size(), *rc::gen::inRange<std::size_t>(20, 400)));
    std::copy(std::begin(magic), std::end(magic), bytes.begin());
    bytes[16] = 2;
    bytes[17] = 0;
    // Small offsets and counts reach the tables.
    for (const std::size_t field : {28U, 32U, 42U, 44U, 46U, 48U}) {
      if (field + 4 <= bytes.size() && *rc::gen::arbitrary<bool>()) {
        bytes[field] = *rc::gen::inRange<std::uint8_t>(0, 120);
        bytes[field + 1] = 0;
        if (field < 40) bytes[field + 2] = bytes[field + 3] = 0;
      }
    }
  }
  const auto image = read_elf(bytes, "any.elf");
  if (!image) {
    RC_ASSERT(!image.error().problems.empty());
    return;
  }
  std::size_t held = 0;
  for (const ElfSegment& s : image->segments) {
    RC_ASSERT(s.bytes.size() <= s.memory_bytes);
    held += s.bytes.size();
  }
  RC_ASSERT(held <= bytes.size());
}

}  // namespace quartet::mcu
