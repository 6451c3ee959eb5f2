// Values of every sample under every seed, computed by several threads; the result does not depend on their number.
#pragma once

#include <atomic>
#include <functional>
#include <memory>

#include "accel/target.hpp"
#include "sim/run/result.hpp"

namespace quartet {

struct EvaluationTask {
  /// Makes the machine's arithmetic for a seed; called by several threads at once.
  std::function<Result<std::unique_ptr<IFunction>>(std::uint64_t seed)> function;
  std::function<std::vector<Values>(std::int64_t index)> sample;  ///< the inputs; called by several threads at once
  std::int64_t sample_count = 0;
  std::uint64_t first_seed = 1;
  std::int64_t seed_count = 1;
  std::vector<std::int32_t> labels;  ///< one a sample, or empty
  int jobs = 1;                      ///< threads
  std::function<void(std::int64_t done, std::int64_t total)> progress;  ///< may be empty
  const std::atomic<bool>* stop = nullptr;
};

struct Evaluation {
  Values outputs;                     ///< of the first seed, row by row
  std::vector<std::int64_t> correct;  ///< of each seed that is complete; empty without labels
  std::int64_t samples = 0;           ///< of each of those seeds
  std::int64_t seeds = 0;             ///< complete ones (after an interrupt at least the first, with the samples it has)
  std::vector<Figure> figures;        ///< counted over everything that ran
  bool interrupted = false;
};

/// Errors of a function are passed on: the one of the lowest seed and sample.
[[nodiscard]] Result<Evaluation> evaluate(const EvaluationTask& task);

/// The summary of `correct` counts of seeds first_seed, first_seed + 1, …
[[nodiscard]] SeedAccuracy seed_accuracy(const std::vector<std::int64_t>& correct, std::int64_t samples, std::uint64_t first_seed);

}  // namespace quartet
