#!/bin/bash
# Submits a job array and the job that puts its parts together.
#   scripts/slurm/submit_sweep.sh SPEC.toml SWEEP.sqlite TASKS [options of sbatch]
set -euo pipefail
if [ $# -lt 3 ] || ! [ "$3" -ge 1 ]; then
  echo "usage: $0 SPEC.toml SWEEP.sqlite TASKS [options of sbatch]" >&2
  exit 2
fi
here=$(cd "$(dirname "$0")" && pwd)
spec=$1 database=$2 tasks=$3
shift 3
array=$(sbatch --parsable --array=0-$((tasks - 1)) "$@" "$here/sweep_array.sbatch" "$spec" "$database")
merge=$(sbatch --parsable --dependency="afterany:$array" "$@" "$here/sweep_merge.sbatch" "$spec" "$database")
echo "array $array, merge $merge"
