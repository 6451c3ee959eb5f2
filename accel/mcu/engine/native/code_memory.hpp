// Host memory that holds machine code: writable while code is added, executable otherwise, never both.
// Private to the process, as workers are forked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace quartet::mcu::native {

class CodeMemory {
 public:
  CodeMemory() = default;
  ~CodeMemory();
  CodeMemory(const CodeMemory&) = delete;
  CodeMemory& operator=(const CodeMemory&) = delete;

  /// Where the code now lies, ready to be called; nullptr: the host gives no such memory, or it is full. No
  /// code may run meanwhile.
  [[nodiscard]] const std::uint8_t* add(std::span<const std::uint8_t> code);
  /// Forgets everything that was added.
  void clear() { used_ = 0; }

  static constexpr std::size_t kBytes = std::size_t{8} << 20;

 private:
  void map();

  bool asked_ = false;
  std::uint8_t* memory_ = nullptr;
  std::size_t used_ = 0;
};

}  // namespace quartet::mcu::native
