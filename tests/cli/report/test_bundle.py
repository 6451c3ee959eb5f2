#!/usr/bin/python3
"""The script bundle that is kept in the repository is what its packages give."""

import pathlib
import shutil
import subprocess
import sys
import tempfile

SKIPPED = 77
WEB = pathlib.Path(__file__).resolve().parents[3] / "sim" / "report" / "html" / "web"


def main():
    if shutil.which("npm") is None:
        print("skipped: npm is not installed; the kept bundle is used as it is")
        return SKIPPED
    lock = (WEB / "package-lock.json").read_text()
    assert '"resolved"' not in lock, "package-lock.json names the host that a package came from"
    with tempfile.TemporaryDirectory() as folder:
        made = subprocess.run([str(WEB / "bundle.sh"), folder], capture_output=True, text=True, check=False)
        if made.returncode != 0:
            print(f"skipped: the packages cannot be had here:\n{made.stderr[-500:]}")
            return SKIPPED
        for name in ("d3-report.min.js", "LICENSES.txt"):
            kept, again = (WEB / "vendor" / name).read_bytes(), (pathlib.Path(folder) / name).read_bytes()
            assert kept == again, f"{name} differs: run sim/report/html/web/bundle.sh"
    print("the bundle is what its packages give")
    return 0


if __name__ == "__main__":
    sys.exit(main())
