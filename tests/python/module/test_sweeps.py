"""Sweeps from dictionaries and files: structured arrays, fronts, databases that go on."""

import pathlib
import tempfile
import unittest

import numpy
import quartet

SPEC = {
    "workload": "kws", "platform": "max78000",
    "axis": [{"key": "cnn.clock_hz", "min": 1e7, "max": 1e8, "steps": 4}, {"key": "cnn.quadrants", "values": [1, 2, 4]}],
    "objective": [{"metric": "latency.seconds"}, {"metric": "energy.power_w"}],
}
TOML = """schema_version = 1
workload = "kws"
platform = "max78000"
[[axis]]
key = "cnn.clock_hz"
min = 1e7
max = 1e8
steps = 4
[[axis]]
key = "cnn.quadrants"
values = [1, 2, 4]
[[objective]]
metric = "latency.seconds"
[[objective]]
metric = "energy.power_w"
"""


class Sweep(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self.folder.name)

    def tearDown(self):
        self.folder.cleanup()

    def test_gives_a_structured_array_of_every_point(self):
        sweep = quartet.sweep(SPEC, jobs=2)
        self.assertEqual(len(sweep), 12)
        self.assertEqual(sweep.axes, ["cnn.clock_hz", "cnn.quadrants"])
        self.assertEqual(set(sweep.points["cnn.quadrants"]), {1.0, 2.0, 4.0})
        self.assertTrue(set(sweep.points["state"]) <= {"done", "infeasible"})
        done = sweep.done
        self.assertTrue(numpy.isfinite(done["latency.seconds"]).all())
        infeasible = sweep.points[sweep.points["state"] == "infeasible"]
        self.assertTrue(all(infeasible["message"]))
        self.assertTrue(numpy.isnan(infeasible["latency.seconds"]).all())
        self.assertEqual([point.point for point in sweep], list(sweep.points["point"]))

    def test_a_point_equals_the_run_with_its_settings(self):
        sweep = quartet.sweep(SPEC, jobs=1)
        point = sweep.done[0]
        settings = {"cnn.clock_hz": float(point["cnn.clock_hz"]), "cnn.quadrants": int(point["cnn.quadrants"])}
        run = quartet.run("kws", on="max78000", samples=1, fidelity="plan", settings=settings)
        self.assertEqual(point["latency.seconds"], run.latency.seconds)
        self.assertEqual(point["energy.power_w"], run.energy.power_w)

    def test_no_point_of_the_front_is_beaten(self):
        sweep = quartet.sweep(SPEC, jobs=2)
        columns = [sweep.done["latency.seconds"], sweep.done["energy.power_w"]]
        front = set(sweep.front["point"])
        self.assertTrue(front)
        for i, number in enumerate(sweep.done["point"]):
            beaten = any(all(c[j] <= c[i] for c in columns) and any(c[j] < c[i] for c in columns) for j in range(len(columns[0])))
            self.assertEqual(number in front, not beaten)

    def test_a_file_gives_the_points_of_the_dictionary(self):
        file = self.path / "spec.toml"
        file.write_text(TOML)
        a, b = quartet.sweep(file, jobs=1), quartet.sweep(SPEC, jobs=2)
        for name in ("state", "cnn.clock_hz", "latency.seconds", "energy.power_w"):
            numpy.testing.assert_array_equal(a.points[name], b.points[name])

    def test_a_database_is_gone_on_with(self):
        database = self.path / "sweep.sqlite"
        first = quartet.sweep(SPEC, db=database, jobs=1)
        again = quartet.sweep(SPEC, db=database, jobs=1)
        self.assertEqual(len(again), len(first))
        numpy.testing.assert_array_equal(again.points["latency.seconds"], first.points["latency.seconds"])

    def test_text_axes_are_text(self):
        spec = dict(SPEC, axis=[{"key": "platform", "values": ["max78000", "cnn-int8"]}])
        del spec["platform"]
        self.assertEqual(list(quartet.sweep(spec, jobs=1).points["platform"]), ["max78000", "cnn-int8"])

    def test_wrong_specifications_are_named(self):
        with self.assertRaises(quartet.QuartetError) as caught:
            quartet.sweep(dict(SPEC, axis=[{"key": "cnn.clok_hz", "values": [1e7]}]))
        self.assertIn("cnn.clock_hz", str(caught.exception))
        with self.assertRaises(quartet.QuartetError) as caught:
            quartet.sweep(dict(SPEC, objektive=[]))
        self.assertIn("objektive", str(caught.exception))
        with self.assertRaises(FileNotFoundError):
            quartet.sweep(self.path / "none.toml")


if __name__ == "__main__":
    unittest.main()
