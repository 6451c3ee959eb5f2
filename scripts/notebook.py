#!/usr/bin/env python3
"""Makes a Jupyter notebook of a script with "# %%" cells.

usage: notebook.py SCRIPT.py [-o OUT.ipynb]

"# %%" begins a cell of code, "# %% [markdown]" one of text, whose lines stand behind "# ". The cells carry no outputs; the same
script gives the same bytes."""

import argparse
import json
import pathlib
import sys

MARK = "# %%"


def cells_of(text):
    """(kind, lines) of each cell; what stands before the first mark is a cell of code."""
    cells = [("code", [])]
    for line in text.splitlines():
        if line.startswith(MARK):
            cells.append(("markdown" if line[len(MARK):].strip() == "[markdown]" else "code", []))
        else:
            cells[-1][1].append(line)
    return [(kind, stripped(lines)) for kind, lines in cells if stripped(lines)]


def stripped(lines):
    """Without empty lines at both ends."""
    first, last = 0, len(lines)
    while first < last and not lines[first].strip():
        first += 1
    while last > first and not lines[last - 1].strip():
        last -= 1
    return lines[first:last]


def uncommented(line):
    if line.strip() == "#":
        return ""
    if not line.startswith("# "):
        raise ValueError(f"a line of text does not begin with '# ': {line!r}")
    return line[2:]


def notebook_of(text):
    cells = []
    for number, (kind, lines) in enumerate(cells_of(text)):
        if kind == "markdown":
            lines = [uncommented(line) for line in lines]
        source = [line + "\n" for line in lines[:-1]] + [lines[-1]]
        cell = {"cell_type": kind, "id": f"cell-{number}", "metadata": {}, "source": source}
        if kind == "code":
            cell |= {"execution_count": None, "outputs": []}
        cells.append(cell)
    return {
        "cells": cells,
        "metadata": {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
                     "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("script", type=pathlib.Path)
    parser.add_argument("-o", "--output", type=pathlib.Path, help="default: SCRIPT.ipynb beside it")
    options = parser.parse_args(arguments)
    try:
        text = json.dumps(notebook_of(options.script.read_text(encoding="utf-8")), indent=1, ensure_ascii=False) + "\n"
        output = options.output or options.script.with_suffix(".ipynb")
        output.write_text(text, encoding="utf-8")
    except (OSError, ValueError) as error:
        print(f"notebook.py: {options.script}: {error}", file=sys.stderr)
        return 1
    print(output)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
