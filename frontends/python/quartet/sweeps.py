"""Sweeps of a design space."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from typing import Any, Optional, Union

import numpy

from quartet import _quartet
from quartet.errors import Interrupted
from quartet.results import Record
from quartet.runs import _jobs


class Sweep:
    """The points of a sweep in the order of its space. Iterating gives a record a point."""

    def __init__(self, columns: dict[str, Any]) -> None:
        self.axes: list[str] = list(columns["axes"])
        self.metrics: list[str] = list(columns["metrics"])
        self.units: dict[str, str] = columns["units"]
        self.total: int = columns["total"] - columns["none"]  #: points that the space has
        self._front = set(columns["front"])
        self.points: numpy.ndarray = _structured(columns)  #: point, state, one field an axis and a metric (NaN: none), message

    def __len__(self) -> int:
        return len(self.points)

    def __iter__(self) -> Iterator[Record]:
        names = self.points.dtype.names
        for row in self.points:
            yield Record({name: value.item() if hasattr(value, "item") else value for name, value in zip(names, row)})

    @property
    def done(self) -> numpy.ndarray:
        """The points that could be computed and kept all bounds."""
        return self.points[self.points["state"] == "done"]

    @property
    def front(self) -> numpy.ndarray:
        """The points that no other beats in every objective."""
        return self.points[[int(p) in self._front for p in self.points["point"]]]

    def __repr__(self) -> str:
        return f"<quartet.Sweep {len(self.done)} of {self.total} points done, {len(self._front)} on the front>"


def _axis_column(texts: list[str]) -> numpy.ndarray:
    """Numbers where every value is one; "" (the axis does not exist there) is NaN among numbers."""
    try:
        return numpy.array([float(t) if t else numpy.nan for t in texts])
    except ValueError:
        return numpy.array(texts, dtype=object)


def _structured(columns: dict[str, Any]) -> numpy.ndarray:
    fields: dict[str, numpy.ndarray] = {"point": numpy.array(columns["ordinals"], dtype=numpy.int64), "state": numpy.array(columns["states"], dtype="U10")}
    for name, texts in columns["axes"].items():
        fields[name] = _axis_column(texts)
    fields.update(columns["metrics"])
    fields["message"] = numpy.array(columns["messages"], dtype=object)
    out = numpy.empty(len(fields["point"]), dtype=[(name, values.dtype) for name, values in fields.items()])
    for name, values in fields.items():
        out[name] = values
    return out


def _text_of(spec: Union[str, os.PathLike, Mapping[str, Any]]) -> tuple[str, str]:
    if isinstance(spec, Mapping):
        return json.dumps({"schema_version": 1, **spec}), "spec"
    with open(spec, encoding="utf-8") as file:
        return file.read(), os.fspath(spec)


def sweep(spec: Union[str, os.PathLike, Mapping[str, Any]], db: Optional[Union[str, os.PathLike]] = None, jobs: Optional[int] = None) -> Sweep:
    """The sweep of SPEC.toml, or of a dictionary of the same form (docs/sweeps.md).

    `db`: the database where it goes on when called again; None: none is kept. Ctrl-C raises Interrupted, whose `result` holds
    the points that were done."""
    text, name = _text_of(spec)
    with tempfile.TemporaryDirectory(prefix="quartet-") as folder:
        database = os.fspath(db) if db is not None else os.path.join(folder, "sweep.sqlite")
        interrupted = _quartet.sweep(text, name, database, _jobs(jobs))
        columns = _quartet.points(text, name, database) if os.path.exists(database) else None
    result = None if columns is None else Sweep(columns)
    if interrupted:
        raise Interrupted(result)
    return result
