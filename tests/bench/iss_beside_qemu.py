#!/usr/bin/env python3
"""Instructions a second of quartet's simulators and of QEMU, side by side in one run.

Usage: iss_beside_qemu.py [--quartet BINARY] [--programs FOLDER] [--programs-to-run mm_i8,branchy,list]

Each program of the data set's programs/bench is compiled twice, with few and with many repetitions; the difference of
the processor times is the time of the repetitions alone, without start-up and translation. Instructions are those that
quartet counts; QEMU runs the same binary. The best of three runs counts. What is missing is skipped and said.
Prints one table (Markdown).
"""

import argparse
import json
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
FEW, MANY = 200, 20200  # repetitions
TRIES = 3
SECONDS_LIMIT = 120

RISCV = {
    "name": "RV32IMC",
    "core": "cv32e40p",
    "compiler": ["riscv64-unknown-elf-gcc", "-march=rv32imc", "-misa-spec=2.2", "-mabi=ilp32", "-DHAS_INHIBIT",
                 "-Tcommon/rv32.ld", "-Wl,--defsym=DATA_ALIGN=4096", "common/rv32_start.S"],
    "qemu": ["qemu-system-riscv32", "-M", "virt", "-bios", "none", "-nographic", "-kernel"],
}
ARM = {
    "name": "Cortex-M4",
    "core": "cortex-m4f",
    "compiler": ["arm-none-eabi-gcc", "-mcpu=cortex-m4", "-mthumb", "-mfloat-abi=hard", "-mfpu=fpv4-sp-d16",
                 "-Tcommon/m4.ld", "common/m4_start.c"],
    "qemu": ["qemu-system-arm", "-M", "mps2-an386", "-nographic", "-semihosting", "-kernel"],
}


def processor_seconds(command):
    """User and system time of the command; its standard output."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          timeout=SECONDS_LIMIT, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, done


def compile_program(target, programs, name, repetitions, folder):
    elf = pathlib.Path(folder) / f"{name}_{target['core']}_{repetitions}.elf"
    command = target["compiler"] + ["-O2", "-ffreestanding", "-fno-builtin", "-nostdlib", f"-DREPS={repetitions}",
                                    "-Icommon", "common/main.c", "common/minilib.c", f"bench/{name}.c", "-lgcc",
                                    "-o", str(elf)]
    subprocess.run(command, cwd=programs, check=True, stderr=subprocess.DEVNULL)
    return elf


def best_difference(commands):
    """Least processor time of the many repetitions less that of the few."""
    return (min(processor_seconds(commands[1])[0] for _ in range(TRIES)) -
            min(processor_seconds(commands[0])[0] for _ in range(TRIES)))


def instructions(quartet, core, elf):
    _, done = processor_seconds([quartet, "iss", str(elf), "--core", core, "--untimed", "--json", "-"])
    if not done.stdout:
        raise RuntimeError((done.stderr.strip() or "quartet says nothing").splitlines()[0])
    result = json.loads(done.stdout)
    if result["exit"]["reason"] != "exit":
        raise RuntimeError(f"{elf.name}: {result['exit'].get('text', result['exit']['reason'])}")
    return result["instret"]


def missing_for(target, quartet):
    """Why the target cannot be measured here, or nothing."""
    tools = [tool for tool in (target["compiler"][0], target["qemu"][0]) if shutil.which(tool) is None]
    if tools:
        return "needs " + " and ".join(tools)
    probe = subprocess.run([quartet, "iss", "--core", target["core"], "/dev/null"], capture_output=True, text=True,
                           check=False)
    if "there is no core" in probe.stderr + probe.stdout:
        return f"quartet has no core {target['core']}"
    return ""


def measure(target, quartet, programs, names, folder):
    """A row a program: its instructions a second with timing, without, and in QEMU."""
    reason = missing_for(target, quartet)
    if reason:
        return [(target, name, reason) for name in names]
    rows = []
    for name in names:
        elves = [compile_program(target, programs, name, repetitions, folder) for repetitions in (FEW, MANY)]
        try:
            count = instructions(quartet, target["core"], elves[1]) - instructions(quartet, target["core"], elves[0])
        except (RuntimeError, ValueError, KeyError) as problem:
            rows.append((target, name, str(problem)))
            continue
        base = [quartet, "iss", "--core", target["core"]]
        rows.append((target, name, [count / 1e6 / best_difference([command + [str(elf)] for elf in elves])
                                    for command in (base, base + ["--untimed"], target["qemu"])]))
    return rows


def print_table(rows):
    print("Millions of instructions a second; a ratio above 1: quartet is faster.\n")
    print("| instructions | core | program | timed | untimed | QEMU | timed / QEMU | untimed / QEMU |")
    print("|---|---|---|---|---|---|---|---|")
    for target, name, result in rows:
        head = f"| {target['name']} | {target['core']} | {name} "
        if isinstance(result, str):
            print(head + f"| skipped: {result} | | | | |")
            continue
        timed, untimed, qemu = result
        print(head + f"| {timed:.0f} | {untimed:.0f} | {qemu:.0f} | {timed / qemu:.2f} | {untimed / qemu:.2f} |")


def default_programs():
    root = os.environ.get("QUARTET_DATA")
    return pathlib.Path(root) / "programs" if root else HERE.parents[2] / "shared" / "programs"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quartet", default=shutil.which("quartet") or str(HERE.parents[1] / "build" / "quartet"))
    parser.add_argument("--programs", type=pathlib.Path, default=default_programs())
    parser.add_argument("--programs-to-run", default="mm_i8,branchy,list")
    options = parser.parse_args()
    if not os.access(options.quartet, os.X_OK):
        sys.exit(f"skipped: there is no quartet at {options.quartet}; give --quartet")
    if not (options.programs / "bench").is_dir():
        sys.exit(f"skipped: there are no programs at {options.programs}; give --programs")
    with tempfile.TemporaryDirectory() as folder:
        names = options.programs_to_run.split(",")
        print_table([row for target in (RISCV, ARM)
                     for row in measure(target, options.quartet, options.programs, names, folder)])


if __name__ == "__main__":
    main()
