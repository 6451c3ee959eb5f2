"""Human activity windows: 9 channels x 128 samples at 50 Hz, the official split of subjects, augmentation.

Channels: body acceleration xyz [g], angular rate xyz [rad/s], total acceleration xyz [g].
"""

import numpy as np
import torch

from kws_data import ClipSet, Corpus, data_root

CLASS_COUNT = 6
VALIDATION_SUBJECTS = (5, 11, 19, 27)  # of the 21 training subjects, for --hold-out
TURN_RAD = 0.25  # standard deviation of the sensor's turn in its pocket
GAIN = 0.06  # standard deviation of a window's amplitude
NOISE = 0.01  # g and rad/s
SHIFT = 12  # samples either way


def load_corpus(hold_out):
    """Pools and evaluation sets; hold_out leaves four training subjects out and measures on them too."""
    folder = data_root() / "data" / "har"
    if not folder.is_dir():
        raise SystemExit(f"no activity data at {folder}: run scripts/get_data.sh or set QUARTET_DATA (or use --smoke)")

    def read(name):
        return np.load(folder / f"{name}.npy")

    train = ClipSet(read("har_train_x").astype(np.float32), read("har_train_y"))
    left_out = np.isin(read("har_train_subject"), VALIDATION_SUBJECTS)
    evaluation = {"test": ClipSet(read("har_test_x").astype(np.float32), read("har_test_y"))}
    if hold_out:
        evaluation["validation"] = train.where(left_out)
        train = train.where(~left_out)
    return Corpus({"real": train}, evaluation)


def smoke_corpus(seed):
    """Sines of six frequencies in place of people: exercises the pipeline without any data."""
    rng = np.random.default_rng(seed)

    def draw(count):
        labels = np.tile(np.arange(CLASS_COUNT, dtype=np.uint8), count // CLASS_COUNT)
        time = np.arange(128)[None, None, :] / 50.0
        phase = rng.uniform(0.0, 2.0 * np.pi, (len(labels), 9, 1))
        wave = np.sin(2.0 * np.pi * (1 + labels[:, None, None]) * time + phase)
        return ClipSet((wave + rng.normal(0.0, 0.1, wave.shape)).astype(np.float32), labels)

    return Corpus({"real": draw(240)}, {"smoke": draw(60)})


def _turns(count, rng):
    """Rotation matrices [count, 3, 3] about random axes (Rodrigues' formula)."""
    axis = rng.normal(0.0, 1.0, (count, 3))
    axis /= np.linalg.norm(axis, axis=1, keepdims=True)
    angle = rng.normal(0.0, TURN_RAD, count)[:, None, None]
    cross = np.zeros((count, 3, 3))
    for i, j, k in ((0, 1, 2), (1, 2, 0), (2, 0, 1)):
        cross[:, i, j], cross[:, j, i] = -axis[:, k], axis[:, k]
    return np.eye(3) + np.sin(angle) * cross + (1.0 - np.cos(angle)) * cross @ cross


class Sampler:
    """Draws augmented batches of equal class shares."""

    def __init__(self, pools, recipe, seed):
        self.rng = np.random.default_rng(seed)
        self.pool, self.recipe = pools["real"], recipe
        self.by_class = [np.flatnonzero(self.pool.labels == c) for c in range(CLASS_COUNT)]

    def batch(self):
        """Inputs float32 [n, 9, 128, 1] and target probabilities [n, 6]."""
        rng, count = self.rng, self.recipe.batch
        classes = rng.integers(0, CLASS_COUNT, count)
        index = np.array([self.by_class[c][rng.integers(len(self.by_class[c]))] for c in classes])
        windows = self.pool.features[index]
        windows = (_turns(count, rng)[:, None] @ windows.reshape(count, 3, 3, 128)).reshape(count, 9, 128)
        windows = windows * (1.0 + rng.normal(0.0, GAIN, (count, 1, 1)))
        shift = rng.integers(-SHIFT, SHIFT + 1, count)
        position = np.clip(np.arange(128)[None, :] + shift[:, None], 0, 127)
        windows = np.take_along_axis(windows, position[:, None, :], axis=2)
        windows = windows + rng.normal(0.0, NOISE, windows.shape)
        targets = np.full((count, CLASS_COUNT), self.recipe.label_smoothing / CLASS_COUNT, np.float32)
        targets[np.arange(count), classes] += 1.0 - self.recipe.label_smoothing
        return torch.from_numpy(windows.astype(np.float32)[..., None]), torch.from_numpy(targets)
