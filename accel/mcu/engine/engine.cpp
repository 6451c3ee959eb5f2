#include "accel/mcu/engine/engine.hpp"

#include <algorithm>
#include <utility>

namespace quartet::mcu {

namespace {

/// Blocks are forgotten when they hold more ops than this (32 bytes each): a program that writes code without
/// end.
constexpr std::size_t kMaxOps = std::size_t{1} << 20;

/// Ends at the end of a loop: what follows is fetched in time, wherever it is.
bool goes_on(const Block& block) {
  return block.code.back().size == 0;
}

}  // namespace

Engine::Engine(Hart& hart, MemoryMap& memory, const IInstructionSet& isa, const ITiming& timing,
               IEvents& events)
    : hart_(hart), memory_(memory), isa_(isa), timing_(timing), events_(events) {
  hart_.memory = &memory_;
}

std::unique_ptr<Block> Engine::translate(std::uint32_t pc, std::uint8_t context,
                                         std::size_t max_instructions,
                                         std::span<const Decoded> before) const {
  std::vector<Decoded> code;
  for (std::size_t instructions = 0;;) {
    const Decoded d = isa_.decode_in(memory_, pc, context);
    if (d.size != 0 && instructions == max_instructions) break;
    if (d.what->flow == Flow::alone && !code.empty()) break;
    code.push_back(d);
    instructions += d.size != 0 ? 1 : 0;
    pc += d.size;
    context = d.next_context;
    if (d.what->flow != Flow::next) break;
  }
  isa_.tune(code);
  return build_block(std::move(code), isa_.decode_in(memory_, pc, context), timing_, hart_, before);
}

Block& Engine::find(std::uint32_t pc, std::uint8_t context) {
  const std::uint64_t key = std::uint64_t{context} << 32 | pc;
  const auto found = blocks_.find(key);
  if (found != blocks_.end()) return *found->second;
  auto block = translate(pc, context, kMaxBlockInstructions);
  // The second op keeps its own handler: a run may go on there.
  for (std::size_t i = 0; i + 1 < block->ops.size(); ++i) {
    if (const Handler both = isa_.fused(block->ops[i].run, block->ops[i + 1].run); both != nullptr)
      block->ops[i].run = both;
  }
  op_count_ += block->ops.size();
  memory_.mark_code(pc, block->exits[0].target);
  return *blocks_.emplace(key, std::move(block)).first->second;
}

// The hazards of this first passage are charged here, those of every later one by the exit.
void Engine::link(Exit& exit, Block& block) {
  const bool sequential = &exit == exit.block->exits.data() || goes_on(*exit.block);
  const std::int64_t extra =
      sequential ? sequence_cycles(*exit.block, block, timing_) : std::int64_t{block.entry_cycles};
  exit.cycles = static_cast<std::uint32_t>(exit.cycles + extra);
  exit.next = block.ops.data();
  hart_.cycles += static_cast<std::uint64_t>(extra);
}

Op* Engine::enter() {
  if (hart_.resume != nullptr) return hart_.resume;
  const std::uint8_t context = std::exchange(hart_.context, std::uint8_t{0});
  Block& block = find(hart_.pc, context);
  if (Exit* const from = std::exchange(hart_.pending, nullptr); from != nullptr) {
    link(*from, block);
  } else {
    hart_.cycles += block.entry_cycles;
    if (context == 0) jump_entry(hart_, hart_.pc) = {hart_.pc, block.entry_cycles, block.ops.data()};
  }
  return block.ops.data();
}

// Brings cycles, instret and pc to the very instruction that is next, and leaves its block.
void Engine::settle() {
  if (hart_.resume == nullptr) return;
  const Moment now = moment_of(hart_.resume, hart_.cycles, hart_.instret);
  hart_.cycles = now.cycles;
  hart_.instret = now.instret;
  hart_.pc = hart_.resume->pc;
  hart_.context = now.context;
  hart_.resume = nullptr;
  hart_.pending = nullptr;
}

void Engine::forget_blocks() {
  settle();
  hart_.pending = nullptr;
  hart_.flush = false;
  hart_.jumps.fill({});
  if (when_forgotten_) for_each_block(when_forgotten_);
  blocks_.clear();
  op_count_ = 0;
  memory_.forget_code();
}

// Looks at the interrupts without giving up the place in the block when there is none.
bool Engine::interrupted() {
  hart_.attention = false;
  const std::uint64_t base_cycles = hart_.cycles, base_instret = hart_.instret;
  Op* const resume = hart_.resume;
  Exit* const pending = hart_.pending;
  const std::uint8_t context = hart_.context;
  settle();
  if (events_.take_interrupt(hart_)) {
    hart_.pending = nullptr;
    return true;
  }
  hart_.cycles = base_cycles;
  hart_.instret = base_instret;
  hart_.resume = resume;
  hart_.pending = pending;
  hart_.context = context;
  return false;
}

Moment Engine::now() const {
  if (hart_.resume == nullptr) return {hart_.cycles, hart_.instret, hart_.context};
  return moment_of(hart_.resume, hart_.cycles, hart_.instret);
}

void Engine::run(std::uint64_t until) {
  last_stepped_.clear();
  for (;;) {
    if (hart_.stop.reason != StopReason::none) return settle();
    if (hart_.flush || op_count_ > kMaxOps) forget_blocks();
    (void)interrupted();
    const std::uint64_t cycle = now().cycles;
    if (cycle >= until) return;
    if (hart_.asleep) {
      sleep(until);
      continue;
    }
    hart_.deadline = std::min(until, events_.next_event(cycle));
    Op* const op = enter();
    op->run(&hart_, op, hart_.cycles, hart_.instret);
  }
}

// Time passes to the next event at once. Counted as sleep, for the energy of the core.
void Engine::sleep(std::uint64_t until) {
  settle();
  const std::uint64_t event = events_.next_event(hart_.cycles);
  if (event == UINT64_MAX) {
    hart_.stop = {StopReason::no_wake_up, 0, hart_.pc};
    return;
  }
  const std::uint64_t wake = std::min(until, event);
  hart_.sleep_cycles += wake - hart_.cycles;
  hart_.cycles = wake;
}

void Engine::step() {
  settle();
  if (hart_.flush || op_count_ > kMaxOps) forget_blocks();
  if (interrupted()) return last_stepped_.clear();
  if (hart_.asleep) return sleep(UINT64_MAX);
  step_instruction();
  // The end of a loop belongs to the instruction before it.
  if (single_->behind.size == 0 && hart_.stop.reason == StopReason::none && hart_.pc == single_->behind.pc &&
      hart_.context == single_->behind.context)
    step_instruction();
}

void Engine::step_instruction() {
  hart_.pending = nullptr;
  hart_.deadline = 0;
  single_ = translate(hart_.pc, std::exchange(hart_.context, std::uint8_t{0}), 1, last_stepped_);
  const Decoded done = single_->code.front();
  hart_.cycles += jumped_ ? single_->entry_cycles : 0;
  single_->ops.front().run(&hart_, single_->ops.data(), hart_.cycles, hart_.instret);
  const Op* const first = single_->ops.data();
  const bool inside = hart_.resume >= first && hart_.resume < first + single_->ops.size();
  jumped_ = !inside && hart_.resume != &single_->exits[0].stub && !goes_on(*single_);
  settle();
  if (jumped_) last_stepped_.clear();
  if (!jumped_) last_stepped_.push_back(done);
  if (last_stepped_.size() > kHazardWindow) last_stepped_.erase(last_stepped_.begin());
}

}  // namespace quartet::mcu
