#include "memory/dma.hpp"

namespace quartet {

namespace {

std::int64_t words_of(std::int64_t bytes, int word_bytes) {
  return (bytes + word_bytes - 1) / word_bytes;
}

}  // namespace

Dma::Outcome Dma::run(const Transfer& transfer, std::uint64_t start_cycle, StripedBanks* source,
                      StripedBanks* target) const {
  Outcome outcome;
  outcome.words = words_of(transfer.bytes, params_.word_bytes);
  std::uint64_t cycle = start_cycle + static_cast<std::uint64_t>(params_.setup_cycles);
  for (std::int64_t i = 0; i < outcome.words; ++i) {
    if (i > 0 && i % params_.burst_words == 0) ++cycle;
    const auto step = static_cast<std::uint32_t>(i * params_.word_bytes);
    const std::uint32_t read_wait = source == nullptr ? 0 : source->access(transfer.from + step, cycle);
    cycle += read_wait + static_cast<std::uint64_t>(params_.read_cycles);
    const std::uint32_t write_wait = target == nullptr ? 0 : target->access(transfer.to + step, cycle);
    cycle += write_wait + static_cast<std::uint64_t>(params_.write_cycles);
    outcome.conflict_cycles += read_wait + write_wait;
  }
  outcome.end_cycle = cycle;
  return outcome;
}

std::optional<std::int64_t> Dma::word_written_at(std::uint64_t cycle) const {
  const auto setup = static_cast<std::uint64_t>(params_.setup_cycles), read = static_cast<std::uint64_t>(params_.read_cycles);
  const std::uint64_t word = read + static_cast<std::uint64_t>(params_.write_cycles);
  const auto burst = static_cast<std::uint64_t>(params_.burst_words);
  if (cycle < setup || word == 0) return std::nullopt;
  const std::uint64_t since = cycle - setup, bursts = since / (burst * word + 1), inside = since % (burst * word + 1);
  if (inside / word >= burst || inside % word != read) return std::nullopt;
  return static_cast<std::int64_t>(bursts * burst + inside / word);
}

std::uint64_t Dma::undisturbed_cycles(std::int64_t bytes) const {
  const std::int64_t words = words_of(bytes, params_.word_bytes);
  if (words == 0) return static_cast<std::uint64_t>(params_.setup_cycles);
  const std::int64_t gaps = (words - 1) / params_.burst_words;
  return static_cast<std::uint64_t>(params_.setup_cycles + gaps +
                                    words * (std::int64_t{params_.read_cycles} + params_.write_cycles));
}

}  // namespace quartet
