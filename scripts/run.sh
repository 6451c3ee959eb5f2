#!/usr/bin/env bash
# The main job: packages, release build, one inference study of the shipped keyword spotter on the MAX78000.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/setup.sh
cmake --preset release >build-configure.log 2>&1 || { cat build-configure.log; exit 1; }
rm -f build-configure.log
cmake --build --preset release
screen=$(build/release/quartet run kws --on max78000 "$@")
printf '\n%s\n\n' "$screen"
grep -E '^(accuracy|latency|energy|memory) ' <<<"$screen"
