#!/usr/bin/env bash
# Packages, build and every test: unit, property, timing, golden, cli, then the sanitizer build, 30 s of each fuzzer,
# and the benchmarks with their bars. `--quick` leaves the last three out.
set -euo pipefail
cd "$(dirname "$0")/.."

quick=no
for argument in "$@"; do
  case "$argument" in
    --quick) quick=yes ;;
    -h | --help) sed -n '2,3s/^# //p' "$0"; exit 0 ;;
    *) echo "usage: scripts/test.sh [--quick]" >&2; exit 2 ;;
  esac
done

step() { printf '\n== %s\n' "$*"; }

scripts/setup.sh --test

step "build"
cmake --preset ci >/dev/null
cmake --build --preset ci

step "tests"
rm -f build/ci/golden_summary.txt
ctest --preset ci
if [ -s build/ci/golden_summary.txt ]; then
  sort -u build/ci/golden_summary.txt
else
  echo "golden: no data root (set QUARTET_DATA or run scripts/get_data.sh); tests that need it were skipped"
fi

[ "$quick" = yes ] && exit 0

step "address and undefined-behaviour sanitizers: readers, unit, property and timing tests"
cmake --preset asan >/dev/null
cmake --build --preset asan --target tests_unit tests_property tests_timing tests_fuzz
ctest --preset asan -LE 'golden|bench|cli|rtl'

step "fuzzers, 30 s each"
tests/fuzz/run.sh 30

step "benchmarks, each beside its bar (measured, not asserted)"
build/ci/tests/bench/quartet_bench
