#!/usr/bin/env python3
"""Sweeps as whole processes: two workers against one, MPI against local, and a million points.

  tests/bench/sweep_processes.py BUILD_DIR [points]

Ratios mean something on a machine that does nothing else; the load before each measurement is printed beside them. What is
counted in processor time holds on a busy one too.
"""
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile
import time

SPEC = """schema_version = 1
workload = "kws"
platform = "max78000"
fidelity = "plan"
sampler = "random"
budget = {points}
[[axis]]
key = "cnn.clock_hz"
min = 1e7
max = 1e8
[[axis]]
key = "tech.quadrant_cycle"
min = 1e-11
max = 1e-9
scale = "log"
[[objective]]
metric = "latency.seconds"
[[objective]]
metric = "energy.total_j"
"""


def run(words):
    """Wall seconds, processor seconds and the largest resident set of one process tree, in MiB."""
    environment = dict(os.environ, OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1")
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        begun = time.monotonic()
        done = subprocess.run(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment)
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        text = f"{time.monotonic() - begun} {usage.ru_utime + usage.ru_stime} {usage.ru_maxrss / 1024} {done.returncode}"
        os.write(write, text.encode())
        if done.returncode != 0:
            sys.stderr.write(done.stderr.decode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as pipe:
        wall, processor, memory, code = pipe.read().split()
    os.waitpid(child, 0)
    if int(code) != 0:
        sys.exit(f"{words}: exit {code}")
    return float(wall), float(processor), float(memory)


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    build = pathlib.Path(sys.argv[1])
    points = int(sys.argv[2]) if len(sys.argv) > 2 else 200_000
    quartet = str(build / "quartet")
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)

        def measure(label, count, prefix, jobs):
            spec = folder / f"{count}.toml"
            spec.write_text(SPEC.format(points=count))
            database = folder / f"{label.replace(' ', '-')}-{count}.sqlite"
            load = os.getloadavg()[0]
            wall, processor, memory = run([*prefix, quartet, "sweep", str(spec), "--db", str(database), "-j", str(jobs), "--quiet"])
            size = database.stat().st_size / count
            print(f"{label:28} {count:>9,} points  {count / wall:>9,.0f}/s wall  {count / processor:>9,.0f}/s of processor time  "
                  f"largest process {memory:5.0f} MiB  {size:4.0f} B a point  load {load:.1f}", flush=True)
            return wall

        one = measure("one process", points, [], 1)
        two = measure("two processes", points, [], 2)
        print(f"two processes take {one / two:.2f} of the speed of one (bar 1.9 on an idle machine of two cores)")
        million = measure("a million, two processes", 1_000_000, [], 2)
        if shutil.which("mpirun") and (build / "quartet_mpi.so").exists():
            mpi = measure("a million, two MPI ranks", 1_000_000, ["mpirun", "--oversubscribe", "-n", "2"], 1)
            print(f"MPI takes {mpi / million:.2f} of the time of two local processes, its start included (bar 1.05)")


main()
