// What a local sweep and the first process of an MPI sweep share: the row of the sweep in its database, and the reports of
// how it goes.
#pragma once

#include "sim/explore/sweep.hpp"

namespace quartet {

/// Opens the database for each question and closes it again: worker processes may be forked between any two calls.
class SweepSession {
 public:
  [[nodiscard]] static Result<SweepSession> enter(const SweepSpec& spec, const ISampler& sampler, const SweepOptions& options);

  [[nodiscard]] std::int64_t sweep() const { return sweep_; }
  /// To options.progress; the best value is read now and then only.
  void report();
  [[nodiscard]] Result<SweepOutcome> outcome() const;

 private:
  SweepSession(const SweepSpec& spec, const SweepOptions& options) : spec_(spec), options_(options) {}

  const SweepSpec& spec_;
  const SweepOptions& options_;
  std::int64_t sweep_ = 0, finished_before_ = 0, begun_ = 0, best_at_ = 0;
  std::optional<double> best_;
};

}  // namespace quartet
