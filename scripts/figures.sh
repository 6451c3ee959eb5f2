#!/usr/bin/env bash
# Makes the accuracy figures of the README and docs on recorded data again, from the data root (scripts/get_data.sh):
# docs/workloads_table.md, and on the screen the table "A year on the analog array". About 10 minutes on two cores.
#   scripts/figures.sh [QUARTET]     default build/release/quartet
set -euo pipefail
cd "$(dirname "$0")/.."
[ "${1:-}" = --help ] && { sed -n '2,4s/^# *//p' "$0"; exit 0; }
quartet=${1:-build/release/quartet}
[ -x "$quartet" ] || { echo "figures.sh: $quartet is missing: scripts/run.sh builds it" >&2; exit 3; }

echo "== workloads x platforms (docs/workloads_table.md)"
"$quartet" table -o docs/workloads_table.md

echo; echo "== a year on the analog array"
while read -r variant bits; do
  echo "-- $variant, $bits bit"
  "$quartet" cim-drift kws --on aon-cim --data kws01 --variant "$variant" --bits "$bits" --seeds 20
done <<'ROWS'
cim_aware 8
cim_aware_6bit 6
cim_aware_4bit 4
cim_plain 8
cim_plain 6
cim_plain 4
ROWS
