#include "sim/explore/sweep_session.hpp"

namespace quartet {

namespace {
constexpr std::int64_t kBestEvery_ms = 5000;  // reads every row
}

Result<SweepSession> SweepSession::enter(const SweepSpec& spec, const ISampler& sampler, const SweepOptions& options) {
  SweepSession session(spec, options);
  auto store = Store::open(options.database);
  if (!store) return pass(store.error());
  const auto entered = store->enter(spec, sampler.count(), options.shard);
  if (!entered) return pass(entered.error());
  session.sweep_ = *entered;
  const auto counts = store->counts(session.sweep_);
  if (!counts) return pass(counts.error());
  session.finished_before_ = counts->finished();
  session.begun_ = monotonic_ms();
  return session;
}

void SweepSession::report() {
  if (!options_.progress) return;
  auto store = Store::open(options_.database);
  if (!store) return;
  const auto counts = store->counts(sweep_);
  if (!counts) return;
  const std::int64_t now = monotonic_ms();
  SweepProgress progress;
  progress.counts = *counts;
  progress.elapsed_s = static_cast<double>(now - begun_) / 1000.0;
  if (progress.elapsed_s > 0.0) progress.rate = static_cast<double>(counts->finished() - finished_before_) / progress.elapsed_s;
  if (!spec_.objectives.empty() && (best_at_ == 0 || now - best_at_ > kBestEvery_ms)) {
    if (const auto best = store->best(sweep_, spec_.objectives.front())) best_ = *best;
    best_at_ = now;
  }
  progress.best = best_;
  options_.progress(progress);
}

Result<SweepOutcome> SweepSession::outcome() const {
  auto store = Store::open(options_.database);
  if (!store) return pass(store.error());
  const auto counts = store->counts(sweep_);
  if (!counts) return pass(counts.error());
  SweepOutcome out;
  out.sweep = sweep_;
  out.counts = *counts;
  out.interrupted = options_.stop != nullptr && options_.stop->load() && counts->finished() < counts->total;
  out.resumed = finished_before_ > 0;
  return out;
}

}  // namespace quartet
