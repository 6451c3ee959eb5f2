"""A Slurm of one node, begun for this test in a scratch folder: a job array, its merge, and an MPI job, for real."""
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

BUILD = pathlib.Path(os.environ.get("QUARTET_BUILD_DIR", ".")).resolve()
CHECKOUT = pathlib.Path(__file__).resolve().parents[3]
DAEMONS = ("munged", "slurmctld", "slurmd")

SPEC = """schema_version = 1
workload = "kws"
data = "synthetic"
platform = "max78000"
[[axis]]
key = "cnn.clock_hz"
min = 1e7
max = 1e8
steps = 40
[[axis]]
key = "tech.quadrant_cycle"
min = 1e-11
max = 1e-9
scale = "log"
steps = 25
[[objective]]
metric = "energy.total_j"
"""


def skip(reason):
    print("skipped:", reason)
    sys.exit(77)


def daemon(name):
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Slurm:
    """Started daemons; stopped by their own process numbers."""

    def __init__(self, folder):
        self.folder = folder
        self.started = []
        self.host = socket.gethostname().split(".")[0]
        self.environment = dict(os.environ, SLURM_CONF=str(folder / "slurm.conf"), OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1",
                                QUARTET=str(BUILD / "quartet"), OMPI_MCA_rmaps_base_oversubscribe="1")

    def begin(self):
        key = self.folder / "munge.key"
        key.write_bytes(os.urandom(128))
        key.chmod(0o400)
        f = self.folder
        self.start("munged", ["--foreground", "--force", f"--key-file={key}", f"--socket={f}/munge.socket", f"--pid-file={f}/munged.pid",
                              f"--seed-file={f}/munge.seed", f"--log-file={f}/munged.log"])
        self.wait_for(lambda: (f / "munge.socket").exists(), "munged")
        (f / "slurm.conf").write_text(f"""ClusterName=quartet
SlurmctldHost={self.host}(127.0.0.1)
AuthType=auth/munge
AuthInfo=socket={f}/munge.socket
SlurmUser=root
SlurmdUser=root
SlurmctldPort={free_port()}
SlurmdPort={free_port()}
StateSaveLocation={f}/state
SlurmdSpoolDir={f}/spool
SlurmctldPidFile={f}/slurmctld.pid
SlurmdPidFile={f}/slurmd.pid
SlurmctldLogFile={f}/slurmctld.log
SlurmdLogFile={f}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
MpiDefault=none
ReturnToService=2
SchedulerParameters=batch_sched_delay=1,sched_min_interval=100000
MinJobAge=300
NodeName={self.host} NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=all Nodes={self.host} Default=YES MaxTime=INFINITE State=UP
""")
        (f / "state").mkdir()
        (f / "spool").mkdir()
        self.start("slurmctld", ["-D", "-f", str(f / "slurm.conf")])
        self.start("slurmd", ["-D", "-f", str(f / "slurm.conf"), "-N", self.host])
        self.wait_for(lambda: "idle" in self.call(["sinfo", "-h", "-o", "%T"])[1], "a node that is idle")

    def start(self, name, words):
        log = open(self.folder / f"{name}.out", "wb")
        self.started.append(subprocess.Popen([daemon(name), *words], stdout=log, stderr=log, env=self.environment))

    def call(self, words):
        done = subprocess.run(words, capture_output=True, text=True, env=self.environment, cwd=self.folder, timeout=60)
        return done.returncode, done.stdout, done.stderr

    def wait_for(self, condition, what, seconds=60):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if condition():
                return
            for process in self.started:
                if process.poll() is not None:
                    raise RuntimeError(f"{process.args[0]} has ended while waiting for {what}:\n{self.logs()}")
            time.sleep(0.3)
        raise RuntimeError(f"waited {seconds} s for {what}\n{self.logs()}")

    def logs(self):
        return "\n".join(f"== {p.name}\n{p.read_text(errors='replace')[-1500:]}" for p in sorted(self.folder.glob("*.out")) + sorted(self.folder.glob("*.log")))

    def end(self):
        for process in reversed(self.started):
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in self.started:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def expect(condition, text):
    if not condition:
        raise RuntimeError(text)


def sweep(slurm, folder):
    spec, database = folder / "spec.toml", folder / "sweep.sqlite"
    spec.write_text(SPEC)
    code, out, err = slurm.call([str(CHECKOUT / "scripts/slurm/submit_sweep.sh"), str(spec), str(database), "4", f"--output={folder}/job-%j-%a.txt"])
    expect(code == 0 and "array" in out, f"submit: {code}\n{out}{err}")
    print(out.strip())
    quiet = lambda: slurm.call(["squeue", "-h"])[1].strip() == ""
    slurm.wait_for(quiet, "the array and its merge", 120)
    texts = "\n".join(f"{p.name}: {p.read_text()}" for p in sorted(folder.glob("job-*.txt")))
    parts = sorted(p.name for p in folder.glob("sweep.sqlite.*-of-4"))
    expect(len(parts) == 4, f"parts: {parts}\n{texts}")
    expect("1,000 of 1,000 points" in texts, texts)
    print(texts[-1500:])
    if shutil.which("mpirun") and (BUILD / "quartet_mpi.so").exists():
        code, out, err = slurm.call(["sbatch", "--wait", "--ntasks=2", f"--output={folder}/mpi.txt", str(CHECKOUT / "scripts/slurm/sweep_mpi.sbatch"),
                                     str(spec), str(folder / "mpi.sqlite"), "--csv", str(folder / "mpi.csv")])
        expect(code == 0, f"mpi: {code}\n{err}{(folder / 'mpi.txt').read_text()}")
    rows = {}
    for name in ("sweep.sqlite", "whole.sqlite"):
        csv = folder / f"{name}.csv"
        code, out, err = slurm.call([str(BUILD / "quartet"), "sweep", str(spec), "--db", str(folder / name), "--csv", str(csv), "-j", "2"])
        expect(code == 0, f"{name}: {code}\n{out}{err}")
        rows[name] = csv.read_bytes()
    expect(rows["sweep.sqlite"] == rows["whole.sqlite"], "the rows of the array differ from those of a local sweep")
    if (folder / "mpi.csv").exists():
        expect((folder / "mpi.csv").read_bytes() == rows["whole.sqlite"], "the rows of the MPI job differ from those of a local sweep")
        print("MPI job ok")


def main():
    missing = [name for name in (*DAEMONS, "sbatch") if daemon(name) is None]
    if missing:
        skip(", ".join(missing) + " not installed (slurm-wlm, munge)")
    if os.geteuid() != 0:
        skip("Slurm's daemons are started as root")
    with tempfile.TemporaryDirectory(prefix="quartet_slurm_") as name:
        folder = pathlib.Path(name)
        slurm = Slurm(folder)
        try:
            slurm.begin()
            sweep(slurm, folder)
            print("ok")
        except RuntimeError as error:
            print("FAILED", error)
            sys.exit(1)
        finally:
            slurm.end()


main()
