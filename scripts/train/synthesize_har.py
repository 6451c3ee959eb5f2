#!/usr/bin/python3
"""Synthetic activity windows from formulas: the small set that ships, so that the activity networks run without data.

A body-worn sensor at the waist: gravity along x when upright, y and z when lying; gait as harmonics of a step
rate; turns in phase with it; sensor noise. It has the shape and scale of the recorded data (9 channels x 128
samples at 50 Hz) and says nothing about people.
"""

import argparse
import pathlib

import numpy as np

CLASSES = ("walking", "upstairs", "downstairs", "sitting", "standing", "laying")
SAMPLES, RATE_HZ = 128, 50.0
# Steps a second, vertical amplitude in g, share of the harmonics, turn rate in rad/s, pitch of the trunk in rad.
GAITS = {"walking": (1.9, 0.28, 0.5, 0.6, 0.05), "upstairs": (1.5, 0.22, 0.3, 0.7, 0.35),
         "downstairs": (2.0, 0.45, 0.9, 0.9, -0.05)}
# Mean direction of gravity in x, y, z, and its spread.
POSTURES = {"sitting": ((0.90, 0.15, 0.35), 0.10), "standing": ((0.99, -0.10, -0.05), 0.05),
            "laying": ((0.05, 0.70, 0.60), 0.25)}


def _gait(name, time, rng):
    """Body acceleration [3, n] in g, angular rate [3, n] in rad/s, direction of gravity [3]."""
    rate, amplitude, harmonics, turn, pitch = GAITS[name]
    rate *= rng.uniform(0.9, 1.1)
    amplitude *= rng.uniform(0.8, 1.2)
    start = rng.uniform(0.0, 2.0 * np.pi)

    def wave(multiple, phase):
        return np.sin(2.0 * np.pi * multiple * rate * time + multiple * start + phase)

    vertical = amplitude * (wave(1, 0.0) + harmonics * (0.6 * wave(2, 0.7) + 0.3 * wave(3, 1.9)))
    sideways = 0.5 * amplitude * (wave(0.5, 0.3) + harmonics * 0.4 * wave(1.5, 0.9))
    forward = 0.6 * amplitude * (wave(1, 1.4) + harmonics * 0.5 * wave(2, 2.3))
    turns = turn * np.stack([wave(0.5, 0.8), 0.8 * wave(1, 2.1), 0.6 * wave(0.5, 2.6)])
    tilt = pitch + rng.normal(0.0, 0.12)
    lean = rng.normal(-0.1, 0.12)
    return np.stack([vertical, sideways, forward]), turns, np.array([np.cos(tilt), lean, np.sin(tilt)])


def window(name, rng):
    """One window [9, 128]."""
    time = np.arange(SAMPLES) / RATE_HZ
    if name in GAITS:
        body, turns, gravity = _gait(name, time, rng)
    else:
        mean, spread = POSTURES[name]
        sway = 0.01 * np.sin(2.0 * np.pi * 0.3 * time + rng.uniform(0.0, 2.0 * np.pi))
        body, turns = np.stack([0.2 * sway, sway, sway]), np.stack([sway, 0.5 * sway, 0.5 * sway])
        gravity = np.array(mean) + rng.normal(0.0, spread, 3)
    gravity = gravity / np.linalg.norm(gravity)
    body = body + rng.normal(0.0, 0.008, body.shape)
    turns = turns + rng.normal(0.0, 0.02, turns.shape)
    return np.concatenate([body, turns, body + gravity[:, None]])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=pathlib.Path, required=True, metavar="DIR", help="folder for x.npy and y.npy")
    parser.add_argument("--windows-per-class", type=int, default=10, help="default %(default)s")
    parser.add_argument("--seed", type=int, default=20240609, help="default %(default)s")
    arguments = parser.parse_args()
    rng = np.random.default_rng(arguments.seed)
    labels = np.tile(np.arange(len(CLASSES), dtype=np.uint8), arguments.windows_per_class)
    windows = np.stack([window(CLASSES[label], rng) for label in labels]).astype(np.float16)
    arguments.out.mkdir(parents=True, exist_ok=True)
    np.save(arguments.out / "x.npy", windows)
    np.save(arguments.out / "y.npy", labels)
    print(f"{len(labels)} windows, {len(CLASSES)} classes, seed {arguments.seed} -> {arguments.out}")


if __name__ == "__main__":
    main()
