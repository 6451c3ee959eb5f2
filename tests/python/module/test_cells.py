"""The physics of a memory cell: closed forms, samples, and switches."""

import math
import os
import pathlib
import subprocess
import unittest

import numpy
import quartet

EXECUTABLE = pathlib.Path(os.environ["QUARTET_BUILD_DIR"]) / "quartet"


class Cells(unittest.TestCase):
    def setUp(self):
        self.cell = quartet.cell("pcm-like")

    def test_samples_agree_with_the_closed_forms(self):
        targets, times = [5.0, 25.0], [25.0, 86400.0]
        sampled = self.cell.conductances(targets, times, devices=20000, seed=4)
        self.assertEqual(sampled.shape, (2, 2, 20000))
        for i, target in enumerate(targets):
            for j, time in enumerate(times):
                mean, deviation = self.cell.moments("read", [target], time)
                self.assertLess(abs(sampled[i, j].mean(dtype=float) - mean[0]), 5 * deviation[0] / math.sqrt(20000))

    def test_an_effect_that_is_off_does_not_exist(self):
        off = dict(programming_noise=0, drift=0, drift_variability=0, read_noise=0)
        exact = self.cell.conductances([0.0, 12.5], [25.0, 1e6], devices=5, **off)
        self.assertTrue((exact[0] == 0.0).all() and (exact[1] == numpy.float32(12.5)).all())
        drifting = self.cell.conductances([12.5], [25.0, 1e6], devices=5, **(off | {"drift": 1.0}))
        nu = float(self.cell.mu_nu(12.5 / self.cell.g_max_us))
        expected = 12.5 * ((1e6 + self.cell.t0_s) / self.cell.t0_s) ** -nu
        numpy.testing.assert_allclose(drifting[0, 1], expected, rtol=1e-4)

    def test_the_same_seed_gives_the_same_devices(self):
        a, b, c = (self.cell.conductances([10.0], [25.0], devices=100, seed=s) for s in (1, 1, 2))
        self.assertTrue(numpy.array_equal(a, b))
        self.assertFalse(numpy.array_equal(a, c))
        self.assertTrue(numpy.array_equal(self.cell.conductances([10.0], [25.0], devices=50, seed=1), a[:, :, :50]))

    def test_statistics_are_those_of_the_command_line(self):
        if not EXECUTABLE.exists():
            self.skipTest("the executable is not built")
        words = ["cim-devices", "--model", "pcm-like", "--targets", "0,5,25", "--times", "25,3600", "--devices", "500", "--seed", "7", "--csv", "-"]
        table = subprocess.run([EXECUTABLE, *words], capture_output=True, text=True, check=True).stdout.splitlines()
        header = table[0].split(",")
        rows = self.cell.statistics([0, 5, 25], [25, 3600], devices=500, seed=7)
        self.assertEqual(len(rows), len(table) - 1)
        for line, row in zip(table[1:], rows):
            told = dict(zip(header, line.split(",")))
            for name in ("mean", "std", "se_mean", "frac_zero", "mean_analytic", "z_std"):
                self.assertEqual(float(told[name]), row[name], name)

    def test_laws_take_arrays_of_any_shape(self):
        x = numpy.linspace(0, 1, 6).reshape(2, 3)
        for law in (self.cell.sigma_p, self.cell.mu_nu, self.cell.sigma_nu, self.cell.q):
            self.assertEqual(law(x).shape, (2, 3))
            self.assertEqual(float(law(0.5)), float(law([0.5])[0]))
        self.assertEqual(self.cell.read_growth([25.0, 1e6]).shape, (2,))

    def test_a_constant_of_the_model_can_be_set(self):
        before = self.cell.moments("drifted", [10.0], 1e6)[0][0]
        self.cell.set({"device.t0_s": 10.0})
        self.assertEqual(self.cell.t0_s, 10.0)
        self.assertNotEqual(self.cell.moments("drifted", [10.0], 1e6)[0][0], before)
        with self.assertRaises(quartet.QuartetError) as caught:
            self.cell.set({"device.t0": 1.0})
        self.assertIn("device.t0_s", caught.exception.remedy)

    def test_values_outside_are_named(self):
        for call in (
            lambda: self.cell.conductances([-1.0], [25.0]),
            lambda: self.cell.conductances([1000.0], [25.0]),
            lambda: self.cell.conductances([1.0], [-1.0]),
            lambda: self.cell.conductances([1.0], [25.0], devices=0),
            lambda: self.cell.conductances([1.0], [25.0], devices=10**12),
            lambda: self.cell.moments("nothing", [1.0]),
            lambda: self.cell.moments("read", [1.0]),
            lambda: self.cell.sigma_p(-0.5),
            lambda: quartet.cell("pcm-lik"),
        ):
            with self.assertRaises(quartet.QuartetError):
                call()

    def test_every_model_is_a_cell(self):
        for name in quartet.cell_models():
            cell = quartet.cell(name)
            self.assertGreater(cell.g_max_us, 0)
            self.assertTrue(all(p.confidence in ("published", "fitted", "assumed") for p in cell.parameters.values()))


if __name__ == "__main__":
    unittest.main()
