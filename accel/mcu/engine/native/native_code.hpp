// Native code for the blocks of one engine. Without it (another host, a host that forbids new code) ops are
// all there is.
#pragma once

#include <cstddef>
#include <cstdint>

#include "accel/mcu/engine/engine.hpp"
#include "accel/mcu/engine/native/code_memory.hpp"

namespace quartet::mcu::native {

#if defined(__x86_64__) && defined(__linux__)
inline constexpr bool kSupported = kChainBlocks;
#else
inline constexpr bool kSupported = false;
#endif

class NativeCode {
 public:
  /// Both must outlive it. A block becomes host code at its run `after`.
  NativeCode(Hart& hart, const IInstructionSet& isa, std::uint32_t after)
      : hart_(hart), isa_(isa), after_(after) {}

  [[nodiscard]] std::uint32_t after() const { return after_; }

  /// The block's ops go through native code from now on, as far as that is possible.
  void compile(Block& block);
  /// Forgets the code of every block.
  void forget();
  /// Runs a chain of ops. Native code uses host registers that belong to its caller's caller: they are saved
  /// here.
  void run(Op* op);

  [[nodiscard]] std::uint64_t blocks() const { return blocks_; }  ///< that were compiled

 private:
  using Enter = void (*)(Hart* hart, Op* op, std::uint64_t cycles, std::uint64_t instret, Handler handler);

  Hart& hart_;
  const IInstructionSet& isa_;
  std::uint32_t after_;
  CodeMemory memory_;
  Enter enter_ = nullptr;
  std::uint64_t blocks_ = 0;
};

}  // namespace quartet::mcu::native
