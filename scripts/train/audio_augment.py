"""Augmentation: of audio (before the MFCC) and of int8 MFCC tensors (at every training step)."""

import numpy as np

import noise
from mfcc import CLIP_SAMPLES, mfcc_int8

SPEED = (0.86, 1.16)  # playback speed, 1 = unchanged
SHIFT_SAMPLES = 2000  # largest move in time either way, at 16 kHz
SNR_DB = (3.0, 30.0)
TILT = (-0.5, 0.5)  # coefficient of the first-order filter
NOISY_SHARE = 0.7  # part of the clips that get noise
BLOCK_CLIPS = 512


def decode_ulaw(codes):
    """8-bit mu-law (mu = 255) -> float32 in -1..1 of full scale."""
    table = np.arange(256) / 127.5 - 1.0
    table = np.sign(table) * (256.0 ** np.abs(table) - 1.0) / 255.0
    return table.astype(np.float32)[codes]


def _change_speed(clip, factor):
    """Resample about the clip's centre (pitch moves too); beyond the clip there is silence."""
    centre = CLIP_SAMPLES / 2.0
    position = centre + (np.arange(CLIP_SAMPLES) - centre) * factor
    return np.interp(position, np.arange(CLIP_SAMPLES), clip, left=0.0, right=0.0).astype(np.float32)


def _shift(clip, samples):
    """Move in time; the gap holds zeros."""
    out = np.zeros_like(clip)
    if samples >= 0:
        out[samples:] = clip[:len(clip) - samples]
    else:
        out[:samples] = clip[-samples:]
    return out


def _tilt(clip, coefficient):
    """First-order filter y[n] = x[n] + c x[n-1]: c > 0 dulls, c < 0 brightens."""
    out = clip.copy()
    out[1:] += coefficient * clip[:-1]
    return out


def _augment(clip, background, speech, rng):
    """One random speed, tilt, shift and noise; `background` and `speech` are lists of clips."""
    clip = _change_speed(clip, rng.uniform(*SPEED))
    clip = _tilt(clip, rng.uniform(*TILT))
    clip = _shift(clip, int(rng.integers(-SHIFT_SAMPLES, SHIFT_SAMPLES + 1)))
    if rng.random() < NOISY_SHARE:
        recorded = rng.random() < 0.5
        layer = background[rng.integers(len(background))] if recorded else noise.draw(rng, speech)
        clip = noise.mix(clip, np.roll(layer, rng.integers(CLIP_SAMPLES)), rng.uniform(*SNR_DB))
    return clip


def augmented_features(audio, silent, rng):
    """One augmented copy of each clip [n, 16000] as int8 MFCC; `silent` marks background clips."""
    background = audio[silent]
    speech = audio[~silent]
    blocks = []
    for start in range(0, len(audio), BLOCK_CLIPS):
        block = [_augment(clip, background, speech, rng) for clip in audio[start:start + BLOCK_CLIPS]]
        blocks.append(mfcc_int8(np.stack(block)))
    return np.concatenate(blocks)


def augment_batch(features, rng):
    """int8 MFCC [n, 49, 10] -> float32 codes: time shift, offset, jitter, SpecAugment masks."""
    batch = features.astype(np.float32)
    count, frames, coefficients = batch.shape
    shift = rng.integers(-3, 4, count)
    index = np.clip(np.arange(frames)[None, :] - shift[:, None], 0, frames - 1)
    batch = batch[np.arange(count)[:, None], index]
    batch[:, :, 0] += rng.normal(0.0, 4.0, (count, 1))
    batch[:, :, 1:] += rng.normal(0.0, 0.8, (count, 1, coefficients - 1))
    batch += rng.normal(0.0, 0.5, batch.shape)
    width = rng.integers(0, 9, count)
    first = rng.integers(0, frames, count)
    time = np.arange(frames)[None, :]
    masked = (time >= first[:, None]) & (time < (first + width)[:, None])
    mean = batch.mean(axis=1, keepdims=True)
    batch = np.where(masked[:, :, None], mean, batch)
    dropped = (rng.random((count, coefficients)) < 0.04)[:, None, :]
    batch = np.where(dropped, mean, batch)
    return np.clip(np.round(batch), -128, 127).astype(np.float32)
