#!/usr/bin/python3
"""Synthetic scenes with a person-like figure or without: 48 x 48 grey, label 1 = person.

A figure has a head, trunk, arms and legs in a random pose, size, place and brightness, partly hidden at times. Both
kinds of scenes hold the same clutter: boxes, discs, poles, lamps (a disc on a pole) and animals (a trunk on four
legs), so that no single shape gives the label away. Made for exercising a vision network; they are no photographs.

Example: render_people.py --out workloads/data/vww_synthetic
"""

import argparse
import pathlib

import numpy as np

from raster import Canvas

SIZE = 48
DRAWN = 96  # drawn at twice the size, then averaged
CLASSES = ("no person", "person")


def _shade(rng, canvas, contrast=0.18):
    """A brightness that differs from the scene's mean."""
    mean = float(canvas.image.mean())
    value = mean + rng.choice((-1.0, 1.0)) * rng.uniform(contrast, 0.5)
    return float(np.clip(value if 0.0 < value < 1.0 else 2.0 * mean - value, 0.0, 1.0))


def _figure(canvas, rng):
    """A person: stands, walks or sits upright; height 0.3 to 0.95 of the picture."""
    height = rng.uniform(0.34, 0.95)
    x, feet = rng.uniform(0.15, 0.85), rng.uniform(0.55 + 0.3 * height, 1.12)
    clothes, skin = _shade(rng, canvas), _shade(rng, canvas, 0.12)
    trousers = float(np.clip(clothes + rng.normal(0.0, 0.15), 0.0, 1.0))
    lean = rng.normal(0.0, 0.05)
    hip, shoulder, head = feet - 0.48 * height, feet - 0.80 * height, feet - 0.92 * height
    top = x + lean * height
    stride = rng.uniform(-0.16, 0.16) * height
    for side in (-1.0, 1.0):
        knee = x + 0.5 * side * stride + rng.normal(0.0, 0.015)
        start = x + side * 0.05 * height
        canvas.limb(start, hip, knee + side * 0.03 * height, (hip + feet) / 2, 0.050 * height, 0.042 * height, trousers)
        canvas.limb(knee + side * 0.03 * height, (hip + feet) / 2, x + side * (0.05 * height + abs(stride)), feet,
                    0.042 * height, 0.030 * height, trousers)
    canvas.limb(x, hip, top, shoulder + 0.04 * height, 0.075 * height, 0.105 * height, clothes)
    for side in (-1.0, 1.0):
        swing = rng.uniform(-0.5, 1.6)
        elbow = (top + side * 0.17 * height * max(0.7, np.sin(swing) + 0.6), shoulder + 0.17 * height * np.cos(swing))
        hand = (elbow[0] + side * 0.10 * height * rng.uniform(-0.6, 1.0), elbow[1] + 0.15 * height * rng.uniform(-0.8, 1.0))
        canvas.limb(top + side * 0.10 * height, shoulder + 0.03 * height, *elbow, 0.034 * height, 0.028 * height, clothes)
        canvas.limb(*elbow, *hand, 0.028 * height, 0.022 * height, skin)
    canvas.limb(top, shoulder, top, head, 0.030 * height, 0.030 * height, skin)
    canvas.ellipse(top, head, 0.060 * height, 0.078 * height, skin)
    if rng.random() < 0.6:
        canvas.ellipse(top, head - 0.035 * height, 0.062 * height, 0.05 * height, _shade(rng, canvas))


def _clutter(canvas, rng):
    """One object that is no person."""
    x, y, size, shade = rng.uniform(0.0, 1.0), rng.uniform(0.1, 1.0), rng.uniform(0.04, 0.22), _shade(rng, canvas)
    kind = rng.integers(0, 6)
    if kind == 0:
        canvas.box(x, y, size, size * rng.uniform(0.4, 2.5), shade, rng.normal(0.0, 0.3))
    elif kind == 1:
        canvas.ellipse(x, y, size, size * rng.uniform(0.5, 1.8), shade, rng.uniform(0.0, 3.1))
    elif kind == 2:
        canvas.limb(x, y, x + rng.normal(0.0, 0.05), y - rng.uniform(0.3, 0.9), 0.25 * size, 0.2 * size, shade)
    elif kind == 3:  # a lamp or a tree: a disc on a pole
        top = y - rng.uniform(0.25, 0.7)
        canvas.limb(x, y, x, top, 0.18 * size, 0.15 * size, shade)
        canvas.ellipse(x, top, size * rng.uniform(0.4, 1.3), size * rng.uniform(0.4, 1.3), _shade(rng, canvas))
    elif kind == 4:  # an animal: a level trunk on four legs
        canvas.limb(x - size, y, x + size, y, 0.35 * size, 0.4 * size, shade)
        for part in (-0.9, -0.6, 0.6, 0.9):
            canvas.limb(x + part * size, y, x + part * size + rng.normal(0.0, 0.02), y + 0.8 * size, 0.12 * size,
                        0.1 * size, shade)
        canvas.ellipse(x + 1.2 * size, y - 0.35 * size, 0.3 * size, 0.26 * size, shade)
    else:  # a table or a gate: a bar on two legs
        canvas.limb(x - size, y, x + size, y, 0.1 * size, 0.1 * size, shade)
        for side in (-1.0, 1.0):
            canvas.limb(x + side * 0.8 * size, y, x + side * 0.8 * size, y + 1.2 * size, 0.1 * size, 0.1 * size, shade)


def scene(label, rng):
    """One picture uint8 [SIZE, SIZE]."""
    canvas = Canvas(DRAWN, DRAWN, rng.uniform(0.2, 0.8))
    canvas.gradient(rng.normal(0.0, 0.15), rng.normal(0.0, 0.25))
    canvas.texture(rng, int(rng.integers(3, 16)), rng.uniform(0.01, 0.08))
    if rng.random() < 0.7:  # ground and wall
        canvas.box(0.5, 1.0, 0.7, rng.uniform(0.1, 0.5), _shade(rng, canvas, 0.05))
    behind, before = rng.integers(1, 6), rng.integers(0, 3)
    for _ in range(behind):
        _clutter(canvas, rng)
    if label:
        _figure(canvas, rng)
    else:
        _clutter(canvas, rng)
    for _ in range(before):
        if rng.random() < 0.4:
            _clutter(canvas, rng)
    canvas.texture(rng, 24, rng.uniform(0.0, 0.04))
    canvas.image = canvas.image.reshape(SIZE, DRAWN // SIZE, SIZE, DRAWN // SIZE).mean(axis=(1, 3))
    return canvas.codes(rng, rng.uniform(0.005, 0.04))


def render(count, seed):
    """(pictures uint8 [count, SIZE, SIZE], labels uint8 [count]), both classes in turn."""
    rng = np.random.default_rng(seed)
    labels = (np.arange(count) % 2).astype(np.uint8)
    return np.stack([scene(int(label), rng) for label in labels]), labels


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=pathlib.Path, required=True, metavar="DIR", help="folder for x.npy and y.npy")
    parser.add_argument("--count", type=int, default=400, help="pictures, default %(default)s")
    parser.add_argument("--seed", type=int, default=20240611, help="default %(default)s")
    arguments = parser.parse_args()
    pictures, labels = render(arguments.count, arguments.seed)
    arguments.out.mkdir(parents=True, exist_ok=True)
    np.save(arguments.out / "x.npy", pictures)
    np.save(arguments.out / "y.npy", labels)
    print(f"{len(labels)} pictures, seed {arguments.seed} -> {arguments.out}")


if __name__ == "__main__":
    main()
