#include "accel/mcu/engine/native/block_compiler.hpp"

#include <bit>
#include <cstddef>

namespace quartet::mcu::native {

namespace {

std::uint64_t address(const void* p) {
  return std::bit_cast<std::uint64_t>(p);
}
std::uint64_t address(Handler handler) {
  return std::bit_cast<std::uint64_t>(handler);
}

}  // namespace

BlockCompiler::BlockCompiler(Hart& hart, Block& block, const IInstructionSet& isa)
    : hart_(hart),
      block_(block),
      isa_(isa),
      e_(hart, block),
      bodies_(block.ops.size()),
      entered_(block.ops.size()),
      handed_over_(block.ops.size()) {
  heads_ = 1 + (hart.count_blocks ? 1U : 0U) + (block.slow != nullptr ? 1U : 0U);
  pause_ = e_.a.label();
}

bool BlockCompiler::goes_round(unsigned way) const {
  return block_.exits[way].next == block_.ops.data();
}

bool BlockCompiler::compile() {
  entered_[0] = true;
  pass();
  if (recipes_ == 0) return false;
  add_ways_out();
  // A block that goes round gets a second body, which begins with what the first one held at its end.
  if (loop_.there) {
    e_.a.bind(loop_.label);
    e_.cache_ = loop_.cache;
    pass();
    add_ways_out();
  }
  add_entries();
  e_.a.bind(pause_);
  e_.a.move64(Reg::rax, address(static_cast<Handler>(pause)));
  e_.a.jump(Reg::rax);
  e_.a.finish();
  return true;
}

void BlockCompiler::pass() {
  for (std::size_t i = 0; i < block_.ops.size();) {
    e_.begin(i);
    bodies_[i] = {e_.a.label(), e_.cache_, true};
    e_.a.bind(bodies_[i].label);
    if (i < heads_) {
      head(i++);
      continue;
    }
    const unsigned covered = lower(i);
    handed_over_[i] = covered == 0;
    if (covered == 0) hand_over(i);
    i += covered == 0 ? 1 : covered;
  }
}

unsigned BlockCompiler::lower(std::size_t index) {
  if (block_.own[index] == fall_through) {
    e_.follow(0);
    return 1;
  }
  const unsigned covered = isa_.lower(e_, block_.own[index], block_.ops[index]);
  recipes_ += covered;
  return covered;
}

// What stands at the head of a block: its trigger, the count of its runs, the fetch from a slow memory.
void BlockCompiler::head(std::size_t index) {
  Assembler& a = e_.a;
  if (index == 0) return;
  if (hart_.count_blocks && index == 1) {
    a.move64(Reg::rax, address(&block_.runs));
    return a.increment64(at(Reg::rax));
  }
  a.move64(Reg::rax, address(&block_.slow->fetch_changes()));
  a.move64(Reg::rsi, address(&block_.fetched_at));
  a.load64(Reg::rax, at(Reg::rax));
  a.alu64(Alu::add, Reg::rax, 1);
  a.alu64(Alu::cmp, Reg::rax, at(Reg::rsi));
  e_.own_handler_if(Cond::ne);
}

void BlockCompiler::hand_over(std::size_t index) {
  e_.a.address64(Reg::rsi, e_.of_op(0));
  e_.a.move64(Reg::rax, address(block_.own[index]));
  e_.a.jump(Reg::rax);
  e_.forget();
  if (index + 1 < entered_.size()) entered_[index + 1] = true;
}

void BlockCompiler::add_ways_out() {
  for (const Emitter::Leaving& leaving : e_.leaving_) {
    e_.a.bind(leaving.label);
    leave(leaving);
  }
  for (const Emitter::ToHandler& to : e_.to_handlers_) {
    e_.begin(to.index);
    e_.a.bind(to.label);
    hand_over(to.index);
  }
  e_.leaving_.clear();
  e_.to_handlers_.clear();
}

// As follow().
void BlockCompiler::leave(const Emitter::Leaving& leaving) {
  Assembler& a = e_.a;
  if (leaving.saved != 0) a.alu64(Alu::sub, Reg::rdx, static_cast<std::int32_t>(leaving.saved));
  if (leaving.way == Emitter::kNoWay) {
    conform(leaving.cache, bodies_[leaving.to].cache);
    return a.jump(bodies_[leaving.to].label);
  }
  if (goes_round(leaving.way)) return go_round(leaving);
  Exit& exit = block_.exits[leaving.way];
  a.move64(Reg::rsi, address(&exit));
  a.load(Reg::rax, at(Reg::rsi, offsetof(Exit, cycles)));
  a.alu64(Alu::add, Reg::rdx, Reg::rax);
  a.alu64(Alu::add, Reg::rcx, static_cast<std::int32_t>(exit.count));
  a.load64(Reg::rsi, at(Reg::rsi, offsetof(Exit, next)));
  a.alu64(Alu::cmp, Reg::rdx, e_.field(&hart_.deadline));
  a.jump_if(Cond::ae, pause_);
  a.jump(at(Reg::rsi, offsetof(Op, run)));
}

// The same without a jump through a pointer; what the exit costs no longer changes once it is linked.
void BlockCompiler::go_round(const Emitter::Leaving& leaving) {
  Assembler& a = e_.a;
  if (!loop_.there) loop_ = {a.label(), leaving.cache, true};
  const Exit& exit = block_.exits[leaving.way];
  conform(leaving.cache, loop_.cache);
  a.alu64(Alu::add, Reg::rdx, static_cast<std::int32_t>(exit.cycles));
  a.alu64(Alu::add, Reg::rcx, static_cast<std::int32_t>(exit.count));
  a.alu64(Alu::cmp, Reg::rdx, e_.field(&hart_.deadline));
  a.jump_if(Cond::b, loop_.label);
  a.move64(Reg::rsi, address(block_.ops.data()));
  a.jump(pause_);
}

void BlockCompiler::conform(const Emitter::Cache& have, const Emitter::Cache& want) {
  for (std::size_t r = 0; r < want.size(); ++r) {
    if (want[r].guest != kNothing && want[r].guest != have[r].guest)
      e_.a.load(static_cast<Reg>(r), e_.field(&hart_.x[want[r].guest]));
  }
}

void BlockCompiler::add_entries() {
  for (std::size_t i = 0; i < entered_.size(); ++i) {
    if (!entered_[i] || !bodies_[i].there || handed_over_[i]) continue;
    entries_.emplace_back(i, e_.a.label());
    e_.a.bind(entries_.back().second);
    e_.a.move64(Reg::r11, address(block_.ops.data()));
    conform({}, bodies_[i].cache);
    e_.a.jump(bodies_[i].label);
  }
}

std::vector<BlockCompiler::Entry> BlockCompiler::entries() const {
  std::vector<Entry> all;
  for (const auto& [op, label] : entries_) all.push_back({op, e_.a.offset_of(label)});
  return all;
}

}  // namespace quartet::mcu::native
