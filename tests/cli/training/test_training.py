#!/usr/bin/python3
"""The training scripts end to end on self-made data: what they export runs in quartet, bit for bit."""

import contextlib
import io
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest
import unittest.mock

CHECKOUT = pathlib.Path(__file__).resolve().parents[3]
SCRIPTS = CHECKOUT / "scripts" / "train"
SKIPPED = 77
try:
    import numpy as np
    import onnx  # noqa: F401  (what the scripts import)
    import scipy  # noqa: F401
    import torch  # noqa: F401
except ImportError as missing:
    print(f"skipped: {missing} (scripts/setup.sh --train installs it)")
    sys.exit(SKIPPED)
sys.path.insert(0, str(SCRIPTS))

import ablate_binary  # noqa: E402
import graph_eval  # noqa: E402
import integer_eval  # noqa: E402
import pcm_devices  # noqa: E402
import qdq_layers  # noqa: E402
import train_keywords  # noqa: E402
import train_shift  # noqa: E402

MOST_BYTES = 400_000  # of a shipped network
ENVIRONMENT = {**os.environ, "OMP_NUM_THREADS": "1"}


def quartet():
    binary = pathlib.Path(os.environ.get("QUARTET_BUILD_DIR", CHECKOUT / "build")) / "quartet"
    return binary if binary.exists() else None


def train(script, *arguments):
    command = [sys.executable, str(SCRIPTS / script), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=ENVIRONMENT)


class AnalogTraining(unittest.TestCase):
    """train_analog.py --smoke, one workload each."""

    def exports_what_quartet_computes(self, workload, data):
        with tempfile.TemporaryDirectory() as folder:
            out = pathlib.Path(folder)
            done = train("train_analog.py", workload, "--smoke", "--array-seeds", "1", "--out", folder)
            self.assertEqual(done.returncode, 0, done.stderr)
            report = json.loads((out / "training_report_cim.json").read_text())
            models = sorted(out.glob("*.onnx"))
            self.assertEqual([f"{workload}_{name}" for name in sorted(report["variants"])], [m.stem for m in models])
            np.save(out / "x.npy", data)
            for model in models:
                self.assertLess(model.stat().st_size, MOST_BYTES)
                expected = qdq_layers.run(qdq_layers.load(model), data)
                self.assertGreater(len(np.unique(expected)), 4, "logits that do not vary compare nothing")
                if quartet() is None:
                    continue
                command = [str(quartet()), "run", str(model), "--on", "reference", "--inputs", str(out / "x.npy"),
                           "--outputs", str(out / "y.npy")]
                ran = subprocess.run(command, capture_output=True, text=True, check=False)
                self.assertEqual(ran.returncode, 0, ran.stderr)
                np.testing.assert_array_equal(np.load(out / "y.npy"), expected, model.name)

    def test_keyword_networks_give_the_same_integers_in_quartet(self):
        rng = np.random.default_rng(5)
        data = np.clip(83 + rng.normal(0.0, 20.0, (12, 49, 10)), -128, 127).astype(np.int8)
        self.exports_what_quartet_computes("kws", data)

    def test_activity_networks_give_the_same_integers_in_quartet_from_channel_first_halves(self):
        data = np.load(CHECKOUT / "workloads" / "data" / "har_synthetic" / "x.npy")[:12]
        self.assertEqual(data.dtype, np.float16)
        self.exports_what_quartet_computes("har", data)

    def test_the_same_seed_gives_the_same_network(self):
        with tempfile.TemporaryDirectory() as folder:
            files = []
            for run in ("a", "b"):
                done = train("train_analog.py", "har", "--smoke", "--array-seeds", "0", "--variants", "aware", "--out",
                             f"{folder}/{run}")
                self.assertEqual(done.returncode, 0, done.stderr)
                files.append(pathlib.Path(folder, run, "har_cim_aware.onnx").read_bytes())
            self.assertEqual(*files)


class KeywordTraining(unittest.TestCase):
    def test_the_smoke_run_finishes(self):
        with tempfile.TemporaryDirectory() as folder:
            done = train("train_kws.py", "--smoke", "--out", folder)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertTrue(pathlib.Path(folder, "kws_max78000.onnx").exists())


