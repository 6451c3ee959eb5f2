#!/usr/bin/env bash
# Brings the real data sets, models and expected outputs to this machine, each file checked by its SHA-256.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
sums=$here/data.sha256
tiny=https://raw.githubusercontent.com/mlcommons/tiny/master/benchmark/training

# What its owner publishes as it is: FILE ADDRESS (MLPerf Tiny reference models, Apache-2.0).
declare -A address=(
  [models/kws_ref_model.tflite]=$tiny/keyword_spotting/trained_models/kws_ref_model.tflite
  [models/kws_ref_model_float32.tflite]=$tiny/keyword_spotting/trained_models/kws_ref_model_float32.tflite
  [models/vww_96_int8.tflite]=$tiny/visual_wake_words/trained_models/vww_96_int8.tflite
  [models/vww_96_float.tflite]=$tiny/visual_wake_words/trained_models/vww_96_float.tflite
  [models/pretrainedResnet_quant.tflite]=$tiny/image_classification/trained_models/pretrainedResnet_quant.tflite
  [models/pretrainedResnet.tflite]=$tiny/image_classification/trained_models/pretrainedResnet.tflite
  [models/ad01_int8.tflite]=$tiny/anomaly_detection/trained_models/ad01_int8.tflite
  [models/ad01_fp32.tflite]=$tiny/anomaly_detection/trained_models/ad01_fp32.tflite
  [models/str_ww_ref_model.tflite]=$tiny/streaming_wakeword/trained_models/str_ww_ref_model.tflite
)

# How the files below a folder are made from what their owners publish: FOLDER TEXT.
made_from=(
  "data/kws/|Google Speech Commands v2 (Warden 2018, CC BY 4.0): 49 x 10 int8 MFCC with MLPerf Tiny's front end"
  "data/fsdd/|Free Spoken Digit Dataset (CC BY-SA 4.0): the same MFCC, recordings padded to one second"
  "data/vww/|COCO 2014 images chosen by MLPerf Tiny's Visual Wake Words list, 96 x 96 RGB (evaluation only)"
  "data/ic/|CIFAR-10 images chosen by MLPerf Tiny's list, 32 x 32 RGB (evaluation only)"
  "data/ad/|ToyADMOS ToyCar (DCASE 2020 task 2) recordings as log-mel frames (evaluation only)"
  "data/har/|UCI HAR / HAPT smartphone recordings, windows of 128 samples (no commercial use)"
  "data/person/|grey crops for smoke tests of training"
  "models/kws_w3a3/|hls4ml-FINN's MLPerf Tiny v0.7 keyword spotter (Apache-2.0), weights and thresholds as integers"
  "goldens/tflite/|outputs of TensorFlow Lite Micro and of boards on the data sets"
  "goldens/max78000/|known answers of Analog Devices' ai8x-synthesis simulator"
  "goldens/ultratrail/|published records of UltraTrail"
  "goldens/pcm/|Monte Carlo statistics of published phase-change-memory models"
  "goldens/riscv/|cycles of RTL cores and register states of instruction-set simulators"
  "goldens/arm/|register states of instruction-set simulators"
  "goldens/fpga/|cycles of streaming RTL blocks"
)

usage() {
  cat <<EOF
usage: scripts/get_data.sh [--to DIR] [--mirror DIR] [--only PREFIX] [--list | --verify]

  --to DIR       where the files go (default ~/.cache/quartet, which quartet finds by itself;
                 for another folder set QUARTET_DATA=DIR)
  --mirror DIR   copy from DIR, which has the same layout, instead of the network; needs no internet
  --only PREFIX  files whose path starts with PREFIX, for example models/ or data/kws
  --list         each file with its state here and where it comes from; changes nothing
  --verify       check the files that are here; changes nothing
  --help         this text

Without --mirror the files that their owners publish as they are (the MLPerf Tiny .tflite models) are downloaded.
The others are derived from published sets; for each folder the script says how, and a mirror provides them.

exit codes: 0 done; 1 a file is wrong, or a download failed; 2 usage; 3 the mirror, or a file in it, is missing
EOF
}

fail_usage() {
  echo "get_data.sh: $1" >&2
  echo "    --help lists the options" >&2
  exit 2
}

