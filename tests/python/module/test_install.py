"""What cmake --install puts in place is a package that finds the data of its own prefix."""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

BUILD = pathlib.Path(os.environ["QUARTET_BUILD_DIR"])
CHECKOUT = pathlib.Path(os.environ["QUARTET_CHECKOUT"])
PACKAGE = "lib/python3/dist-packages"  # QUARTET_PYTHON_INSTALL_DIR unless it was set
PROGRAM = "import os, quartet; print(os.environ['QUARTET_HOME']); print(quartet.run('kws', on='max78000', samples=1).latency.cycles)"


class Install(unittest.TestCase):
    def test_an_installed_package_runs_on_the_data_below_its_prefix(self):
        with tempfile.TemporaryDirectory() as folder:
            prefix = pathlib.Path(folder) / "prefix"
            script = BUILD / "frontends" / "python" / "cmake_install.cmake"
            subprocess.run(["cmake", f"-DCMAKE_INSTALL_PREFIX={prefix}", "-P", script], check=True, capture_output=True)
            if not (prefix / PACKAGE).is_dir():
                self.skipTest("the package is installed somewhere else")
            (prefix / "share").mkdir(exist_ok=True)
            (prefix / "share" / "quartet").symlink_to(CHECKOUT)  # the installed copy of the resources
            environment = {k: v for k, v in os.environ.items() if not k.startswith(("QUARTET_", "PYTHONPATH"))}
            done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, cwd=folder,
                                  env=environment | {"PYTHONPATH": str(prefix / PACKAGE)})
            self.assertEqual(done.returncode, 0, done.stderr)
            home, cycles = done.stdout.split()
            self.assertEqual(pathlib.Path(home), prefix / "share" / "quartet")
            self.assertGreater(int(cycles), 0)
            self.assertTrue((prefix / PACKAGE / "quartet" / "_quartet.pyi").exists())
            self.assertTrue((prefix / "share" / "doc" / "quartet" / "tutorials" / "student.py").exists())


if __name__ == "__main__":
    unittest.main()
