"""The keyword data: where it lies, how speakers are split, and the pools a run trains on.

Features are int8 MFCC [n, 49, 10]; labels are 0..11 (synthesize_kws.CLASSES).
"""

import dataclasses
import os
import pathlib

import numpy as np

import audio_augment
from synthesize_kws import SILENCE_LABEL, UNKNOWN_LABEL, synthesize

NO_SPEAKER = 65535
SPLIT_SEED = 7
VALIDATION_SHARE = 0.12
HELD_OUT_SHARE = 0.18
SYNTHETIC_TRAINING_SEED = 20240608


@dataclasses.dataclass
class ClipSet:
    """Features and labels of one set of clips."""
    features: np.ndarray
    labels: np.ndarray

    def __len__(self):
        return len(self.labels)

    def where(self, mask):
        return ClipSet(self.features[mask], self.labels[mask])


@dataclasses.dataclass
class Corpus:
    """Training pools by name, and the sets to measure on by name."""
    pools: dict
    evaluation: dict


def data_root():
    """$QUARTET_DATA, else ../shared beside the checkout, else ~/.cache/quartet."""
    if os.environ.get("QUARTET_DATA"):
        return pathlib.Path(os.environ["QUARTET_DATA"])
    beside = pathlib.Path(__file__).resolve().parents[2].parent / "shared"
    return beside if (beside / "data").is_dir() else pathlib.Path.home() / ".cache" / "quartet"


def repository_root():
    return pathlib.Path(__file__).resolve().parents[2]


def load_synthetic_evaluation():
    folder = repository_root() / "workloads" / "data" / "kws_synthetic"
    return ClipSet(np.load(folder / "mfcc.npy"), np.load(folder / "label.npy"))


def split_speakers(speakers):
    """Disjoint (validation, held-out) sets of speaker numbers, fixed by SPLIT_SEED."""
    known = np.unique(speakers[speakers != NO_SPEAKER])
    order = np.random.default_rng(SPLIT_SEED).permutation(known)
    validation = int(VALIDATION_SHARE * len(order))
    held_out = int(HELD_OUT_SHARE * len(order))
    return order[:validation], order[validation:validation + held_out]


def _silence_folds(speakers):
    """Fold 0..9 of each clip without a speaker (silence), -1 elsewhere: 0 validates, 1 is held out."""
    folds = np.full(len(speakers), -1)
    silent = np.flatnonzero(speakers == NO_SPEAKER)
    folds[silent] = np.arange(len(silent)) % 10
    return folds


def synthetic_training_pool(clips_per_class):
    """Speech of the training voices; silence and other words get twice the share of a keyword."""
    features, labels = synthesize("training", clips_per_class, 2 * clips_per_class, 2 * clips_per_class,
                                  SYNTHETIC_TRAINING_SEED)
    return ClipSet(features, labels)


def load_corpus(hold_out, copies, synthetic_clips, seed):
    """Read the real data, augment its audio `copies` times, add the training voices.

    hold_out=True leaves the validation and held-out speakers out of every pool, and measures
    on them; hold_out=False trains on all speakers. kws01 is never in a pool.
    """
    folder = data_root() / "data" / "kws"
    if not folder.is_dir():
        raise SystemExit(f"no keyword data at {folder}: run scripts/get_data.sh or set QUARTET_DATA (or use --smoke)")

    def read(name):
        return np.load(folder / f"{name}.npy")

    real = ClipSet(read("kws_train12_mfcc"), read("kws_train12_label"))
    speakers = read("kws_train12_speaker")
    extra = ClipSet(read("kws_extra_mfcc"), read("kws_extra_label"))
    extra_speakers = read("kws_extra_speaker")
    test = ClipSet(read("kws01_mfcc"), read("kws01_label"))
    test_speakers = read("kws01_speaker")

    validation, held_out = split_speakers(speakers)
    folds = _silence_folds(speakers)
    in_validation = np.isin(speakers, validation) | (folds == 0)
    in_held_out = np.isin(speakers, held_out) | (folds == 1)
    reserved = np.concatenate([validation, held_out])
    keep = ~(in_validation | in_held_out) if hold_out else np.ones(len(real), bool)
    keep_extra = ~np.isin(extra_speakers, reserved) if hold_out else np.ones(len(extra), bool)

    evaluation = {"synthetic": load_synthetic_evaluation(), "kws01": test}
    if hold_out:
        evaluation["validation"] = real.where(in_validation)
        evaluation["held_out"] = real.where(in_held_out)
        evaluation["kws01_held_out_speakers"] = test.where(np.isin(test_speakers, held_out))

    kept = real.where(keep)
    audio = audio_augment.decode_ulaw(read("kws_train12_audio_ulaw")[keep])
    rng = np.random.default_rng(seed)
    augmented = [audio_augment.augmented_features(audio, kept.labels == SILENCE_LABEL, rng) for _ in range(copies)]
    augmented = ClipSet(np.concatenate([kept.features] + augmented), np.tile(kept.labels, copies + 1))
    pools = {"real": augmented, "extra": extra.where(keep_extra)}
    if synthetic_clips:
        pools["synthetic"] = synthetic_training_pool(synthetic_clips)
    return Corpus(pools, evaluation)


def smoke_corpus(seed):
    """Small separable patterns in place of speech: exercises the pipeline without any data."""
    rng = np.random.default_rng(seed)
    prototypes = rng.normal(0.0, 12.0, (12, 49, 10))

    def draw(count):
        labels = np.tile(np.arange(12, dtype=np.uint8), count // 12)
        values = 83 + prototypes[labels] + rng.normal(0.0, 4.0, (len(labels), 49, 10))
        return ClipSet(np.clip(values, -128, 127).astype(np.int8), labels)

    training = draw(240)
    others = training.where(training.labels == UNKNOWN_LABEL)
    return Corpus({"real": training, "extra": others}, {"smoke": draw(60)})
