"""Runs, comparisons, repricing: the same bytes as the command line, arrays in and out."""

import json
import os
import pathlib
import pickle
import subprocess
import tempfile
import unittest

import numpy
import quartet

EXECUTABLE = pathlib.Path(os.environ["QUARTET_BUILD_DIR"]) / "quartet"


class Run(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self.folder.name)

    def tearDown(self):
        self.folder.cleanup()

    def data(self):
        data = next(d for d in quartet.workload("kws").data if d["available"])
        return numpy.load(data["inputs"]), numpy.load(data["labels"])

    def test_gives_the_bytes_of_the_command_line(self):
        if not EXECUTABLE.exists():
            self.skipTest("the executable is not built")
        words = ["run", "kws", "--on", "max78000", "--samples", "7", "--seed", "3", "--set", "duty.rate_hz=1", "--json", "-"]
        told = subprocess.run([EXECUTABLE, *words], capture_output=True, text=True, check=True).stdout
        result = quartet.run("kws", on="max78000", samples=7, seed=3, settings={"duty.rate_hz": 1})
        self.assertEqual(result.to_json(), told)

    def test_gives_fields_as_attributes_and_layers_as_arrays(self):
        result = quartet.run("kws", on="max78000", samples=5)
        self.assertEqual(result.accuracy.samples, 5)
        self.assertAlmostEqual(result.latency.seconds, result.latency.cycles / result.latency.clock_hz)
        self.assertEqual(result.layers["cycles"].dtype, float)
        self.assertEqual(result.layers[0].name, result.layers["name"][0])
        self.assertEqual(sum(p["cycles"] for p in result.phases if p.paid == "inference") + result.layers["cycles"].sum(), result.latency.cycles)
        self.assertEqual(set(result.layers.arrays()), set(quartet.Layers.columns))
        self.assertEqual(json.loads(result.to_json())["energy"]["total_j"], result.energy.total_j)
        with self.assertRaises(AttributeError) as caught:
            result.latency.secnds
        self.assertIn("seconds", str(caught.exception))
        with self.assertRaises(AttributeError):
            result.network = "other"

    def test_takes_arrays_and_gives_the_outputs_of_files(self):
        inputs, labels = self.data()
        from_set = quartet.run("kws", on="max78000", samples=9)
        from_arrays = quartet.run("kws", on="max78000", inputs=inputs[:9], labels=labels[:9])
        self.assertTrue(numpy.array_equal(from_set.outputs, from_arrays.outputs))
        self.assertEqual(from_arrays.accuracy.correct, from_set.accuracy.correct)
        self.assertEqual((from_arrays.request.inputs, from_arrays.request.labels), (["inputs"], "labels"))
        self.assertEqual(from_arrays.to_json(), quartet.run("kws", on="max78000", inputs=inputs[:9], labels=labels[:9]).to_json())

    def test_names_arrays_that_do_not_fit_by_their_names(self):
        with self.assertRaises(quartet.InputError) as caught:
            quartet.run("kws", on="max78000", inputs=numpy.zeros((2, 3, 3), dtype=numpy.int8))
        self.assertTrue(str(caught.exception).startswith("inputs"), str(caught.exception))
        with self.assertRaises(quartet.UsageError):
            quartet.run("kws", on="max78000", inputs=numpy.array(["text"]))
        with self.assertRaises(quartet.UsageError):
            quartet.run("kws", on="max78000", inputs=numpy.zeros((0, 49, 10, 1)))

    def test_golden_reference_equals_an_exact_machine(self):
        network = quartet.network("kws", variant="max78000")
        golden = quartet.reference(network, samples=6)
        machine = quartet.run(network, on="max78000", samples=6)
        self.assertTrue(numpy.array_equal(golden, machine.outputs))
        self.assertEqual(golden.shape, (6, network.output["shape"][-1]))

    def test_takes_a_model_file(self):
        network = quartet.network("kws", variant="max78000")
        inputs, _ = self.data()
        of_file = quartet.run(pathlib.Path(network.file), on="max78000", inputs=inputs[:3])
        of_name = quartet.run("kws", on="max78000", samples=3, variant="max78000")
        self.assertTrue(numpy.array_equal(of_file.outputs, of_name.outputs))
        self.assertEqual(of_file.identity.network_hash, network.hash)

    def test_network_shows_layers_and_weights(self):
        network = quartet.network("kws", variant="max78000")
        self.assertEqual(sum(layer["macs"] for layer in network.layers), network.macs)
        first = next(layer for layer in network.layers if layer["weights"])
        self.assertEqual(network.weights(first["name"]).shape, first["weights"]["shape"])
        with self.assertRaises(quartet.UsageError) as caught:
            network.weights(first["name"] + "x")
        self.assertIn(first["name"], caught.exception.remedy)

    def test_errors_have_place_cause_and_remedy(self):
        for call, kind, remedy in (
            (lambda: quartet.run("kws", on="max7800"), quartet.UsageError, "max78000"),
            (lambda: quartet.run("kwz", on="max78000"), quartet.UsageError, "kws"),
            (lambda: quartet.run("kws", on="max78000", settings={"cnn.clok_hz": 1}), quartet.UsageError, "cnn.clock_hz"),
            (lambda: quartet.run("kws", on="max78000", fidelity="pln"), quartet.UsageError, "plan"),
            (lambda: quartet.run("kws", on="max78000", tech="max7800"), quartet.UsageError, "max7800"),
            (lambda: quartet.run("nowhere.onnx", on="max78000"), quartet.InputError, ""),
            (lambda: quartet.run("kws", on="max78000", settings={"cnn.quadrants": 1}, variant="max78000"), quartet.DoesNotFit, ""),
        ):
            with self.assertRaises(kind) as caught:
                call()
            self.assertTrue(caught.exception.place and caught.exception.cause)
            self.assertIn(remedy, caught.exception.remedy)
        self.assertTrue(issubclass(quartet.UsageError, ValueError))

    def test_a_hundred_simulations_in_one_interpreter_give_the_same_bytes(self):
        first = quartet.run("kws", on="max78000", samples=1).to_json()
        for _ in range(100):
            self.assertEqual(quartet.run("kws", on="max78000", samples=1).to_json(), first)

    def test_results_are_saved_loaded_and_pickled_whole(self):
        result = quartet.run("kws", on="max78000", samples=2)
        result.save(self.path / "result.json")
        self.assertEqual(quartet.load(self.path / "result.json").to_json(), result.to_json())
        again = pickle.loads(pickle.dumps(result))
        self.assertEqual(again.to_json(), result.to_json())
        self.assertTrue(numpy.array_equal(again.outputs, result.outputs))
        (self.path / "other.json").write_text("[1]")
        with self.assertRaises(quartet.InputError):
            quartet.load(self.path / "other.json")


