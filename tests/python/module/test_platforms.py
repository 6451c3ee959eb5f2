"""Declared parameters: the simulator's own, with unit, range and source."""

import unittest

import quartet


class Platforms(unittest.TestCase):
    def test_every_platform_has_parameters_with_sentence_and_confidence(self):
        names = [p["name"] for p in quartet.platforms()]
        self.assertGreater(len(names), 10)
        for name in names:
            parameters = quartet.platform(name).parameters
            self.assertGreater(len(parameters), 5, name)
            for p in parameters.values():
                self.assertTrue(p.sentence, p.name)
                self.assertIn(p.confidence, ("published", "fitted", "assumed"))
                if isinstance(p.value, (int, float)) and not isinstance(p.value, bool):
                    self.assertTrue(p.min <= p.value <= p.max, p.name)

    def test_a_parameter_is_set_by_attribute_or_by_name(self):
        one, other = quartet.platform("max78000"), quartet.platform("max78000")
        one.cnn.clock_hz = 1e8
        other.settings["cnn.clock_hz"] = 1e8
        self.assertEqual(one.cnn.clock_hz, 1e8)
        self.assertEqual(one.parameters["cnn.clock_hz"].value, other.parameters["cnn.clock_hz"].value)
        self.assertNotEqual(one.parameters["cnn.clock_hz"].value, quartet.platform("max78000").parameters["cnn.clock_hz"].value)
        a, b = (quartet.run("kws", on=p, samples=1, fidelity="plan") for p in (one, other))
        self.assertEqual(a.to_json(), b.to_json())
        self.assertEqual(a.to_json(), quartet.run("kws", on="max78000", samples=1, fidelity="plan", settings={"cnn.clock_hz": 1e8}).to_json())

    def test_a_setting_is_taken_back(self):
        machine = quartet.platform("max78000", settings={"cnn.clock_hz": 1e8, "duty.rate_hz": 2})
        del machine.settings["cnn.clock_hz"]
        self.assertEqual(machine.cnn.clock_hz, 5e7)
        self.assertEqual(machine.duty.rate_hz, 2.0)
        self.assertEqual(machine.settings.words(), ["duty.rate_hz=2"])

    def test_a_wrong_name_or_value_is_refused_at_once_with_the_right_one(self):
        machine = quartet.platform("max78000")
        with self.assertRaises(quartet.UsageError) as caught:
            machine.cnn.clok_hz = 1e8
        self.assertIn("cnn.clock_hz", caught.exception.remedy)
        self.assertEqual(caught.exception.place, "max78000.parameters")
        with self.assertRaises(quartet.UsageError) as caught:
            machine.cnn.clock_hz = -1.0
        self.assertIn("cnn.clock_hz", str(caught.exception))
        with self.assertRaises(quartet.UsageError):
            machine.settings["cnn.clock_hz"] = "fast"
        with self.assertRaises(quartet.UsageError) as caught:
            machine.parameters["cnn.quadrant"]
        self.assertIn("cnn.quadrants", caught.exception.remedy)
        with self.assertRaises(quartet.UsageError):
            machine.clock = 1
        with self.assertRaises(AttributeError):
            machine.cn
        self.assertEqual(len(machine.settings), 0)

    def test_an_unknown_platform_or_table_is_named_with_the_nearest(self):
        with self.assertRaises(quartet.QuartetError) as caught:
            quartet.platform("max7800")
        self.assertIn("max78000", caught.exception.remedy)
        with self.assertRaises(quartet.UsageError):
            quartet.platform("max78000", tech="max7800")

    def test_prices_are_parameters_too(self):
        machine = quartet.platform("max78000")
        price = machine.parameters["tech.static_cnn"]
        self.assertEqual((price.unit, price.confidence), ("W", "fitted"))
        machine.settings["tech.static_cnn"] = 0.0
        self.assertEqual(machine.parameters["tech.static_cnn"].value, 0.0)


if __name__ == "__main__":
    unittest.main()
