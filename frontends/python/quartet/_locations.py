"""Where the data of an installed quartet stands: PREFIX/share/quartet and PREFIX/lib/quartet/rtl, or the build tree's plug-ins.

The compiled part looks beside its executable, which here is Python's: the same folders are named in the environment instead,
unless the user has named others."""

import os
import pathlib

_package = pathlib.Path(__file__).resolve().parent

for _above in _package.parents:
    if (_above / "share" / "quartet" / "accel" / "platforms").is_dir():
        os.environ.setdefault("QUARTET_HOME", str(_above / "share" / "quartet"))
        if (_above / "lib" / "quartet" / "rtl").is_dir():
            os.environ.setdefault("QUARTET_RTL_PATH", str(_above / "lib" / "quartet" / "rtl"))
        break
else:
    _built = _package.parents[1] / "rtl"
    if _built.is_dir():
        os.environ.setdefault("QUARTET_RTL_PATH", str(_built))
