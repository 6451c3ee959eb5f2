#!/usr/bin/env bash
# Installs the Debian 12 packages that quartet builds with. Idempotent: does nothing when all are there.
set -euo pipefail

usage() {
  cat <<'TXT'
usage: scripts/setup.sh [--test] [--train]
  Installs the Debian packages that quartet is built with.
  --test    also what the tests use beside it: gdb, QEMU, MPI, Slurm, a browser
  --train   also what scripts/train needs: PyTorch, ONNX and the speech synthesizers
TXT
}

packages=(
  g++ cmake ninja-build make git ca-certificates pkg-config ccache mold
  libsystemc-dev libkissfft-dev libboost-dev libboost-program-options-dev libsqlite3-dev libsqlitecpp-dev
  libfmt-dev libexpected-dev libtomlplusplus-dev nlohmann-json3-dev libxxhash-dev
  libflatbuffers-dev flatbuffers-compiler libonnx-dev libprotobuf-dev protobuf-compiler
  libgtest-dev libgmock-dev librapidcheck-dev libbenchmark-dev
  clang libclang-rt-14-dev clang-format clang-tidy
  gcc-riscv64-unknown-elf picolibc-riscv64-unknown-elf gcc-arm-none-eabi libnewlib-arm-none-eabi  # firmware of the MCUs
  verilator zlib1g-dev libpagmo-dev libeigen3-dev pybind11-dev python3-dev
  python3 python3-numpy
)
testing=(gdb-multiarch qemu-system-misc qemu-system-arm libboost-mpi-dev openmpi-bin slurm-wlm munge chromium python3-websocket)
training=(python3-torch python3-scipy python3-onnx espeak-ng flite festival festvox-kallpc16k festvox-us-slt-hts festvox-kdlpc16k sox)

for argument in "$@"; do
  case "$argument" in
    --test) packages+=("${testing[@]}") ;;
    --train) packages+=("${training[@]}") ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
if [ ${#missing[@]} -eq 0 ]; then
  echo "setup: all ${#packages[@]} packages are installed"
  exit 0
fi

become_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "setup: install as root: apt-get install ${missing[*]}" >&2; exit 1; }
  become_root=(sudo)
fi
echo "setup: installing ${missing[*]}"
log=$(mktemp)
if ! { "${become_root[@]}" apt-get update -q &&
       "${become_root[@]}" env DEBIAN_FRONTEND=noninteractive \
         apt-get install -y -q --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
  tail -n 20 "$log" >&2
  echo "setup: apt-get failed (whole log: $log)" >&2
  exit 1
fi
rm -f "$log"
echo "setup: done"
