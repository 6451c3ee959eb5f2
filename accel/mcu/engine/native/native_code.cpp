#include "accel/mcu/engine/native/native_code.hpp"

#include <array>
#include <bit>

#include "accel/mcu/engine/native/block_compiler.hpp"

namespace quartet::mcu::native {

namespace {

/// Calling convention of the host: System V ABI for AMD64, 3.2.
constexpr std::array kSaved{Reg::rbx, Reg::rbp, Reg::r12, Reg::r13, Reg::r14, Reg::r15};
constexpr Reg kFifthArgument = Reg::r8;

std::vector<std::uint8_t> entrance() {
  Assembler a;
  for (const Reg r : kSaved) a.push(r);
  a.push(Reg::rax);  // the stack is aligned to 16 bytes at a call
  a.call(kFifthArgument);
  a.pop(Reg::rax);
  for (std::size_t i = kSaved.size(); i-- > 0;) a.pop(kSaved[i]);
  a.ret();
  return a.code();
}

}  // namespace

void NativeCode::compile(Block& block) {
  if (enter_ == nullptr) return;
  BlockCompiler compiler(hart_, block, isa_);
  if (!compiler.compile()) return;
  const std::uint8_t* const code = memory_.add(compiler.code());
  if (code == nullptr) return;
  // Every handler comes back to the op behind it: pairs in one handler would not.
  for (std::size_t i = 1; i < block.ops.size(); ++i) block.ops[i].run = block.own[i];
  for (const BlockCompiler::Entry& entry : compiler.entries())
    block.ops[entry.op].run = std::bit_cast<Handler>(code + entry.offset);
  ++blocks_;
}

void NativeCode::forget() {
  memory_.clear();
  enter_ = nullptr;
}

void NativeCode::run(Op* op) {
  if (enter_ == nullptr) enter_ = std::bit_cast<Enter>(memory_.add(entrance()));
  if (enter_ == nullptr) return op->run(&hart_, op, hart_.cycles, hart_.instret);
  enter_(&hart_, op, hart_.cycles, hart_.instret, op->run);
}

}  // namespace quartet::mcu::native
