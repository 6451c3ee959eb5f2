#include "accel/mcu/engine/engine.hpp"

#include <algorithm>
#include <utility>

#include "accel/mcu/engine/native/native_code.hpp"

namespace quartet::mcu {

namespace {

/// Blocks are forgotten when they hold more ops than this (32 bytes each): a program that writes code without
/// end.
constexpr std::size_t kMaxOps = std::size_t{1} << 20;

/// Ends at the end of a loop: what follows is fetched in time, wherever it is.
bool goes_on(const Block& block) {
  return block.code.back().size == 0;
}

bool is_sequential(const Exit& exit) {
  return &exit == exit.block->exits.data() || goes_on(*exit.block);
}

}  // namespace

Engine::Engine(Hart& hart, MemoryMap& memory, const IInstructionSet& isa, const ITiming& timing,
               IEvents& events, std::uint32_t native_after)
    : hart_(hart), memory_(memory), isa_(isa), timing_(timing), events_(events) {
  hart_.memory = &memory_;
  if (native_after != 0 && native::kSupported) native_ = std::make_unique<native::NativeCode>(hart, isa, native_after);
  hart_.native = native_.get();
}

Engine::~Engine() {
  hart_.native = nullptr;
}

std::uint64_t Engine::native_blocks() const {
  return native_ != nullptr ? native_->blocks() : 0;
}

std::unique_ptr<Block> Engine::translate(std::uint32_t pc, std::uint8_t context,
                                         std::size_t max_instructions,
                                         std::span<const Decoded> before, bool heeds_breakpoints) const {
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
  const std::vector<bool> halts = heeds_breakpoints ? halts_in(code) : std::vector<bool>{};
  tune_between(halts, code);
  return build_block(std::move(code), isa_.decode_in(memory_, pc, context), timing_, hart_, before, halts);
}

Block& Engine::find(std::uint32_t pc, std::uint8_t context) {
  const std::uint64_t key = std::uint64_t{context} << 32 | pc;
  const auto found = blocks_.find(key);
  if (found != blocks_.end()) return *found->second;
  auto block = translate(pc, context, kMaxBlockInstructions, {}, true);
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
  const bool sequential = is_sequential(exit);
  const std::int64_t extra =
      sequential ? sequence_cycles(exit.block->code, block, timing_) : std::int64_t{block.entry_cycles};
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
    hart_.cycles += jumped_ ? std::uint64_t{block.entry_cycles}
                            : static_cast<std::uint64_t>(sequence_cycles(last_stepped_, block, timing_));
    if (context == 0) jump_entry(hart_, hart_.pc) = {hart_.pc, block.entry_cycles, block.ops.data()};
  }
  jumped_ = true;
  last_stepped_.clear();
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

// What a step or a run without the present blocks has to know of what `exit` leads on from.
void Engine::follow_on(const Exit& exit) {
  jumped_ = !is_sequential(exit);
  const std::vector<Decoded>& code = exit.block->code;
  const std::size_t kept = jumped_ ? 0 : std::min(kHazardWindow, code.size());
  last_stepped_.assign(code.end() - static_cast<std::ptrdiff_t>(kept), code.end());
}

// As settle(), without losing what was executed in sequence before pc. At the beginning of a block nothing is owed: the exit
// that led there has charged what the block's first instructions cost behind those before them.
void Engine::settle_in_sequence() {
  if (const Op* const at = hart_.resume; at != nullptr) {
    const Op* last = at;
    while (last->last == 0) ++last;
    const Exit& exit = *last->link.exits;
    if (at == &exit.stub) {
      follow_on(exit);
    } else {
      const Block& block = *exit.block;
      const std::size_t done = block.before[static_cast<std::size_t>(at - block.ops.data())].count;
      const auto end = block.code.begin() + static_cast<std::ptrdiff_t>(done);
      last_stepped_.assign(end - static_cast<std::ptrdiff_t>(std::min(kHazardWindow, done)), end);
      jumped_ = false;
    }
  } else if (hart_.pending != nullptr) {
    follow_on(*hart_.pending);
  }
  settle();
  hart_.pending = nullptr;
}

// One entry an instruction; empty where there is no breakpoint.
std::vector<bool> Engine::halts_in(const std::vector<Decoded>& code) const {
  std::vector<bool> halts;
  if (breakpoints_.empty()) return halts;
  for (const Decoded& d : code)
    halts.push_back(d.size != 0 && std::binary_search(breakpoints_.begin(), breakpoints_.end(), d.pc));
  if (std::find(halts.begin(), halts.end(), true) == halts.end()) halts.clear();
  return halts;
}

// What a debugger sees at a breakpoint is whole: no effect is left out because of what comes behind it.
void Engine::tune_between(const std::vector<bool>& halts, std::vector<Decoded>& code) const {
  if (halts.empty()) return isa_.tune(code);
  std::vector<Decoded> piece;
  for (std::size_t i = 0, first = 0; i < code.size(); ++i) {
    piece.push_back(code[i]);
    if (i + 1 < code.size() && !halts[i + 1]) continue;
    isa_.tune(piece);
    std::copy(piece.begin(), piece.end(), code.begin() + static_cast<std::ptrdiff_t>(first));
    first = i + 1;
    piece.clear();
  }
}

void Engine::set_breakpoints(std::vector<std::uint32_t> addresses) {
  std::sort(addresses.begin(), addresses.end());
  breakpoints_ = std::move(addresses);
  forget_all();
}

void Engine::jump_to(std::uint32_t address) {
  settle();
  hart_.pending = nullptr;
  hart_.pc = address;
  hart_.context = 0;
  jumped_ = true;
  last_stepped_.clear();
}

void Engine::forget_all() {
  settle_in_sequence();
  forget_blocks();
}

void Engine::forget_blocks() {
  settle();
  hart_.pending = nullptr;
  hart_.flush = false;
  hart_.jumps.fill({});
  if (when_forgotten_) for_each_block(when_forgotten_);
  blocks_.clear();
  if (native_ != nullptr) native_->forget();
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
    jumped_ = true;
    last_stepped_.clear();
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
  for (;;) {
    if (hart_.stop.reason != StopReason::none) return settle();
    if (hart_.halted) return;
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
    if (native_ != nullptr)
      native_->run(op);
    else
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
  settle_in_sequence();
  hart_.halted = false;
  if (hart_.flush || op_count_ > kMaxOps) forget_blocks();
  if (interrupted()) return;
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
