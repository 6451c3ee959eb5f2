#include "accel/dataflow/rtl/rtl_block.hpp"

#include <fmt/format.h>

namespace quartet::dataflow::lockstep {

using quartet::rtl::StreamPort;

Result<std::unique_ptr<RtlBlock>> RtlBlock::create(const Placement& placement, std::int64_t samples, std::uint64_t seed,
                                                   std::optional<quartet::rtl::WaveWindow> wave) {
  auto model = quartet::rtl::RtlModel::create(placement.plugin, {placement.unit, seed});
  if (!model) return pass(model.error());
  std::unique_ptr<RtlBlock> block(new RtlBlock(std::move(*model)));
  if (auto bound = block->bind(placement, samples); !bound) return pass(bound.error());
  block->model_->reset();
  std::vector<Feed> loads;
  for (const CoefficientFeed& f : placement.feeds) {
    auto port = StreamPort::bind(*block->model_, *f.stream, {f.layout, f.beats.size(), f.load ? std::optional<std::uint64_t>(f.beats.size()) : std::nullopt});
    if (!port) return pass(port.error());
    (f.load ? loads : block->feeds_).push_back({std::move(*port), &f});
  }
  for (Feed& feed : loads) {
    if (auto done = block->load(feed, placement); !done) return pass(done.error());
  }
  for (Feed& feed : block->feeds_) {
    feed.port.offer(true);
    block->put_next(feed);
  }
  block->start_ = block->model_->cycle();
  if (wave) {
    wave->first += block->start_;
    wave->last += block->start_;
    block->wave_ = quartet::rtl::WaveCut(std::move(wave));
  }
  return block;
}

Result<void> RtlBlock::bind(const Placement& placement, std::int64_t samples) {
  for (std::size_t i = 0; i < placement.ports.size(); ++i) {
    const Port& p = placement.ports[i];
    const auto per_sample = static_cast<std::uint64_t>(p.beats_per_sample);
    const quartet::rtl::BeatLayout layout{static_cast<std::size_t>(p.lanes), static_cast<unsigned>(p.width_bits / p.lanes)};
    auto port = StreamPort::bind(*model_, *placement.streams[i], {layout, per_sample, per_sample * static_cast<std::uint64_t>(samples)});
    if (!port) return pass(port.error());
    (p.is_input ? inputs_ : outputs_).push_back(std::move(*port));
  }
  fresh_.assign(inputs_.size(), 1);
  valid_before_.assign(outputs_.size(), 0);
  return {};
}

Result<void> RtlBlock::load(Feed& feed, const Placement& placement) {
  quartet::rtl::Watchdog watchdog(placement.watchdog);
  feed.port.offer(true);
  while (feed.port.beats() < feed.source->beats.size()) {
    put_next(feed);
    model_->settle();
    const bool fires = feed.port.fires();
    if (const auto broken = feed.port.check()) {
      return fail(ErrorCode::check_failed, fmt::format("{} (block '{}')", placement.unit, placement.plugin->name()),
                  fmt::format("while its coefficients are loaded, stream '{}': {}", feed.port.name(), *broken));
    }
    if (watchdog.tick(fires, true)) {
      return pass(quartet::rtl::hang_error(fmt::format("{} (block '{}'), while its coefficients are loaded", placement.unit, placement.plugin->name()),
                                           watchdog.limit(), model_->cycle(), {feed.port.state()}));
    }
    model_->tick();
  }
  feed.port.offer(false);
  return model_->check_stopped();
}

void RtlBlock::offer(std::span<const Lanes* const> in) {
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    if (in[i] == nullptr || fresh_[i] == 0) continue;
    inputs_[i].put(*in[i]);
    fresh_[i] = 0;
  }
}

void RtlBlock::settle(std::span<const char> in_valid, std::span<const char> out_ready, std::span<char> in_ready) {
  for (std::size_t i = 0; i < inputs_.size(); ++i) inputs_[i].offer(in_valid[i] != 0);
  for (std::size_t o = 0; o < outputs_.size(); ++o) {
    valid_before_[o] = static_cast<char>(outputs_[o].valid());
    outputs_[o].accept(out_ready[o] != 0);
  }
  if (const auto opened = wave_.cycle(*model_); !opened) wave_error_ = opened.error();
  model_->settle();
  for (std::size_t i = 0; i < inputs_.size(); ++i) in_ready[i] = static_cast<char>(inputs_[i].ready());
}

std::optional<RtlBlock::Broken> RtlBlock::check() {
  const auto look = [](StreamPort& port) -> std::optional<Broken> {
    const std::uint64_t beat = port.beats();
    if (auto rule = port.check()) return Broken{port.name(), std::move(*rule), port.is_input(), beat};
    return std::nullopt;
  };
  for (std::size_t o = 0; o < outputs_.size(); ++o) {
    if ((valid_before_[o] != 0) != outputs_[o].valid()) {
      return Broken{outputs_[o].name(), "valid depends on the inputs of the same cycle; put a register before it", false, outputs_[o].beats()};
    }
    if (auto broken = look(outputs_[o])) return broken;
  }
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    fresh_[i] = static_cast<char>(fresh_[i] != 0 || inputs_[i].fires());
    if (auto broken = look(inputs_[i])) return broken;
  }
  for (Feed& feed : feeds_) {
    if (auto broken = look(feed.port)) return broken;
  }
  return std::nullopt;
}

void RtlBlock::tick() {
  model_->tick();
  for (Feed& feed : feeds_) put_next(feed);
}

std::vector<quartet::rtl::PortState> RtlBlock::states() const {
  std::vector<quartet::rtl::PortState> out;
  for (const auto* list : {&inputs_, &outputs_}) {
    for (const StreamPort& port : *list) out.push_back(port.state());
  }
  for (const Feed& feed : feeds_) out.push_back(feed.port.state());
  return out;
}

}  // namespace quartet::dataflow::lockstep
