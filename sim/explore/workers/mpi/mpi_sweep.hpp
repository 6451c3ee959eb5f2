// A sweep over the ranks of an MPI job.
//
//   worker ── socket ── rank n ── MPI ── rank 0 ── database        (each rank has its own worker processes)
//
// Rank 0 alone opens the database: SQLite's locks are not to be trusted on a network's file systems. Workers are forked before
// MPI starts and never call it, so that a point that dies takes neither its rank nor the job with it.
#pragma once

#include <optional>

#include "sim/explore/sweep.hpp"

namespace quartet {

struct MpiPlace {
  int rank = 0, size = 1;
};

/// What mpirun says by the environment (Open MPI, MPICH and their kin); nullopt: not under it, or alone.
[[nodiscard]] std::optional<MpiPlace> mpi_place();

/// Every rank calls it; `options.jobs` worker processes each. Rows are those of run_sweep. On other ranks than 0 the outcome
/// holds nothing. An error when this build has no MPI plug-in.
[[nodiscard]] Result<SweepOutcome> run_sweep_under_mpi(const SweepSpec& spec, const MpiPlace& place, const SweepOptions& options);

}  // namespace quartet
