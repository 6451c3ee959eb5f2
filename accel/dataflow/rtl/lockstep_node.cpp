#include "accel/dataflow/rtl/lockstep_node.hpp"

#include <algorithm>

namespace quartet::dataflow::lockstep {

namespace {

bool any_fires(std::span<const char> valid, std::span<const char> ready) {
  for (std::size_t i = 0; i < valid.size(); ++i) {
    if (valid[i] != 0 && ready[i] != 0) return true;
  }
  return false;
}
bool any_waits(std::span<const char> valid, std::span<const char> ready) {
  for (std::size_t i = 0; i < valid.size(); ++i) {
    if (valid[i] != 0 && ready[i] == 0) return true;
  }
  return false;
}

}  // namespace

LockstepNode::LockstepNode(std::unique_ptr<RtlBlock> block, std::unique_ptr<IComparison> comparison, const std::vector<Port>& ports,
                           const LockstepOptions& options, std::shared_ptr<Record> record)
    : block_(std::move(block)),
      comparison_(std::move(comparison)),
      record_(std::move(record)),
      watchdog_(options.watchdog),
      run_until_(options.run_until) {
  for (const Port& p : ports) (p.is_input ? in_valid_ : out_valid_).push_back(0);
  in_ready_ = in_valid_;
  out_ready_ = out_valid_;
  out_.assign(out_valid_.size(), nullptr);
  record_->wave_offset = block_->wave_offset();
}

LockstepNode::~LockstepNode() {
  block_->close_wave();
  record_->ports = block_->states();
}

const Lanes& LockstepNode::payload(std::size_t output) const {
  const Lanes& lanes = block_->payload(output);
  out_[output] = &lanes;
  return lanes;
}

void LockstepNode::settle(std::span<const char> in_valid, std::span<const char> out_ready, std::span<char> in_ready) {
  std::copy(in_valid.begin(), in_valid.end(), in_valid_.begin());
  std::copy(out_ready.begin(), out_ready.end(), out_ready_.begin());
  for (std::size_t o = 0; o < out_valid_.size(); ++o) out_valid_[o] = static_cast<char>(block_->valid(o));
  block_->settle(in_valid, out_ready, in_ready);
  std::copy(in_ready.begin(), in_ready.end(), in_ready_.begin());
}

stream::IStepNode::Did LockstepNode::clock(std::span<const char>, std::span<const char>, std::span<const Lanes* const> in) {
  Did did = Did::starved;
  if (comparison_) {
    const Seen seen{in_valid_, in_ready_, out_valid_, out_ready_, in, out_};
    record_->first = compare(seen);
    record_->beats_compared = comparison_->beats_compared();
    did = comparison_->did();
    if (record_->first) comparison_.reset();
  }
  if (record_->first) watch_for_beat();
  block_->tick();
  if (block_->stopped()) {
    record_->stopped = block_->check_stopped().error();
    stopped_ = true;
  }
  if (block_->wave_error()) record_->wave_error = block_->wave_error();
  std::fill(out_.begin(), out_.end(), nullptr);
  record_->cycles = ++now_;
  if (record_->first && (!run_until_ || now_ > *run_until_)) stopped_ = true;
  return did;
}

std::optional<Difference> LockstepNode::compare(const Seen& seen) {
  if (auto broken = block_->check()) {
    Difference d;
    d.kind = Difference::Kind::protocol;
    d.cycle = now_;
    d.port = std::move(broken->port);
    d.at_input = broken->at_input;
    d.beat = broken->beat;
    d.notes.push_back(std::move(broken->rule));
    return d;
  }
  if (auto d = comparison_->cycle(now_, seen)) return d;
  const bool progress = any_fires(seen.in_valid, seen.in_ready) || any_fires(seen.out_valid, seen.out_ready);
  if (!watchdog_.tick(progress, owes(seen))) return std::nullopt;
  Difference d;
  d.kind = Difference::Kind::hang;
  d.cycle = now_;
  for (const quartet::rtl::PortState& s : block_->states()) d.notes.push_back(to_string(s) + (s.valid && !s.ready ? " (waits)" : ""));
  return d;
}

/// What the graph keeps from moving is not the block's fault.
bool LockstepNode::owes(const Seen& seen) const {
  return !any_waits(seen.out_valid, seen.out_ready) && (comparison_->owes() || any_waits(seen.in_valid, seen.in_ready));
}

/// After a beat that did not come in its cycle: when it comes.
void LockstepNode::watch_for_beat() {
  const Difference& d = *record_->first;
  if (d.kind != Difference::Kind::cycle || !d.model_first || record_->came) return;
  for (const quartet::rtl::PortState& s : block_->states()) {
    if (s.is_input != d.at_input || s.name != d.port) continue;
    const bool there = d.at_input ? s.valid && s.ready : s.valid;
    if (there && now_ > d.cycle) record_->came = now_;
  }
}

}  // namespace quartet::dataflow::lockstep
