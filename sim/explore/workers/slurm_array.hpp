// A sweep as a Slurm job array: each task computes a part into a database of its own.
#pragma once

#include <optional>
#include <string>

#include "sim/explore/store.hpp"

namespace quartet {

/// Which part the task of this process is, by SLURM_ARRAY_TASK_ID and its kin (any first index and step); nullopt: not in a
/// job array. An error where the variables contradict each other.
[[nodiscard]] Result<std::optional<Shard>> slurm_task();

/// "sweep.sqlite.3-of-8": beside the database that the parts become. Counts from 1.
[[nodiscard]] std::string shard_file(const std::string& database, const Shard& shard);

}  // namespace quartet
