"""Batches of rendered pictures with changes of light, noise and place: what the vision trainings draw from."""

import numpy as np
import torch

LIGHT = 0.12  # standard deviation of added brightness, of full scale
CONTRAST = 0.2
NOISE = 0.02
SHIFT = 2  # pixels either way


class ImageSampler:
    """Pictures uint8 [n, rows, columns] and labels; `mirror(labels)`: the labels of mirrored pictures; `shift`: whether
    pictures are moved sideways as well."""

    def __init__(self, pictures, labels, classes, recipe, seed, mirror, shift=True):
        self.rng = np.random.default_rng(seed)
        self.pictures, self.labels, self.classes, self.recipe = pictures, labels, classes, recipe
        self.mirror, self.shift = mirror, shift

    def batch(self):
        """Inputs float32 [n, 1, rows, columns] as (value - 128) / 128 and target probabilities."""
        rng, count = self.rng, self.recipe.batch
        index = rng.integers(0, len(self.labels), count)
        pictures = self.pictures[index].astype(np.float32) / 255.0
        labels = self.labels[index].astype(np.int64)
        turned = rng.random(count) < 0.5
        pictures[turned] = pictures[turned][:, :, ::-1]
        labels = np.where(turned, self.mirror(labels), labels)
        if self.shift:
            pictures = np.roll(pictures, tuple(rng.integers(-SHIFT, SHIFT + 1, 2)), axis=(1, 2))
        gain = 1.0 + rng.normal(0.0, CONTRAST, (count, 1, 1))
        pictures = (pictures - 0.5) * gain + 0.5 + rng.normal(0.0, LIGHT, (count, 1, 1))
        pictures = pictures + rng.normal(0.0, NOISE, pictures.shape)
        codes = np.clip(np.round(255.0 * pictures), 0, 255) - 128.0
        targets = np.full((count, self.classes), self.recipe.label_smoothing / self.classes, np.float32)
        targets[np.arange(count), labels] += 1.0 - self.recipe.label_smoothing
        return torch.from_numpy((codes / 128.0).astype(np.float32))[:, None], torch.from_numpy(targets)
