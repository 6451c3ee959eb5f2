"""Sweeps under mpirun with two ranks: the rows of a local sweep, byte for byte."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

QUARTET = pathlib.Path(os.environ.get("QUARTET_BUILD_DIR", ".")) / "quartet"
MPIRUN = ["mpirun", "--oversubscribe", "-n", "2"]

HEAD = 'schema_version = 1\nworkload = "kws"\ndata = "synthetic"\nplatform = "max78000"\n'
AXES = """[[axis]]
key = "cnn.clock_hz"
min = 1e7
max = 1e8
steps = 60
[[axis]]
key = "tech.quadrant_cycle"
min = 1e-11
max = 1e-9
scale = "log"
steps = 40
[[constraint]]
metric = "latency.seconds"
max = 4e-3
[[objective]]
metric = "latency.seconds"
[[objective]]
metric = "energy.total_j"
"""
SWEEPS = {
    "grid": HEAD + AXES,
    "nsga2": HEAD + 'sampler = "nsga2"\nbudget = 100\n[search]\npopulation = 20\n' + AXES,
    "bayes": HEAD + 'sampler = "bayes"\nbudget = 40\n' + AXES,
    # A point that kills its process takes neither its rank nor the job with it.
    "killer": 'schema_version = 1\ntemplate = "tc_resnet"\nplatform = "ultratrail"\n'
              "accuracy_command = \"if grep -q 'blocks.: 2'; then kill -9 $PPID; fi; echo 0.5\"\n"
              '[[axis]]\nkey = "network.blocks"\nvalues = [1, 2, 3, 4]\n',
}


def skip(reason):
    print("skipped:", reason)
    sys.exit(77)


def run(words, environment):
    done = subprocess.run(words, capture_output=True, text=True, env=environment, timeout=200)
    return done.returncode, done.stdout, done.stderr


def main():
    if shutil.which("mpirun") is None:
        skip("mpirun is not installed (openmpi-bin)")
    if not (QUARTET.parent / "quartet_mpi.so").exists():
        skip("this build has no MPI plug-in (libboost-mpi-dev)")
    environment = dict(os.environ, OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1")
    failures = []
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for name, text in SWEEPS.items():
            spec = folder / f"{name}.toml"
            spec.write_text(text)
            rows = {}
            for kind, prefix in (("local", []), ("mpi", MPIRUN)):
                csv = folder / f"{name}.{kind}.csv"
                code, out, err = run([*prefix, str(QUARTET), "sweep", str(spec), "--db", str(folder / f"{name}.{kind}"), "--csv", str(csv), "-j", "1"],
                                     environment)
                if code != 0:
                    failures.append(f"{name} {kind}: exit {code}\n{out}{err}")
                    break
                rows[kind] = csv.read_bytes()
                if kind == "mpi" and out.count(" points: ") != 1:
                    failures.append(f"{name}: {out.count(' points: ')} ranks speak\n{out}")
            if len(rows) == 2 and rows["local"] != rows["mpi"]:
                failures.append(f"{name}: the rows differ")
            if len(rows) == 2 and name == "killer" and b"signal 9" not in rows["mpi"]:
                failures.append("killer: the point that died is not recorded")
            print(name, "ok" if not failures else failures[-1])
        bad = folder / "bad.toml"
        bad.write_text(HEAD + '[[axis]]\nkey = "cnn.clock"\nvalues = [1]\n')
        code, out, err = run([*MPIRUN, str(QUARTET), "sweep", str(bad), "--db", str(folder / "bad")], environment)
        if code == 0 or err.count("did you mean 'cnn.clock_hz'?") != 1:
            failures.append(f"a wrong specification is said {err.count('did you mean')} times, exit {code}\n{err}")
    for failure in failures:
        print("FAILED", failure)
    sys.exit(1 if failures else 0)


main()