class KeywordNetworks(unittest.TestCase):
    """train_keywords.py, train_shift.py: smoke runs in this process, and the files that ship."""

    SHIPPED = CHECKOUT / "workloads" / "zoo" / "kws"
    NETWORKS = ("ds_cnn", "tc_resnet8", "mlp", "binary")

    def in_quartet(self, model, data):
        """Logits of quartet's golden interpreter."""
        with tempfile.TemporaryDirectory() as folder:
            out = pathlib.Path(folder)
            np.save(out / "x.npy", data)
            command = [str(quartet()), "run", str(model), "--on", "reference", "--inputs", str(out / "x.npy"),
                       "--outputs", str(out / "y.npy")]
            ran = subprocess.run(command, capture_output=True, text=True, check=False)
            self.assertEqual(ran.returncode, 0, ran.stderr)
            return np.load(out / "y.npy")

    def smoke(self, module, *arguments):
        with contextlib.redirect_stdout(io.StringIO()):
            with unittest.mock.patch.object(sys, "argv", ["command", *arguments, "--smoke"]):
                module.main()

    def test_a_smoke_run_exports_what_quartet_computes(self):
        rng = np.random.default_rng(5)
        data = np.clip(83 + rng.normal(0.0, 20.0, (12, 49, 10)), -128, 127).astype(np.int8)
        for network in self.NETWORKS:
            with self.subTest(network), tempfile.TemporaryDirectory() as folder:
                self.smoke(train_keywords, network, "--out", folder)
                model = pathlib.Path(folder, f"kws_{network}.onnx")
                self.assertLess(model.stat().st_size, MOST_BYTES)
                expected = graph_eval.Evaluator(model).logits(data)
                self.assertGreater(len(np.unique(expected)), 4, "logits that do not vary compare nothing")
                if quartet() is not None:
                    np.testing.assert_array_equal(self.in_quartet(model, data), expected)

    def test_a_smoke_run_to_shifts_leaves_powers_of_two_only(self):
        with tempfile.TemporaryDirectory() as folder:
            self.smoke(train_shift, "--out", folder)
            model = pathlib.Path(folder, "kws_shift.onnx")
            self.assertEqual(train_shift.share_of_powers(model), 1.0)
            self.assertLess(train_shift.share_of_powers(train_shift.START), 0.9, "the int8 network it starts from is no such file")

    def test_the_ablation_runs_every_row(self):
        with tempfile.TemporaryDirectory() as folder:
            self.smoke(ablate_binary, "--steps", "1", "--out", folder)
            rows = json.loads(pathlib.Path(folder, "ablation_binary.json").read_text())["rows"]
            self.assertEqual(len(rows), len(ablate_binary.ROWS))

    def test_shipped_networks_give_their_expected_logits_in_both_evaluators(self):
        data = np.load(CHECKOUT / "workloads" / "data" / "kws_synthetic" / "mfcc.npy")[:40]
        shipped = sorted(self.SHIPPED.glob("expected_logits_synthetic_*.npy"))
        self.assertGreater(len(shipped), 0)
        for logits in shipped:
            name = logits.stem.removeprefix("expected_logits_synthetic_")
            with self.subTest(name):
                model, expected = self.SHIPPED / f"kws_{name}.onnx", np.load(logits)[:40]
                if name == "shift":
                    own = integer_eval.run_layers(integer_eval.load_layers(model), data)
                else:
                    own = graph_eval.Evaluator(model).logits(data)
                np.testing.assert_array_equal(own, expected)
                if quartet() is not None:
                    np.testing.assert_array_equal(self.in_quartet(model, data), expected)

    def test_what_runs_on_ultratrail_fits_its_accumulator(self):
        evaluator = graph_eval.Evaluator(self.SHIPPED / "kws_tc_resnet8.onnx")
        evaluator.logits(np.load(CHECKOUT / "workloads" / "data" / "kws_synthetic" / "mfcc.npy")[:40])
        self.assertLess(evaluator.largest_sum, 2 ** 19)


class Devices(unittest.TestCase):
    """Closed forms of the published fit at full conductance, where no clipping matters; five standard errors."""

    COUNT = 100_000

    def test_programming_noise_has_the_published_spread(self):
        programmed = pcm_devices.program(np.ones(self.COUNT), np.random.default_rng(1))
        sigma = (0.26348 + 1.9650 - 1.1731) / 25.0
        self.assertAlmostEqual(programmed.mean(), 1.0, delta=5.0 * sigma / self.COUNT ** 0.5)
        self.assertAlmostEqual(programmed.std(), sigma, delta=5.0 * sigma / (2.0 * self.COUNT) ** 0.5)

    def test_a_day_of_drift_takes_what_the_mean_exponent_and_its_spread_say(self):
        exponents = pcm_devices.drift_exponents(np.ones(self.COUNT), np.random.default_rng(2))
        drifted = pcm_devices.drift(np.ones(self.COUNT), exponents, 86400.0)
        logarithm = np.log((86400.0 + 20.0) / 20.0)
        spread = 0.008 * logarithm
        mean = np.exp(-0.049 * logarithm + 0.5 * spread ** 2)
        self.assertAlmostEqual(drifted.mean(), mean, delta=5.0 * mean * spread / self.COUNT ** 0.5)

    def test_read_noise_grows_with_the_logarithm_of_time(self):
        ones = np.ones(self.COUNT)
        for seconds in (25.0, 86400.0):
            noisy = pcm_devices.read_noise(ones, ones, seconds, np.random.default_rng(3))
            sigma = 0.0088 * np.log((seconds + 20.0 + 250e-9) / 500e-9) ** 0.5
            self.assertAlmostEqual(noisy.std(), sigma, delta=5.0 * sigma / (2.0 * self.COUNT) ** 0.5)


if __name__ == "__main__":
    unittest.main()
