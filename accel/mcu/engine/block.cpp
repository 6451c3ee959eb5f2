#include "accel/mcu/engine/block.hpp"

#include <algorithm>
#include <utility>

#include "accel/mcu/engine/memory_map.hpp"
#include "accel/mcu/engine/native/native_code.hpp"

namespace quartet::mcu {

namespace {

std::span<const Decoded> window_before(std::span<const Decoded> code, std::size_t i) {
  const std::size_t first = i > kHazardWindow ? i - kHazardWindow : 0;
  return {code.data() + first, i - first};
}

// The instruction behind code[i] in memory.
const Decoded* after(const Block& block, std::size_t i) {
  return i + 1 < block.code.size() ? &block.code[i + 1] : &block.behind;
}

Op make_op(const Decoded& d, Handler run, Hart& hart) {
  Op op;
  op.run = run;
  op.link.window = &hart.no_window;
  op.imm = d.operands.imm;
  op.rd = d.operands.rd == 0 ? kSink : d.operands.rd;
  op.rs1 = d.operands.rs1;
  op.rs2 = d.operands.rs2;
  op.pc = d.pc;
  op.raw = d.raw;
  return op;
}

// Stands for the first op of a block that is not known yet: the engine finds it and links the exit.
void unresolved(Hart* hart, Op* op, std::uint64_t cycles, std::uint64_t instret) {
  hart->cycles = cycles;
  hart->instret = instret;
  hart->resume = nullptr;
  hart->pending = op->link.exits;
  hart->pc = op->pc;
  hart->context = static_cast<std::uint8_t>(op->imm);
}

void pass_on(Hart* hart, Op* op, std::uint64_t cycles, std::uint64_t instret) {
  return next(hart, op, cycles, instret);
}

void warm_up(Hart* hart, Op* op, std::uint64_t cycles, std::uint64_t instret) {
  if (++op->link.block->heat < hart->native->after()) [[likely]]
    return next(hart, op, cycles, instret);
  op->run = pass_on;
  hart->native->compile(*op->link.block);
  return op->run(hart, op, cycles, instret);
}

void count_run(Hart* hart, Op* op, std::uint64_t cycles, std::uint64_t instret) {
  ++op->link.block->runs;
  return next(hart, op, cycles, instret);
}

[[gnu::noinline]] std::uint64_t fetch_slowly(const Op* op, std::uint64_t cycles) {
  Block& block = *op->link.block;
  const std::uint32_t extra = block.slow->fetch(block.pc, op->imm, cycles, block.before.back().cycles);
  block.fetched_at = extra == 0 ? block.slow->fetch_changes() + 1 : 0;
  return cycles + extra;
}

void fetch_block(Hart* hart, Op* op, std::uint64_t cycles, std::uint64_t instret) {
  const Block& block = *op->link.block;
  if (block.fetched_at != block.slow->fetch_changes() + 1) [[unlikely]]
    cycles = fetch_slowly(op, cycles);
  return next(hart, op, cycles, instret);
}

// A breakpoint: the run ends here with all that led here charged, and would go on here.
void halt_here(Hart* hart, Op* op, std::uint64_t cycles, std::uint64_t instret) {
  hart->halted = true;
  return pause(hart, op, cycles, instret);
}

// What stands at the head of a block and belongs to none of its instructions.
void add_head(Block& block, Handler run, Hart& hart) {
  Op op = make_op(block.code.front(), run, hart);
  op.link.block = &block;
  const Decoded& last = block.code.back();
  op.imm = last.pc + last.size;
  block.ops.push_back(op);
  block.before.push_back({0, 0, block.code.front().context});
}

void set_exit(Block& block, std::size_t way, std::uint32_t cycles, std::uint32_t target,
              std::uint8_t context) {
  Exit& exit = block.exits[way];
  exit.cycles = cycles;
  exit.count = static_cast<std::uint32_t>(
      std::count_if(block.code.begin(), block.code.end(), [](const Decoded& d) { return d.size != 0; }));
  exit.target = target;
  exit.block = &block;
  exit.stub.run = unresolved;
  exit.stub.link.exits = &exit;
  exit.stub.pc = target;
  exit.stub.imm = context;
  exit.stub.last = 1;
  exit.next = &exit.stub;
}

}  // namespace

void fall_through(Hart* hart, Op* op, std::uint64_t cycles, std::uint64_t instret) {
  return follow(hart, op->link.exits, cycles, instret);
}

std::unique_ptr<Block> build_block(std::vector<Decoded> code, const Decoded& behind, const ITiming& timing,
                                   Hart& hart, std::span<const Decoded> before_it, const std::vector<bool>& halts) {
  auto block = std::make_unique<Block>();
  block->pc = code.front().pc;
  block->code = std::move(code);
  block->behind = behind;
  std::vector<Decoded> joined(before_it.begin(), before_it.end());
  joined.insert(joined.end(), block->code.begin(), block->code.end());
  std::uint32_t sum = 0;
  Cost cost;
  const auto halts_at = [&](std::size_t i) { return i < halts.size() && halts[i]; };
  if (halts_at(0)) add_head(*block, halt_here, hart);
  if (hart.native != nullptr && halts.empty()) add_head(*block, warm_up, hart);
  if (hart.count_blocks) add_head(*block, count_run, hart);
  block->slow = hart.memory != nullptr ? hart.memory->slow_at(block->pc) : nullptr;
  if (block->slow != nullptr) add_head(*block, fetch_block, hart);
  for (std::size_t i = 0; i < block->code.size(); ++i) {
    const Decoded& d = block->code[i];
    cost = timing.cost(window_before(joined, before_it.size() + i), d, after(*block, i));
    const Block::Before before{sum, static_cast<std::uint32_t>(i), d.context};
    if (i > 0 && halts_at(i)) {
      block->ops.push_back(make_op(d, halt_here, hart));
      block->before.push_back(before);
    }
    if (d.guard != nullptr) {
      block->ops.push_back(make_op(d, d.guard, hart));
      block->ops.back().rd = cost.dynamic != nullptr ? 2 : 1;
      block->ops.back().imm = cost.cycles - cost.skipped_cycles;
      block->before.push_back(before);
    }
    if (cost.dynamic != nullptr) {
      block->ops.push_back(make_op(d, cost.dynamic, hart));
      block->ops.back().imm = cost.argument;
      block->before.push_back(before);
    }
    sum += cost.cycles;
    if (d.silent) continue;
    block->ops.push_back(make_op(d, d.run != nullptr ? d.run : d.what->run, hart));
    block->before.push_back(before);
  }
  const Decoded& last = block->code.back();
  const std::uint32_t end = last.pc + last.size;
  if (last.what->flow == Flow::next) {
    Op close = make_op(last, fall_through, hart);
    close.pc = end;
    block->ops.push_back(close);
    block->before.push_back({sum, static_cast<std::uint32_t>(block->code.size()), last.next_context});
  }
  block->ops.back().last = 1;
  block->ops.back().link.exits = block->exits.data();
  set_exit(*block, 0, sum, end, last.next_context);
  set_exit(*block, 1, sum - cost.cycles + cost.taken_cycles, last.operands.imm, 0);
  block->entry_cycles = timing.entry_cycles(block->code.front());
  if (hart.native != nullptr && halts.empty()) {
    // A run that is cut here goes on where it would without this head: behind instructions that need no op.
    block->ops[0].pc = block->ops[1].pc;
    block->before[0] = block->before[1];
    for (const Op& op : block->ops) block->own.push_back(op.run);
  }
  return block;
}

std::int64_t sequence_cycles(std::span<const Decoded> previous, const Block& next, const ITiming& timing) {
  const std::span<const Decoded> tail = window_before(previous, previous.size());
  std::vector<Decoded> joined(tail.begin(), tail.end());
  const std::size_t head = joined.size();
  joined.insert(joined.end(), next.code.begin(),
                next.code.begin() + static_cast<std::ptrdiff_t>(std::min(kHazardWindow, next.code.size())));
  std::int64_t extra = 0;
  for (std::size_t i = head; i < joined.size(); ++i) {
    const Decoded* behind = after(next, i - head);
    extra += std::int64_t{timing.cost(window_before(joined, i), joined[i], behind).cycles};
    extra -= std::int64_t{timing.cost(window_before(next.code, i - head), joined[i], behind).cycles};
  }
  return extra;
}

Moment moment_of(const Op* op, std::uint64_t cycles, std::uint64_t instret) {
  const Op* last = op;
  while (last->last == 0) ++last;
  if (last->run == unresolved) return {cycles, instret, static_cast<std::uint8_t>(last->imm)};
  const Block& block = *last->link.exits->block;
  const Block::Before before = block.before[static_cast<std::size_t>(op - block.ops.data())];
  return {cycles + before.cycles, instret + before.count, before.context};
}

void stop_at(Hart* hart, Op* op, std::uint64_t cycles, std::uint64_t instret, Stop stop) {
  const Moment now = moment_of(op, cycles, instret);
  hart->cycles = now.cycles;
  hart->instret = now.instret;
  hart->resume = nullptr;
  hart->pc = op->pc;
  hart->context = now.context;
  hart->stop = stop;
}

void next_with_care(Hart* hart, Op* op, std::uint64_t cycles, std::uint64_t instret) {
  cycles += std::exchange(hart->device_wait, 0U);
  if (!hart->attention && !hart->flush && hart->stop.reason == StopReason::none)
    return next(hart, op, cycles, instret);
  // The engine goes on at op + 1 with the same base, so that the block's exit still adds its sums once.
  return pause(hart, op + 1, cycles, instret);
}

}  // namespace quartet::mcu
