#include "sim/run/evaluation.hpp"

#include <algorithm>
#include <mutex>
#include <optional>
#include <thread>

#include "sim/stats/quantile.hpp"
#include "workloads/golden/interpreter.hpp"

namespace quartet {

namespace {

// A stretch of samples under one seed: what a thread takes at a time.
struct Block {
  std::int64_t seed = 0, begin = 0, end = 0;
  std::int64_t done = 0;  // samples
  std::int64_t correct = 0;
  Values outputs;  // of the first seed only
  std::optional<Error> error;
};

std::vector<Block> blocks_of(const EvaluationTask& task) {
  // With several seeds a block is a whole seed, so that a machine is programmed once for each.
  const std::int64_t parts = task.seed_count > 1 ? 1 : std::min<std::int64_t>(task.sample_count, task.jobs > 1 ? 8 * task.jobs : 1);
  std::vector<Block> out;
  for (std::int64_t seed = 0; seed < task.seed_count; ++seed) {
    for (std::int64_t part = 0; part < parts; ++part) {
      Block& block = out.emplace_back();
      block.seed = seed;
      block.begin = task.sample_count * part / parts;
      block.end = task.sample_count * (part + 1) / parts;
    }
  }
  return out;
}

void add_figures(const std::vector<Figure>& more, std::vector<Figure>& sum) {
  for (const Figure& figure : more) {
    const auto same = std::find_if(sum.begin(), sum.end(), [&](const Figure& f) { return f.name == figure.name; });
    if (same == sum.end())
      sum.push_back(figure);
    else if (same->value && figure.value)
      *same->value += *figure.value;
  }
}

class Workers {
 public:
  explicit Workers(const EvaluationTask& task) : task_(task), blocks_(blocks_of(task)) {}

  Result<Evaluation> run() {
    const auto count = std::min<std::size_t>(static_cast<std::size_t>(std::max(task_.jobs, 1)), blocks_.size());
    std::vector<std::thread> threads;
    for (std::size_t i = 1; i < count; ++i) threads.emplace_back([this] { work(); });
    work();
    for (std::thread& thread : threads) thread.join();
    return collect();
  }

 private:
  [[nodiscard]] bool stopped() const { return failed_.load() || (task_.stop != nullptr && task_.stop->load()); }

  void work() {
    std::unique_ptr<IFunction> function;
    std::int64_t seed = -1;
    for (std::size_t i = next_.fetch_add(1); i < blocks_.size(); i = next_.fetch_add(1)) {
      Block& block = blocks_[i];
      // The very first sample is always done: an interrupted run has a result.
      if (stopped() && i != 0) break;
      if (block.seed != seed) {
        keep_figures(function.get());
        auto made = task_.function(task_.first_seed + static_cast<std::uint64_t>(block.seed));
        if (!made) return refuse(block, std::move(made.error()));
        function = std::move(*made);
        seed = block.seed;
      }
      if (!run_block(*function, block, i == 0)) return;
    }
    keep_figures(function.get());
  }

  bool run_block(IFunction& function, Block& block, bool first) {
    for (std::int64_t s = block.begin; s < block.end; ++s) {
      if (stopped() && !(first && s == block.begin)) return true;
      const auto values = function.run(task_.sample(s), s);
      if (!values) {
        refuse(block, values.error());
        return false;
      }
      if (!task_.labels.empty()) {
        block.correct += argmax(*values) == task_.labels[static_cast<std::size_t>(s)] ? 1 : 0;
      }
      if (block.seed == 0) block.outputs.insert(block.outputs.end(), values->begin(), values->end());
      ++block.done;
      report();
    }
    return true;
  }

  void refuse(Block& block, Error error) {
    block.error = std::move(error);
    failed_ = true;
  }
  void report() {
    if (!task_.progress) return;
    const std::lock_guard lock(mutex_);
    task_.progress(++done_, task_.sample_count * task_.seed_count);
  }
  void keep_figures(const IFunction* function) {
    if (function == nullptr) return;
    const std::lock_guard lock(mutex_);
    add_figures(function->figures(), figures_);
  }

  Result<Evaluation> collect() {
    Evaluation out;
    std::int64_t seed = 0, samples = 0, correct = 0;
    bool unbroken = true;  // so far in this seed: only a leading stretch of samples counts
    const auto close_seed = [&] {
      const bool whole = samples == task_.sample_count;
      out.interrupted = out.interrupted || !whole;
      if (seed > 0 && out.interrupted) return;  // only a leading stretch of seeds counts
      out.samples = samples;
      ++out.seeds;
      if (!task_.labels.empty()) out.correct.push_back(correct);
    };
    for (Block& block : blocks_) {
      if (block.error) return pass(*block.error);
      if (block.seed != seed) {
        close_seed();
        seed = block.seed, samples = 0, correct = 0, unbroken = true;
      }
      if (!unbroken) continue;
      samples += block.done;
      correct += block.correct;
      out.outputs.insert(out.outputs.end(), block.outputs.begin(), block.outputs.end());
      unbroken = block.done == block.end - block.begin;
    }
    close_seed();
    std::sort(figures_.begin(), figures_.end(), [](const Figure& a, const Figure& b) { return a.name < b.name; });
    out.figures = std::move(figures_);
    return out;
  }

  const EvaluationTask& task_;
  std::vector<Block> blocks_;
  std::atomic<std::size_t> next_{0};
  std::atomic<bool> failed_{false};
  std::mutex mutex_;
  std::int64_t done_ = 0;
  std::vector<Figure> figures_;
};

}  // namespace

Result<Evaluation> evaluate(const EvaluationTask& task) { return Workers(task).run(); }

SeedAccuracy seed_accuracy(const std::vector<std::int64_t>& correct, std::int64_t samples, std::uint64_t first_seed) {
  SeedAccuracy out;
  out.count = static_cast<std::int64_t>(correct.size());
  out.correct = correct;
  std::vector<double> values;
  values.reserve(correct.size());
  for (const std::int64_t c : correct) values.push_back(static_cast<double>(c) / static_cast<double>(samples));
  if (values.empty()) return out;
  const auto worst = std::min_element(values.begin(), values.end());
  out.worst = *worst;
  out.worst_seed = first_seed + static_cast<std::uint64_t>(worst - values.begin());
  const Spread s = spread(values);
  out.mean = s.mean;
  out.deviation = s.deviation;
  std::sort(values.begin(), values.end());
  out.p05 = quantile(values, 0.05);
  out.p25 = quantile(values, 0.25);
  out.p50 = quantile(values, 0.50);
  out.p75 = quantile(values, 0.75);
  out.p95 = quantile(values, 0.95);
  return out;
}

}  // namespace quartet