to=${HOME:-}/.cache/quartet
mirror='' only='' mode=get
while (($#)); do
  case $1 in
    --to | --mirror | --only)
      if (($# < 2)) || [[ -z $2 ]]; then fail_usage "$1 needs a value"; fi
      case $1 in
        --to) to=$2 ;;
        --mirror) mirror=$2 ;;
        --only) only=$2 ;;
      esac
      shift 2
      ;;
    --list) mode=list && shift ;;
    --verify) mode=verify && shift ;;
    --help | -h) usage && exit 0 ;;
    *) fail_usage "unknown option '$1'" ;;
  esac
done

if [[ -n $mirror && ! -d $mirror ]]; then
  echo "get_data.sh: the mirror '$mirror' is not a folder" >&2
  exit 3
fi

sum_of() { sha256sum -- "$1" | cut -d' ' -f1; }

# here | missing | wrong
state_of() {
  if [[ ! -f $to/$1 ]]; then
    echo missing
  elif [[ $(sum_of "$to/$1") == "$2" ]]; then
    echo here
  else
    echo wrong
  fi
}

how_made() {
  local entry
  for entry in "${made_from[@]}"; do
    [[ $1 == "${entry%%|*}"* ]] && echo "${entry#*|}" && return
  done
  echo "derived; see the folder's documentation"
}

download() {
  if command -v curl >/dev/null; then
    curl --fail --silent --show-error --location --max-time 300 --output "$2" "$1"
  elif command -v wget >/dev/null; then
    wget --quiet --timeout=60 --tries=2 --output-document="$2" "$1"
  else
    echo "get_data.sh: neither curl nor wget is installed" >&2
    return 1
  fi
}

part=''
trap '[[ -z $part ]] || rm -f -- "$part"' EXIT

# Puts FILE in place from the mirror or the network once its checksum is right.
fetch() {
  local file=$1 sum=$2
  mkdir -p -- "$(dirname -- "$to/$file")"
  part=$to/$file.part$$
  if [[ -n $mirror ]]; then
    cp -- "$mirror/$file" "$part"
  elif ! download "${address[$file]}" "$part"; then
    rm -f -- "$part"
    echo "get_data.sh: $file: download failed: ${address[$file]}" >&2
    return 1
  fi
  if [[ $(sum_of "$part") != "$sum" ]]; then
    echo "get_data.sh: $file: the file from ${mirror:-${address[$file]}} has another checksum than data.sha256; not kept" >&2
    rm -f -- "$part"
    return 1
  fi
  chmod u+w -- "$part"
  mv -f -- "$part" "$to/$file"
  part=''
}

right=0 fetched=0 wrong=0 absent=0 listed=0
declare -A derived=()
while read -r sum file; do
  [[ -z $only || $file == "$only"* ]] || continue
  listed=$((listed + 1))
  state=$(state_of "$file" "$sum")
  if [[ $mode == list ]]; then
    printf '%-8s %s  %s\n' "$state" "$file" "${address[$file]:-mirror only: $(how_made "$file")}"
  elif [[ $state == here ]]; then
    right=$((right + 1))
  elif [[ $mode == verify ]]; then
    [[ $state == wrong ]] && echo "get_data.sh: $file: checksum differs" >&2 && wrong=$((wrong + 1))
    [[ $state == missing ]] && absent=$((absent + 1))
  elif [[ -n $mirror && ! -f $mirror/$file ]]; then
    echo "get_data.sh: $file: not in the mirror" >&2
    absent=$((absent + 1))
  elif [[ -n $mirror || -n ${address[$file]:-} ]]; then
    if fetch "$file" "$sum"; then fetched=$((fetched + 1)); else wrong=$((wrong + 1)); fi
  else
    how=$(how_made "$file")
    derived[$how]=$((${derived[$how]:-0} + 1))
    [[ $state == wrong ]] && echo "get_data.sh: $file: checksum differs" >&2 && wrong=$((wrong + 1))
    absent=$((absent + 1))
  fi
done <"$sums"

((listed > 0)) || fail_usage "no file starts with '$only'"
[[ $mode == list ]] && exit 0

if ((${#derived[@]} > 0)); then
  echo "Not offered for download in this form ($absent files); give --mirror DIR, or make them from:"
  for how in "${!derived[@]}"; do printf '  %4d files: %s\n' "${derived[$how]}" "$how"; done | LC_ALL=C sort
fi
echo "$to: $((right + fetched)) files right ($fetched new), $absent missing, $wrong wrong"
((wrong == 0)) || exit 1
[[ -z $mirror || $absent -eq 0 ]] || exit 3
