"""Installs quartet into an empty folder and works with it as an outside team does: no source tree, no environment."""
import json
import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

BUILD = Path(os.environ["QUARTET_BUILD_DIR"])
CMAKE = os.environ.get("QUARTET_CMAKE", "cmake")
TEAM = Path(__file__).resolve().parent / "dense_block"
# The shipped activity network: its layer fc is 512 x 6, one product a cycle in this folding.
INFERENCE = ["run", "har", "--on", "pynq-z2", "--samples", "2", "--set", "dataflow.threshold_bits=8",
             "--fidelity", "rtl", "--rtl-offset", "fc.mvau=any"]


def call(*words, code=0, cwd=None, **variables):
    """Runs a command without quartet's variables; its output, and a failure that shows it when the exit code is another."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("QUARTET")}
    environment.update({k: str(v) for k, v in variables.items()})
    done = subprocess.run([str(w) for w in words], capture_output=True, text=True, cwd=cwd, env=environment, check=False)
    if done.returncode != code:
        raise AssertionError(f"{words}: exit code {done.returncode}, not {code}\n{done.stdout}\n{done.stderr}")
    return done.stdout, done.stderr


class Package(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix="quartet_package_"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.prefix = cls.folder / "prefix"
        cls.quartet = cls.prefix / "bin" / "quartet"
        call(CMAKE, "--install", BUILD, "--prefix", cls.prefix)
        cls.team = cls.folder / "team"
        shutil.copytree(TEAM, cls.team)
        cls.plugin = cls.build_team()

    @classmethod
    def build_team(cls, *defines):
        call(CMAKE, "-S", cls.team, "-B", cls.team / "build", f"-DCMAKE_PREFIX_PATH={cls.prefix}", *defines)
        call(CMAKE, "--build", cls.team / "build")
        return cls.team / "build" / "rtl" / "dense_512x6.so"

    def run_inference(self, plugin, code=0):
        return call(self.quartet, *INFERENCE, "--rtl", f"fc.mvau={plugin}", "--json", "-", code=code, cwd=self.folder)

    def test_runs_without_the_source_tree(self):
        self.assertIn("max78000", call(self.quartet, "list", "platforms")[0])
        self.assertIn(f"file {self.prefix}/share/quartet/accel/platforms/max78000.toml", call(self.quartet, "describe", "max78000")[0])
        self.assertIn("2 of 2 samples", call(self.quartet, "run", "kws", "--on", "max78000", "--samples", "2")[0])

    def test_finds_the_firmware_that_was_installed(self):
        if not (self.prefix / "share/quartet/firmware").is_dir():
            self.skipTest("built without firmware (the bare-metal compilers are not installed)")
        self.assertIn("of 1 samples", call(self.quartet, "run", "har", "--on", "rp2040", "--samples", "1")[0])

    def test_lists_installed_blocks_and_those_of_the_path(self):
        own, _ = call(self.quartet, "list", "rtl")
        self.assertIn("rv32i", own)
        self.assertNotIn("dense_512x6", own)
        self.assertIn("dense_512x6", call(self.quartet, "list", "rtl", QUARTET_RTL_PATH=self.plugin.parent)[0])

    def test_describes_the_teams_block(self):
        text, _ = call(self.quartet, "describe", "rtl", self.plugin)
        for part in ("module       dense (dense.sv)", "reset        aresetn, active low", "every handshake is defined", "m_axis_y_tdata   output    23  out, data"):
            self.assertIn(part, text)

    def test_infers_with_the_teams_block_and_compares_every_beat(self):
        result = json.loads(self.run_inference(self.plugin)[0])
        figures = {figure["name"]: figure["value"] for figure in result["figures"]}
        # Two samples of 512 values in and 6 out, each in a frame that primes the pipeline and in one that is measured.
        self.assertEqual(figures["RTL fc.mvau, all samples"], 2 * (512 + 6))
        self.assertEqual(figures["samples with RTL in the loop"], 2)

    def test_finds_a_bug_at_its_beat_and_writes_the_wave(self):
        source = self.team / "rtl" / "dense.sv"
        sound = source.read_text()
        self.addCleanup(self.build_team)
        self.addCleanup(source.write_text, sound)
        line = "sum <= last_column ? '0 : next;"
        self.assertIn(line, sound)
        source.write_text(sound.replace(line, "sum <= last_column && last_row ? '0 : next;"))  # sums run on into the next row
        call(CMAKE, "--build", self.team / "build")  # configures again by itself: the source changed
        _, errors = self.run_inference(self.plugin, code=1)
        self.assertIn("port 'out', beat 1, lane 0", errors)
        self.assertEqual(len(list(self.folder.glob("rtl-fc.mvau-*.fst"))), 1)

    def test_width_that_is_not_the_layers_is_an_error_at_start(self):
        lists = self.team / "CMakeLists.txt"
        sound = lists.read_text()
        self.addCleanup(self.build_team)
        self.addCleanup(lists.write_text, sound)
        lists.write_text(sound.replace("SUM=23", "SUM=32"))
        call(CMAKE, "--build", self.team / "build")
        _, errors = self.run_inference(self.plugin, code=3)
        self.assertIn("port 'm_axis_y_tdata' has 32 bit", errors)
        self.assertIn("input s_axis_x_tdata [8]", errors)

    def test_is_brought_in_by_some_thirty_lines(self):
        lines = [line for line in (TEAM / "CMakeLists.txt").read_text().splitlines() if line.strip()]
        self.assertLessEqual(len(lines), 30)


if __name__ == "__main__":
    unittest.main()