class Compare(unittest.TestCase):
    def test_holds_results_and_refusals_in_the_order_asked_for(self):
        comparison = quartet.compare("kws", on=["max78000", "pynq-z2", "cnn-int8"], samples=2, fidelity="plan", variant="max78000")
        self.assertEqual(list(comparison), [p for p in ("max78000", "pynq-z2", "cnn-int8") if p not in comparison.errors])
        self.assertEqual(set(comparison) | set(comparison.errors), {"max78000", "pynq-z2", "cnn-int8"})
        alone = quartet.run("kws", on="max78000", samples=2, fidelity="plan", variant="max78000")
        self.assertEqual(comparison["max78000"].to_json(), alone.to_json())
        self.assertEqual(comparison.array()["seconds"][0], alone.latency.seconds)
        for platform, error in comparison.errors.items():
            self.assertTrue(error.problems)
            with self.assertRaises(quartet.QuartetError):
                comparison[platform]

    def test_is_the_same_for_any_number_of_workers(self):
        one, two = (quartet.compare("kws", on=["max78000", "cnn-int8", "aon-cim"], samples=2, fidelity="plan", jobs=j) for j in (1, 2))
        self.assertEqual([r.to_json() for r in one.values()], [r.to_json() for r in two.values()])

    def test_refuses_a_list_without_platforms(self):
        with self.assertRaises(quartet.UsageError):
            quartet.compare("kws", on=[])


class Reprice(unittest.TestCase):
    def test_gives_the_bytes_of_the_run_with_these_prices(self):
        prices = {"tech.static_cnn": 0.001}
        stored = quartet.run("kws", on="max78000", samples=2)
        repriced = quartet.reprice(stored, settings=prices)
        self.assertEqual(repriced.to_json(), quartet.run("kws", on="max78000", samples=2, settings=prices).to_json())
        self.assertLess(repriced.energy.static_j, stored.energy.static_j)
        self.assertTrue(repriced.rules)

    def test_says_what_a_table_cannot_tell(self):
        with self.assertRaises(quartet.InputError) as caught:
            quartet.reprice(quartet.run("kws", on="max78000", samples=1), voltage_v=0.9)
        self.assertIn("voltage", caught.exception.cause)


if __name__ == "__main__":
    unittest.main()
