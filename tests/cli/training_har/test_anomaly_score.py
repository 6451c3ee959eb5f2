#!/usr/bin/python3
"""The anomaly score of 'quartet run ad' against NumPy: windows, reconstruction error and area under the ROC curve."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

CHECKOUT = pathlib.Path(__file__).resolve().parents[3]
SKIPPED = 77
FRAMES = 5
OUTPUT_SCALE, OUTPUT_ZERO = 0.364498466, 96  # of the reference network's output
binary = pathlib.Path(os.environ.get("QUARTET_BUILD_DIR", CHECKOUT / "build")) / "quartet"
try:
    import numpy as np
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(SKIPPED)


def root():
    """The data root as quartet finds it."""
    for folder in (os.environ.get("QUARTET_DATA"), CHECKOUT.parent / "shared", pathlib.Path.home() / ".cache" / "quartet"):
        if folder and pathlib.Path(folder, "data", "ad").is_dir():
            return pathlib.Path(folder)
    return None


if not binary.exists() or root() is None:
    print("skipped: needs quartet and the anomaly data below the data root ($QUARTET_DATA)")
    sys.exit(SKIPPED)


def area_by_pairs(scores, labels):
    normal, anomalous = scores[labels == 0], scores[labels == 1]
    return ((anomalous[:, None] > normal).sum() + 0.5 * (anomalous[:, None] == normal).sum()) / (len(normal) * len(anomalous))


class AnomalyScore(unittest.TestCase):
    def run_quartet(self, folder, *more):
        command = [str(binary), "run", "ad", "--on", "reference", "--json", f"{folder}/r.json", "--outputs", f"{folder}/y.npy",
                   *more]
        ran = subprocess.run(command, capture_output=True, text=True, check=False,
                             env={**os.environ, "QUARTET_DATA": str(root())})
        self.assertEqual(ran.returncode, 0, ran.stderr)
        return json.loads(pathlib.Path(folder, "r.json").read_text()), np.load(f"{folder}/y.npy"), ran.stdout

    def test_area_and_scores_are_those_of_numpy(self):
        with tempfile.TemporaryDirectory() as folder:
            result, outputs, text = self.run_quartet(folder)
        clips = np.load(root() / "data" / "ad" / "ad01_logmel.npy").astype(np.float64)
        labels = np.load(root() / "data" / "ad" / "ad01_label.npy")
        windows = np.lib.stride_tricks.sliding_window_view(clips, FRAMES, axis=1).transpose(0, 1, 3, 2)
        real = windows.reshape(len(clips), windows.shape[1], -1)
        rebuilt = OUTPUT_SCALE * (outputs.reshape(real.shape).astype(np.float64) - OUTPUT_ZERO)
        scores = ((real - rebuilt) ** 2).mean(axis=(1, 2))
        detection = result["detection"]
        self.assertEqual(detection["metric"], "auc")
        self.assertAlmostEqual(detection["value"], area_by_pairs(scores, labels), places=9)
        self.assertEqual((detection["samples"], detection["anomalies"]), (len(labels), int(labels.sum())))
        self.assertIsNone(result["accuracy"], "labels are no classes of an autoencoder")
        self.assertIn("auc", text)
        recorded = root() / "goldens" / "tflite" / "ad_score_f32.npy"
        if recorded.exists():
            np.testing.assert_allclose(scores, np.load(recorded), atol=1e-4)
            self.assertAlmostEqual(detection["value"], area_by_pairs(np.load(recorded), labels), places=9)

    def test_samples_are_recordings_not_windows(self):
        with tempfile.TemporaryDirectory() as folder:
            result, outputs, _ = self.run_quartet(folder, "--samples", "30")
        self.assertEqual(result["detection"]["samples"], 30)
        self.assertEqual(len(outputs), 30 * 196)


if __name__ == "__main__":
    unittest.main(verbosity=2)
