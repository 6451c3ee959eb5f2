"""Noise generators and mixing; audio is float32 at 16 kHz, SNR in dB of mean power."""

import numpy as np

from mfcc import CLIP_SAMPLES, SAMPLE_RATE_HZ


def white(rng, samples=CLIP_SAMPLES):
    return rng.standard_normal(samples).astype(np.float32)


def coloured(rng, exponent, samples=CLIP_SAMPLES):
    """Gaussian noise whose power falls as 1/f^exponent (1 = pink, 2 = brown) above 20 Hz."""
    spectrum = np.fft.rfft(rng.standard_normal(samples))
    frequency_hz = np.maximum(np.fft.rfftfreq(samples, 1.0 / SAMPLE_RATE_HZ), 20.0)
    return np.fft.irfft(spectrum * frequency_hz ** (-exponent / 2.0), samples).astype(np.float32)


def hum(rng, samples=CLIP_SAMPLES):
    """Mains hum: 50 or 60 Hz with nine random harmonics over a little white noise."""
    base_hz = rng.choice([50.0, 60.0]) * rng.uniform(0.995, 1.005)
    time_s = np.arange(samples) / SAMPLE_RATE_HZ
    tone = sum(rng.uniform(0.2, 1.0) / k * np.sin(2 * np.pi * (k * base_hz * time_s + rng.random()))
               for k in range(1, 11))
    return (tone + 0.1 * rng.standard_normal(samples)).astype(np.float32)


def babble(rng, speech, samples=CLIP_SAMPLES, talkers=6):
    """Sum of `talkers` random pieces of `speech` (list of 1-D arrays), each rotated at random."""
    total = np.zeros(samples, np.float32)
    for _ in range(talkers):
        piece = speech[rng.integers(len(speech))]
        tiled = np.resize(piece, samples)
        total += np.roll(tiled, rng.integers(samples)) * rng.uniform(0.5, 1.0)
    return total


def draw(rng, speech):
    """One of five kinds: white, pink, brown-ish, hum, babble of `speech`."""
    kind = rng.integers(5)
    if kind == 0:
        return white(rng)
    if kind == 1:
        return coloured(rng, 1.0)
    if kind == 2:
        return coloured(rng, rng.uniform(1.5, 2.0))
    return hum(rng) if kind == 3 else babble(rng, speech)


def power(samples):
    return float(np.mean(np.square(samples))) + 1e-12


def mix(clip, noise, snr_db, signal_power=None):
    """clip + noise at `snr_db`; the signal's power is that of the clip unless given."""
    reference = power(clip) if signal_power is None else signal_power
    gain = np.sqrt(reference / power(noise) / 10.0 ** (snr_db / 10.0))
    return (clip + gain * noise).astype(np.float32)
