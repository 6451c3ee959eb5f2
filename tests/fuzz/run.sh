#!/usr/bin/env bash
# Builds the fuzzers and runs each for some seconds, two at a time: tests/fuzz/run.sh [seconds per target, 30].
# One line a target; fails when any of them crashes, hangs or takes too much memory. The input that did it is kept in
# build/fuzz/crashes, the corpus that grew in build/fuzz/corpus.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-30}
build=build/fuzz
targets=(fuzz_tflite fuzz_onnx fuzz_npy fuzz_golden_json fuzz_layer_list fuzz_network_json fuzz_toml)

cmake --preset fuzz >"/tmp/quartet_fuzz_configure.$$" || { cat "/tmp/quartet_fuzz_configure.$$"; exit 1; }
rm -f "/tmp/quartet_fuzz_configure.$$"
cmake --build --preset fuzz --target fuzzers
mkdir -p "$build/crashes" "$build/logs"
"$build/tests/fuzz/write_seeds" "$build/seeds"

data=${QUARTET_DATA:-../shared}
extra_seeds() {  # files of the data root, where there is one
  case $1 in
    fuzz_tflite) echo "$data/models" ;;
    fuzz_npy) echo "$data/goldens/tflite" ;;
  esac
}

run_one() {
  local target=$1 limit=$((1 << 16)) folders
  [[ $target == fuzz_tflite ]] && limit=$((1 << 19))
  folders=("$build/corpus/$target" "$build/seeds/$target")
  mkdir -p "${folders[0]}"
  local extra
  extra=$(extra_seeds "$target")
  [[ -n $extra && -d $extra ]] && folders+=("$extra")
  local log="$build/logs/$target.log"
  if "$build/tests/fuzz/$target" -max_total_time="$seconds" -rss_limit_mb=2048 -timeout=10 -max_len=$limit -print_final_stats=1 \
      -artifact_prefix="$build/crashes/$target-" "${folders[@]}" >"$log" 2>&1; then
    local runs
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    echo "$target: $runs inputs in $seconds s, no crash"
  else
    echo "$target: FAILED, see $log"
    grep -m1 -E 'SUMMARY|ERROR: |runtime error' "$log" || tail -5 "$log"
    return 1
  fi
}

status=0
running=()
for target in "${targets[@]}"; do
  run_one "$target" &
  running+=($!)
  if ((${#running[@]} == 2)); then
    for pid in "${running[@]}"; do wait "$pid" || status=1; done
    running=()
  fi
done
for pid in "${running[@]}"; do wait "$pid" || status=1; done
exit $status
