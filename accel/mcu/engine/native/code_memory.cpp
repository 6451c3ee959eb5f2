#include "accel/mcu/engine/native/code_memory.hpp"

#include <sys/mman.h>

#include <cstdlib>
#include <cstring>

namespace quartet::mcu::native {

namespace {

constexpr std::size_t kAlignment = 16;

bool allow(std::uint8_t* memory, int protection) {
  return ::mprotect(memory, CodeMemory::kBytes, protection) == 0;
}

}  // namespace

CodeMemory::~CodeMemory() {
  if (memory_ != nullptr) ::munmap(memory_, kBytes);
}

// Pages that no code is written to cost nothing. Hosts that forbid memory to become code refuse here.
void CodeMemory::map() {
  asked_ = true;
  void* const got = ::mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (got == MAP_FAILED) return;
  auto* const memory = static_cast<std::uint8_t*>(got);
  if (allow(memory, PROT_READ | PROT_EXEC))
    memory_ = memory;
  else
    ::munmap(memory, kBytes);
}

const std::uint8_t* CodeMemory::add(std::span<const std::uint8_t> code) {
  if (!asked_) map();
  if (memory_ == nullptr || code.size() > kBytes - used_ || !allow(memory_, PROT_READ | PROT_WRITE))
    return nullptr;
  std::memcpy(memory_ + used_, code.data(), code.size());
  // It was executable before: a host that takes this back has broken its word, and the code of every block is
  // lost.
  if (!allow(memory_, PROT_READ | PROT_EXEC)) std::abort();
  const std::uint8_t* const at = memory_ + used_;
  used_ += (code.size() + kAlignment - 1) / kAlignment * kAlignment;
  return at;
}

}  // namespace quartet::mcu::native
