"""The tutorials run as they stand, as scripts and as the notebooks that are made of them, in less than 20 s each."""

import csv
import os
import pathlib
import runpy
import subprocess
import sys
import tempfile
import time
import unittest

CHECKOUT = pathlib.Path(os.environ["QUARTET_CHECKOUT"])
TUTORIALS = CHECKOUT / "docs" / "tutorials"
LIMIT_S = 20.0


class Tutorials(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.out = pathlib.Path(self.folder.name)

    def tearDown(self):
        self.folder.cleanup()

    def run_script(self, script):
        begin = time.monotonic()
        done = subprocess.run([sys.executable, script], capture_output=True, text=True, cwd=self.out,
                              env=os.environ | {"TUTORIAL_OUT": str(self.out)})
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertLess(time.monotonic() - begin, LIMIT_S)
        return done.stdout

    def rows(self, name):
        with open(self.out / name, newline="") as file:
            return list(csv.DictReader(file))

    def test_architect_compares_sweeps_and_keeps_the_front(self):
        told = self.run_script(TUTORIALS / "architect.py")
        self.assertIn("as expected: unknown key 'cnn.clok_hz'", told)
        rows = self.rows("architect_points.csv")
        front = [(float(r["latency.seconds"]), float(r["energy.power_w"])) for r in rows if r["on_front"] == "1"]
        self.assertGreater(len(front), 2)
        self.assertLess(len(front), len(rows))

    def test_student_sees_accuracy_fall_over_a_year_and_compensation_help(self):
        told = self.run_script(TUTORIALS / "student.py")
        self.assertIn("only drift", told)
        rows = self.rows("student_drift.csv")
        compensated, plain = ([float(r[c]) for r in rows] for c in ("accuracy_compensated", "accuracy_not_compensated"))
        self.assertLess(plain[-1], plain[0])
        self.assertGreater(compensated[-1], plain[-1])

    def test_hardware_compares_rtl_or_says_that_there_is_none(self):
        told = self.run_script(TUTORIALS / "hardware.py")
        self.assertIn("equal to the golden interpreter: True", told)
        if "no RTL in this build" not in told:
            self.assertIn("the check failed, as it should", told)
            self.assertTrue(list(self.out.glob("*.fst")))

    def test_the_cells_of_a_notebook_run_one_after_the_other(self):
        sys.path.insert(0, str(CHECKOUT / "scripts"))
        try:
            import notebook
        finally:
            sys.path.pop(0)
        cells = notebook.notebook_of((TUTORIALS / "hardware.py").read_text(encoding="utf-8"))["cells"]
        script = self.out / "cells.py"
        script.write_text("\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code"))
        os.environ["TUTORIAL_OUT"] = str(self.out)
        self.assertIn("golden", runpy.run_path(str(script)))


if __name__ == "__main__":
    unittest.main()
