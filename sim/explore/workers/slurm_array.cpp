#include "sim/explore/workers/slurm_array.hpp"

#include <charconv>
#include <cstdlib>
#include <cstring>

namespace quartet {

namespace {

std::optional<std::int64_t> number(const char* name) {
  const char* text = std::getenv(name);
  if (text == nullptr) return std::nullopt;
  std::int64_t value = 0;
  const char* end = text + std::strlen(text);
  const auto [at, error] = std::from_chars(text, end, value);
  return error == std::errc() && at == end && at != text ? std::optional<std::int64_t>(value) : std::nullopt;
}

}  // namespace

Result<std::optional<Shard>> slurm_task() {
  const auto id = number("SLURM_ARRAY_TASK_ID"), count = number("SLURM_ARRAY_TASK_COUNT");
  if (!id) return std::optional<Shard>();
  const std::int64_t first = number("SLURM_ARRAY_TASK_MIN").value_or(0), step = number("SLURM_ARRAY_TASK_STEP").value_or(1);
  const auto wrong = [&] {
    return bad_input("SLURM_ARRAY_TASK_ID", std::to_string(*id) + " is not one of " + std::to_string(count.value_or(0)) + " tasks from " +
                                                std::to_string(first) + " in steps of " + std::to_string(step),
                     "submit with --array=0-N, an even step, and no list");
  };
  if (!count || *count < 1 || step < 1 || *id < first || (*id - first) % step != 0) return wrong();
  const Shard shard{(*id - first) / step, *count};
  if (shard.index >= shard.count) return wrong();
  return std::optional<Shard>(shard);
}

std::string shard_file(const std::string& database, const Shard& shard) {
  return database + "." + std::to_string(shard.index + 1) + "-of-" + std::to_string(shard.count);
}

}  // namespace quartet
