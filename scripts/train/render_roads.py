#!/usr/bin/python3
"""Road pictures as the camera of a small car sees them, 32 x 64 grey, labelled with a steering class.

A flat road in perspective: the row at depth z shows the road's middle at offset + heading * z + curvature * z^2 / 2.
The steering angle is that of pure pursuit (Coulter 1992) towards the road's middle at LOOKAHEAD_M, in 15 classes of
3 degrees from -22.5 to 22.5; class 7 is straight on, class 14 hard right. Light, texture, markings, shadows, verge and
noise vary; curvature, offset and heading are drawn such that every class occurs.

Example: render_roads.py --out workloads/data/picar_synthetic
"""

import argparse
import pathlib

import numpy as np

from raster import Canvas

ROWS, COLUMNS = 32, 64
SCALE = 2  # drawn at twice the size, then averaged
CLASSES, CLASS_DEGREES = 15, 3.0
WHEELBASE_M = 0.2  # a car of 1:10
LOOKAHEAD_M = 0.4
CAMERA_HEIGHT_M = 0.14
FOCAL = 0.9  # of the picture's width
NEAREST_M = 0.16


def steering_degrees(offset, heading, curvature):
    """Pure pursuit: offset [m] and heading [rad] of the road's middle as seen from the car, curvature [1/m]."""
    target = offset + heading * LOOKAHEAD_M + curvature * LOOKAHEAD_M ** 2 / 2.0
    distance = np.hypot(target, LOOKAHEAD_M)
    return float(np.degrees(np.arctan2(2.0 * WHEELBASE_M * target, distance ** 2)))


def steering_class(degrees):
    return int(np.clip(np.floor(degrees / CLASS_DEGREES + CLASSES / 2.0), 0, CLASSES - 1))


def class_degrees(number):
    """The middle of a class."""
    return (np.asarray(number, dtype=float) - CLASSES // 2) * CLASS_DEGREES


def _draw_state(rng, wanted):
    """(offset, heading, curvature) whose steering is of class `wanted`."""
    while True:
        offset, heading, curvature = rng.normal(0.0, 0.12), rng.normal(0.0, 0.35), rng.normal(0.0, 1.3)
        middle = steering_degrees(offset, heading, curvature)
        if abs(offset) < 0.3 and steering_class(middle) == wanted and abs(middle) <= CLASSES * CLASS_DEGREES / 2.0:
            return offset, heading, curvature


def _road(canvas, rng, offset, heading, curvature):
    """Verge, surface and markings below the horizon."""
    rows = canvas.image.shape[0]
    horizon = rng.uniform(0.22, 0.36)
    below = canvas.y > horizon + 0.5 / rows
    depth = np.where(below, CAMERA_HEIGHT_M * FOCAL * 2.0 / np.maximum(canvas.y - horizon, 1e-3), 1e3)
    width = rng.uniform(0.24, 0.36)  # half the road, m
    middle = offset + heading * depth + curvature * depth * depth / 2.0
    across = (canvas.x - 0.5) * depth / FOCAL - middle  # metres right of the road's middle
    pixel = depth / FOCAL / canvas.image.shape[1]

    def band(centre, half, share):
        cover = np.clip((half - np.abs(across - centre)) / pixel + 0.5, 0.0, 1.0) * below * (depth < 6.0) * share
        return cover

    surface, verge = rng.uniform(0.15, 0.6), rng.uniform(0.1, 0.85)
    while abs(surface - verge) < 0.1:
        verge = rng.uniform(0.1, 0.85)
    marking = float(np.clip(surface + rng.uniform(0.25, 0.5), 0.0, 1.0))
    canvas.image = np.where(below, verge, canvas.image).astype(np.float32)
    canvas.texture(rng, 16, rng.uniform(0.0, 0.06))
    canvas.image += band(0.0, width, 1.0) * (surface - canvas.image)
    if rng.random() < 0.85:
        for side in (-1.0, 1.0):
            canvas.image += band(side * (width - 0.03), rng.uniform(0.008, 0.02), 1.0) * (marking - canvas.image)
    if rng.random() < 0.6:
        dashes = np.sin(2.0 * np.pi * depth / 0.3 + rng.uniform(0.0, 6.3)) > 0
        canvas.image += band(0.0, 0.012, dashes) * (marking - canvas.image)


def scene(wanted, rng):
    """One picture uint8 [ROWS, COLUMNS] of steering class `wanted`."""
    state = _draw_state(rng, wanted)
    canvas = Canvas(ROWS * SCALE, COLUMNS * SCALE, rng.uniform(0.3, 0.9))
    canvas.gradient(rng.normal(0.0, 0.1), rng.normal(0.0, 0.2))
    for _ in range(rng.integers(0, 4)):  # things on the horizon
        canvas.box(rng.uniform(0.0, 1.0), rng.uniform(0.05, 0.3), rng.uniform(0.02, 0.15), rng.uniform(0.05, 0.2),
                   rng.uniform(0.1, 0.9))
    _road(canvas, rng, *state)
    for _ in range(rng.integers(0, 3)):  # shadows
        shade = canvas.image.copy()
        canvas.ellipse(rng.uniform(0.0, 1.0), rng.uniform(0.4, 1.0), rng.uniform(0.05, 0.3), rng.uniform(0.03, 0.15), 0.0)
        canvas.image = (0.7 * shade + 0.3 * canvas.image).astype(np.float32)
    canvas.image = canvas.image * rng.uniform(0.7, 1.15) + rng.normal(0.0, 0.04)
    canvas.image = canvas.image.reshape(ROWS, SCALE, COLUMNS, SCALE).mean(axis=(1, 3))
    return canvas.codes(rng, rng.uniform(0.005, 0.03))


def render(count, seed):
    """(pictures uint8 [count, ROWS, COLUMNS], steering classes uint8 [count]), all classes in turn."""
    rng = np.random.default_rng(seed)
    labels = (np.arange(count) % CLASSES).astype(np.uint8)
    return np.stack([scene(int(label), rng) for label in labels]), labels


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=pathlib.Path, required=True, metavar="DIR", help="folder for x.npy and y.npy")
    parser.add_argument("--count", type=int, default=450, help="pictures, default %(default)s")
    parser.add_argument("--seed", type=int, default=20240612, help="default %(default)s")
    arguments = parser.parse_args()
    pictures, labels = render(arguments.count, arguments.seed)
    arguments.out.mkdir(parents=True, exist_ok=True)
    np.save(arguments.out / "x.npy", pictures)
    np.save(arguments.out / "y.npy", labels)
    print(f"{len(labels)} pictures, seed {arguments.seed} -> {arguments.out}")


if __name__ == "__main__":
    main()
