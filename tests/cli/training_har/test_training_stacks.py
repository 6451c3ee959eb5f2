#!/usr/bin/python3
"""train_har_mcu.py, train_vww.py, train_picar.py on self-made data: what they export runs in quartet, bit for bit."""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

CHECKOUT = pathlib.Path(__file__).resolve().parents[3]
SCRIPTS = CHECKOUT / "scripts" / "train"
DATA = CHECKOUT / "workloads" / "data"
SKIPPED = 77
try:
    import numpy as np
    import onnx
    import torch
except ImportError as missing:
    print(f"skipped: {missing} (scripts/setup.sh --train installs it)")
    sys.exit(SKIPPED)
sys.path.insert(0, str(SCRIPTS))

import precision_search  # noqa: E402
import render_people  # noqa: E402
import render_roads  # noqa: E402
import stack_eval  # noqa: E402
from stack_layers import HAR, uniform, weight_bits  # noqa: E402
from stack_network import FloatNet, pooled  # noqa: E402

MOST_BYTES = 400_000  # of a shipped network
ENVIRONMENT = {**os.environ, "OMP_NUM_THREADS": "1"}


def quartet():
    binary = pathlib.Path(os.environ.get("QUARTET_BUILD_DIR", CHECKOUT / "build")) / "quartet"
    return binary if binary.exists() else None


class Exports(unittest.TestCase):
    def equals_quartet(self, model, data):
        """The integers of the independent evaluator and of the golden interpreter."""
        expected = stack_eval.run(model, data)
        self.assertGreater(len(np.unique(expected)), 4, "logits that do not vary compare nothing")
        if quartet() is None:
            return
        with tempfile.TemporaryDirectory() as folder:
            np.save(f"{folder}/x.npy", data)
            command = [str(quartet()), "run", str(model), "--on", "reference", "--inputs", f"{folder}/x.npy",
                       "--outputs", f"{folder}/y.npy"]
            ran = subprocess.run(command, capture_output=True, text=True, check=False)
            self.assertEqual(ran.returncode, 0, ran.stderr)
            np.testing.assert_array_equal(np.load(f"{folder}/y.npy"), expected, str(model))

    def smoke(self, script, data, names):
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run([sys.executable, str(SCRIPTS / script), "--smoke", "--out", folder],
                                  capture_output=True, text=True, check=False, env=ENVIRONMENT)
            self.assertEqual(done.returncode, 0, done.stderr)
            models = sorted(pathlib.Path(folder).glob("*.onnx"))
            self.assertEqual([model.stem for model in models], sorted(names))
            for model in models:
                self.assertLess(model.stat().st_size, MOST_BYTES)
                self.equals_quartet(model, data)

    def test_activity_networks_of_every_width_give_the_same_integers_in_quartet(self):
        variants = ("w8", "w4", "w2", "w1", "w4a4", "mixed_layer", "mixed_channel", "max78000")
        self.smoke("train_har_mcu.py", np.load(DATA / "har_synthetic" / "x.npy")[:12], [f"har_{v}" for v in variants])

    def test_the_vision_network_gives_the_same_integers_in_quartet(self):
        self.smoke("train_vww.py", np.load(DATA / "vww_synthetic" / "x.npy")[:8], ["vww_small"])

    def test_the_steering_network_gives_the_same_integers_in_quartet(self):
        self.smoke("train_picar.py", np.load(DATA / "picar_synthetic" / "x.npy")[:8], ["picar_small"])

    def test_the_shipped_networks_give_the_same_integers_in_quartet(self):
        for workload, data in (("har", "har_synthetic"), ("vww", "vww_synthetic"), ("picar", "picar_synthetic")):
            for model in sorted((CHECKOUT / "workloads" / "zoo" / workload).glob("*.onnx")):
                if "_cim_" not in model.name:
                    with self.subTest(model.name):
                        self.equals_quartet(model, np.load(DATA / data / "x.npy")[:16])


