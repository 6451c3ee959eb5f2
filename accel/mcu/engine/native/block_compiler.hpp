// Host code for a block that runs often: what its ops do, one behind the other, under the same rules as the
// ops. An instruction without a recipe keeps its handler, which comes back to native code behind itself.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "accel/mcu/engine/engine.hpp"
#include "accel/mcu/engine/native/emitter.hpp"

namespace quartet::mcu::native {

class BlockCompiler {
 public:
  BlockCompiler(Hart& hart, Block& block, const IInstructionSet& isa);

  /// False: nothing in the block has a recipe.
  [[nodiscard]] bool compile();
  [[nodiscard]] const std::vector<std::uint8_t>& code() const { return e_.a.code(); }
  /// Where native code for an op begins, as offset into the code.
  struct Entry {
    std::size_t op;
    std::uint32_t offset;
  };
  [[nodiscard]] std::vector<Entry> entries() const;

 private:
  struct Body {
    Assembler::Label label;
    Emitter::Cache cache;
    bool there = false;
  };
  void pass();
  void head(std::size_t index);
  [[nodiscard]] unsigned lower(std::size_t index);
  void hand_over(std::size_t index);
  void add_ways_out();
  void leave(const Emitter::Leaving& leaving);
  void go_round(const Emitter::Leaving& leaving);
  void conform(const Emitter::Cache& have, const Emitter::Cache& want);
  void add_entries();
  [[nodiscard]] bool goes_round(unsigned way) const;

  Hart& hart_;
  Block& block_;
  const IInstructionSet& isa_;
  Emitter e_;
  std::size_t heads_ = 0;
  std::size_t recipes_ = 0;
  std::vector<Body> bodies_;
  std::vector<bool> entered_;  ///< from handlers
  std::vector<bool> handed_over_;
  Assembler::Label pause_;
  Body loop_;
  std::vector<std::pair<std::size_t, Assembler::Label>> entries_;
};

}  // namespace quartet::mcu::native
