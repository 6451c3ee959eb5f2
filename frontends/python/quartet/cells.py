"""Memory devices of analog arrays: the physics of one cell, and statistics of many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Optional, Union

import numpy

from quartet import _quartet
from quartet.errors import Interrupted, usage
from quartet.names import suggestion
from quartet.parameters import Parameter, Value, text_of

Numbers = Union[float, Sequence[float], numpy.ndarray]

_STAGES = ("programmed", "nu", "drifted", "read")


class Cell:
    """One device model. Conductances are in uS, times in s after programming, x = g / g_max; numbers or arrays in, arrays out."""

    def __init__(self, model: str = "pcm-like") -> None:
        self._physics = _quartet.CellPhysics(model)

    @property
    def name(self) -> str:
        return self._physics.name

    @property
    def title(self) -> str:
        return self._physics.title

    @property
    def g_max_us(self) -> float:
        return self._physics.g_max_us

    @property
    def t0_s(self) -> float:
        return self._physics.t0_s

    @property
    def parameters(self) -> dict[str, Parameter]:
        return {p["name"]: Parameter(default=p["value"], **p) for p in self._physics.parameters()}

    def set(self, values: Mapping[str, Value]) -> None:
        """Constants of the model by name: set({"device.t0_s": 20.0})."""
        for name, value in values.items():
            self._physics.set(name, text_of(value))

    def sigma_p(self, x: Numbers) -> numpy.ndarray:
        """Standard deviation of programming [uS]."""
        return self._physics.sigma_p(x)

    def mu_nu(self, x: Numbers) -> numpy.ndarray:
        """Mean drift exponent: g(t) = g ((t + t0) / t0)^-nu."""
        return self._physics.mu_nu(x)

    def sigma_nu(self, x: Numbers) -> numpy.ndarray:
        """Standard deviation of the drift exponent."""
        return self._physics.sigma_nu(x)

    def q(self, x: Numbers) -> numpy.ndarray:
        """Strength of the 1/f read noise; sigma_r = q(x) read_growth(t)."""
        return self._physics.q(x)

    def read_growth(self, times: Numbers) -> numpy.ndarray:
        """sqrt(ln((t + t_read) / (2 t_read)))."""
        return self._physics.read_growth(times)

    def moments(self, stage: str, targets: Numbers, time: Optional[float] = None) -> tuple[numpy.ndarray, numpy.ndarray]:
        """Closed-form mean and standard deviation: stage "programmed", "nu", "drifted" (without read noise) or "read"."""
        if stage not in _STAGES:
            raise usage("stage", f"unknown stage '{stage}'", suggestion(stage, _STAGES))
        if stage in ("drifted", "read") and time is None:
            raise usage("time", f"stage '{stage}' needs a time", "seconds after programming")
        return self._physics.moments(stage, targets, time)

    def statistics(self, targets: Sequence[float], times: Sequence[float], devices: int = 20000, seed: int = 1) -> numpy.ndarray:
        """Samples beside the closed forms, as `quartet cim-devices --csv` has them: a structured array."""
        rows = self._physics.statistics(_list(targets), _list(times), devices, seed)
        if rows is None:
            raise Interrupted()
        names = list(rows[0]) if rows else ["stage"]
        return numpy.array([tuple(row.values()) for row in rows], dtype=[(n, "U24" if n == "stage" else float) for n in names])

    def conductances(self, targets: Sequence[float], times: Sequence[float], devices: int = 1000, seed: int = 1, *,
                     programming_noise: float = 1.0, drift: float = 1.0, drift_variability: float = 1.0,
                     read_noise: float = 1.0) -> numpy.ndarray:
        """Sampled conductances [target, time, device] in uS. The strengths are 1 as published, 0 off."""
        out = self._physics.conductances(_list(targets), _list(times), devices, seed, programming_noise, drift, drift_variability, read_noise)
        if out is None:
            raise Interrupted()
        return out

    def __repr__(self) -> str:
        return f"<quartet.Cell {self.name}: {self.title}>"


def _list(values: Any) -> list[float]:
    return [float(v) for v in numpy.atleast_1d(numpy.asarray(values, dtype=float))]


def cell(model: str = "pcm-like") -> Cell:
    return Cell(model)


def cell_models() -> list[str]:
    return _quartet.cell_models()