class Precision(unittest.TestCase):
    """precision_search.py on a random network."""

    def setUp(self):
        torch.manual_seed(3)
        self.layers = FloatNet(HAR, 0.0).eval().folded()
        rng = np.random.default_rng(3)
        self.information = [torch.from_numpy(rng.gamma(0.3, 1.0, tuple(w.shape)).astype(np.float32))
                            for w, _ in self.layers]

    def test_both_searches_stay_within_the_budget_and_use_most_of_it(self):
        one = weight_bits(HAR, uniform(HAR, 1))
        for bits in (2.3, 3.0, 5.0):
            by_channel, _ = precision_search.by_channel(self.layers, self.information, bits * one, 4)
            by_layer = precision_search.by_layer(self.layers, self.information, bits * one, 4)
            self.assertLessEqual(weight_bits(HAR, by_layer), bits * one)
            self.assertLessEqual(weight_bits(HAR, by_channel), bits * one)
            self.assertGreater(weight_bits(HAR, by_channel), 0.85 * bits * one)
            for layer, shape in zip(by_channel, HAR.weight_shapes()):
                self.assertEqual(len(layer.per_channel()), shape[0])

    def test_important_channels_are_the_wide_ones(self):
        self.information[1][5:9] *= 1e4
        bits, orders = precision_search.by_channel(self.layers, self.information, 2.5 * weight_bits(HAR, uniform(HAR, 1)), 4)
        self.assertEqual(sorted(orders[1][:4]), [5, 6, 7, 8])
        self.assertGreater(min(bits[1].per_channel()[:4]), 2)

    def test_reordered_channels_compute_the_same(self):
        rng = np.random.default_rng(4)
        orders = [rng.permutation(len(w)) for w, _ in self.layers[:-1]] + [np.arange(HAR.classes)]

        def run(layers, x):
            for i, (weight, bias) in enumerate(layers):
                x = pooled(x, HAR.pools()[i])
                if i == len(layers) - 1:
                    return torch.nn.functional.linear(x.flatten(1), weight, bias)
                x = torch.relu(torch.nn.functional.conv2d(x, weight, bias, padding=HAR.convolutions[i].padding))

        x = torch.from_numpy(rng.normal(0.0, 1.0, (3, 9, 128, 1)).astype(np.float32))
        with torch.no_grad():
            moved = run(precision_search.reorder(self.layers, orders), x)
            torch.testing.assert_close(moved, run(self.layers, x), rtol=1e-4, atol=1e-5)


class Files(unittest.TestCase):
    def test_weights_of_a_width_lie_within_it(self):
        bits_of = {"har_w4": 4, "har_w2": 2}
        for name, bits in bits_of.items():
            file = stack_eval.File(CHECKOUT / "workloads" / "zoo" / "har" / f"{name}.onnx")
            weights = [c.q for n, c in file.constants.items() if "weight" in n]
            self.assertEqual(len(weights), 5)
            for codes in weights:
                self.assertLessEqual(np.abs(codes).max(), 2 ** (bits - 1) - 1)

    def test_the_rendered_sets_are_made_again_by_their_scripts(self):
        for render, name in ((render_people, "vww_synthetic"), (render_roads, "picar_synthetic")):
            pictures, labels = render.render(8, {"vww_synthetic": 20240611, "picar_synthetic": 20240612}[name])
            np.testing.assert_array_equal(labels, np.load(DATA / name / "y.npy")[:8])
            shipped = np.load(DATA / name / "x.npy")[:8].astype(int)
            self.assertLessEqual(np.abs(pictures.astype(int) - shipped).max(), 1, "a libm may round one grey level off")

    def test_steering_turns_towards_the_road(self):
        self.assertEqual(render_roads.steering_class(render_roads.steering_degrees(0.0, 0.0, 0.0)), 7)
        self.assertGreater(render_roads.steering_degrees(0.1, 0.0, 0.0), 3.0)
        self.assertLess(render_roads.steering_degrees(0.0, 0.0, -1.0), -3.0)
        self.assertEqual(render_roads.steering_degrees(0.05, 0.1, 0.2), -render_roads.steering_degrees(-0.05, -0.1, -0.2))
        self.assertEqual(list(render_roads.class_degrees([0, 7, 14])), [-21.0, 0.0, 21.0])


if __name__ == "__main__":
    unittest.main(verbosity=2)
