#!/usr/bin/python3
"""MFCC front end of the MLPerf Tiny keyword-spotting benchmark, int8 output.

Recipe: a 16 kHz clip of 16,000 samples is divided by its largest sample (not its
largest magnitude); 49 frames of 480 samples, step 320, periodic Hann window;
512-point FFT magnitude; 40 HTK mel bins from 20 Hz to 4 kHz; natural logarithm of
(energy + 1e-6); DCT-II scaled by 1/sqrt(80), first 10 coefficients; int8 =
m / 0.584702909 + 83, truncated toward zero.

Unlike the original, which wraps, values outside int8 saturate.

Example: mfcc.py --check ../shared/data/kws
"""

import argparse
import pathlib
import sys

import numpy as np

SAMPLE_RATE_HZ = 16000
CLIP_SAMPLES = 16000
FRAME_SAMPLES = 480
STEP_SAMPLES = 320
FFT_SIZE = 512
MEL_BINS = 40
MEL_LOW_HZ = 20.0
MEL_HIGH_HZ = 4000.0
LOG_FLOOR = 1e-6
FRAMES = 49
COEFFICIENTS = 10
QUANT_SCALE = 0.584702909
QUANT_ZERO_POINT = 83
BLOCK_CLIPS = 256


def _mel(frequency_hz):
    return 1127.0 * np.log1p(np.asarray(frequency_hz, dtype=np.float64) / 700.0)


def mel_matrix():
    """Triangular HTK mel filters, float32 [257 FFT bins, 40 mel bins]; the DC bin is zero."""
    bins_hz = np.linspace(0.0, SAMPLE_RATE_HZ / 2, FFT_SIZE // 2 + 1)[1:]
    edges = np.linspace(_mel(MEL_LOW_HZ), _mel(MEL_HIGH_HZ), MEL_BINS + 2)
    low, centre, high = edges[:-2], edges[1:-1], edges[2:]
    bins = _mel(bins_hz)[:, None]
    rising = (bins - low) / (centre - low)
    falling = (high - bins) / (high - centre)
    weights = np.maximum(0.0, np.minimum(rising, falling))
    return np.vstack([np.zeros((1, MEL_BINS)), weights]).astype(np.float32)


def dct_matrix():
    """DCT-II, float32 [40 mel bins, 10 coefficients], scaled by 2/sqrt(80)."""
    n = np.arange(MEL_BINS)[:, None] + 0.5
    k = np.arange(COEFFICIENTS)[None, :]
    return (2.0 * np.cos(np.pi * k * n / MEL_BINS) / np.sqrt(2.0 * MEL_BINS)).astype(np.float32)


_MEL = mel_matrix()
_DCT = dct_matrix()
_WINDOW = (0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(FRAME_SAMPLES) / FRAME_SAMPLES)).astype(np.float32)


def _mfcc_block(clips):
    """float32 [n, 16000] (any scale) -> float32 [n, 49, 10]."""
    peak = clips.max(axis=1, keepdims=True)
    scaled = clips / np.where(peak > 0, peak, 1.0)
    frames = np.lib.stride_tricks.sliding_window_view(scaled, FRAME_SAMPLES, axis=1)[:, ::STEP_SAMPLES]
    magnitude = np.abs(np.fft.rfft(frames * _WINDOW, FFT_SIZE, axis=2)).astype(np.float32)
    return np.log(magnitude @ _MEL + LOG_FLOOR) @ _DCT


def quantize(features):
    """float MFCC -> int8 codes: truncation toward zero of m/scale + 83, saturated."""
    codes = np.trunc(features / QUANT_SCALE + QUANT_ZERO_POINT)
    return np.clip(codes, -128, 127).astype(np.int8)


def mfcc_int8(clips):
    """Audio [n, 16000] of any scale -> int8 MFCC [n, 49, 10]."""
    clips = np.asarray(clips, dtype=np.float32)
    blocks = [quantize(_mfcc_block(clips[i:i + BLOCK_CLIPS])) for i in range(0, len(clips), BLOCK_CLIPS)]
    return np.concatenate(blocks) if blocks else np.zeros((0, FRAMES, COEFFICIENTS), np.int8)


def check_against(folder):
    """Compare with the benchmark's own features of the same audio; True if equal within 1."""
    audio = np.load(folder / "kws01_td.npy")
    expected = np.load(folder / "kws01_td_mfcc.npy").astype(np.int32)
    difference = np.abs(mfcc_int8(audio).astype(np.int32) - expected)
    print(f"{len(audio)} clips, {expected.size} values: {100 * np.mean(difference == 0):.3f} % equal, "
          f"{100 * np.mean(difference <= 1):.4f} % within 1, largest difference {difference.max()}")
    return bool(difference.max() <= 1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", type=pathlib.Path, required=True, metavar="DIR",
                        help="folder with kws01_td.npy and kws01_td_mfcc.npy")
    return 0 if check_against(parser.parse_args().check) else 1


if __name__ == "__main__":
    sys.exit(main())
