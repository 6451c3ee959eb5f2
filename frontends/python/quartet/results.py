"""What a run gives: the result JSON of the simulator with attributes, and its outputs."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Optional, Union

import numpy

from quartet.errors import InputError, Problem, QuartetError, error_of
from quartet.names import suggestion


class Record(Mapping[str, Any]):
    """A JSON object whose members are attributes too. What is not modelled is None."""

    def __init__(self, members: dict[str, Any]) -> None:
        object.__setattr__(self, "_members", members)

    def __getitem__(self, name: str) -> Any:
        return _wrap(self._members[name])

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if name not in self._members:
            raise AttributeError(f"no '{name}' here: {suggestion(name, self._members)}")
        return _wrap(self._members[name])

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError("a result cannot be changed")

    def __iter__(self) -> Iterator[str]:
        return iter(self._members)

    def __len__(self) -> int:
        return len(self._members)

    def __dir__(self) -> list[str]:
        return sorted(set(super().__dir__()) | set(self._members))

    def __repr__(self) -> str:
        return f"Record({self._members!r})"

    def __reduce__(self):
        return type(self), (self._members,)

    def to_dict(self) -> dict[str, Any]:
        return json.loads(json.dumps(self._members))


def _wrap(value: Any) -> Any:
    if isinstance(value, dict):
        return Record(value)
    if isinstance(value, list):
        return [_wrap(v) for v in value]
    return value


class Layers(Sequence):
    """The layers as the machine ran them: a list of records by index, a numpy array by column name."""

    columns = ("name", "op", "macs", "cycles", "energy_j", "utilization", "bound")

    def __init__(self, layers: list[dict[str, Any]]) -> None:
        self._layers = layers

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, str):
            return self._column(index)
        if isinstance(index, slice):
            return Layers(self._layers[index])
        return Record(self._layers[index])

    def __len__(self) -> int:
        return len(self._layers)

    def _column(self, name: str) -> numpy.ndarray:
        if name not in self.columns:
            raise QuartetError([Problem("layers", f"no column '{name}'", suggestion(name, self.columns))])
        values = [layer[name] for layer in self._layers]
        if name in ("name", "op", "bound"):
            return numpy.array(values, dtype=object)
        if name == "macs":
            return numpy.array(values, dtype=numpy.int64)
        return numpy.array([numpy.nan if v is None else v for v in values], dtype=float)

    def arrays(self) -> dict[str, numpy.ndarray]:
        """Every column; numbers that are not modelled are NaN."""
        return {name: self._column(name) for name in self.columns}

    def __repr__(self) -> str:
        return f"<quartet.Layers {[layer['name'] for layer in self._layers]}>"


class Result(Record):
    """One run. Attributes are the fields of the result JSON: identity, model, accuracy, latency, energy, memory, ledger, …"""

    schema: str
    identity: Record  #: version, config_hash, network_hash, data_hash, seed
    request: Record
    network: str
    platform: str
    model: Record
    accuracy: Optional[Record]
    latency: Optional[Record]  #: cycles, seconds, clock_hz, interval_cycles
    energy: Optional[Record]  #: total_j, static_j, dynamic_j, by_component, by_layer, …
    memory: Record
    phases: list[Record]
    figures: list[Record]
    ledger: list[Record]  #: count x price of every row
    resolved_config: str
    warnings: list[str]
    notes: list[str]

    def __init__(self, text: str, outputs: Optional[numpy.ndarray] = None) -> None:
        super().__init__(json.loads(text))
        object.__setattr__(self, "_text", text)
        object.__setattr__(self, "outputs", outputs)

    @property
    def layers(self) -> Layers:
        return Layers(self._members["layers"])

    @property
    def interrupted(self) -> bool:
        """Stopped before every sample was done; the figures cover those that were."""
        return any(w.startswith("stopped after") for w in self._members["warnings"])

    def figure(self, name: str) -> Optional[float]:
        """The value of a figure that only some machines have ("effective TOPS/W")."""
        by_name = {f["name"]: f["value"] for f in self._members["figures"]}
        if name not in by_name:
            raise QuartetError([Problem("figures", f"no figure '{name}'", suggestion(name, by_name))])
        return by_name[name]

    def to_json(self) -> str:
        """The bytes that `quartet run --json` writes."""
        return self._text

    def save(self, file: Union[str, os.PathLike]) -> None:
        with open(file, "w", encoding="utf-8") as out:
            out.write(self._text)

    def __reduce__(self):
        return type(self), (self._text, self.outputs)

    def __repr__(self) -> str:
        shown = [f"{self.latency.cycles:,} cycles" if self.latency else "time not modelled"]
        joules = self.energy.total_j if self.energy else None
        shown.append("energy not modelled" if joules is None else f"{joules:.3g} J")
        if self.accuracy:
            shown.append(f"accuracy {self.accuracy.value:.1%} of {self.accuracy.samples}")
        return f"<quartet.Result {self.network} on {self.platform}: {', '.join(shown)}>"


class Repriced(Result):
    """A result under other prices; `rules` says how it was made."""

    rules: list[str]

    def __init__(self, text: str, rules: Sequence[str] = ()) -> None:
        super().__init__(text)
        object.__setattr__(self, "rules", list(rules))

    def __reduce__(self):
        return type(self), (self._text, self.rules)


class Comparison(Mapping[str, Result]):
    """Results by platform. `errors` holds the platforms that refuse, with their reasons."""

    def __init__(self, entries: list[tuple]) -> None:
        self._results: dict[str, Result] = {}
        self.errors: dict[str, QuartetError] = {}
        for name, text, error in entries:
            if text is None:
                self.errors[name] = error_of(*error)
            else:
                self._results[name] = Result(text)

    def __getitem__(self, platform: str) -> Result:
        if platform in self.errors:
            raise self.errors[platform]
        return self._results[platform]

    def __iter__(self) -> Iterator[str]:
        return iter(self._results)

    def __len__(self) -> int:
        return len(self._results)

    def array(self) -> numpy.ndarray:
        """One row a platform that ran: platform, accuracy, seconds, energy_j; NaN where it is not modelled."""
        def number(record: Optional[Record], name: str) -> float:
            value = None if record is None else record[name]
            return numpy.nan if value is None else value

        rows = [(name, number(r.accuracy, "value"), number(r.latency, "seconds"), number(r.energy, "total_j")) for name, r in self.items()]
        width = max((len(name) for name in self), default=1)
        return numpy.array(rows, dtype=[("platform", f"U{width}"), ("accuracy", float), ("seconds", float), ("energy_j", float)])

    def __repr__(self) -> str:
        return f"<quartet.Comparison {list(self._results)}, refused: {list(self.errors)}>"


def load(file: Union[str, os.PathLike]) -> Result:
    """A result that `quartet run --json FILE` or Result.save wrote."""
    with open(file, encoding="utf-8") as source:
        text = source.read()
    try:
        schema = json.loads(text).get("schema")
    except (ValueError, AttributeError):
        schema = None
    if schema != "quartet-result-1":
        raise InputError([Problem(os.fspath(file), "is not a quartet result", "give the file that 'quartet run --json FILE' wrote")])
    return Result(text)
