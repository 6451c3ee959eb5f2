"""Workloads and models: what can be run."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Union

import numpy

from quartet import _quartet
from quartet.errors import usage
from quartet.names import suggestion


@dataclass(frozen=True)
class Workload:
    """A task with its network variants and data sets."""

    name: str
    task: str
    classes: list[str]
    variants: list[dict]
    data: list[dict]


def workloads() -> list[str]:
    return _quartet.workload_names()


def workload(name: str) -> Workload:
    found = _quartet.workload(name)
    if found is None:
        raise usage("workload", f"unknown workload '{name}'", suggestion(name, workloads()))
    return Workload(**found[0])


@dataclass(frozen=True)
class Network:
    """A network as a front end reads it. run() takes it in the place of a name; a workload's keeps its data sets."""

    subject: str
    variant: str
    file: str
    _model: "_quartet.ModelNetwork" = field(repr=False, compare=False)

    @property
    def name(self) -> str:
        return self._model.name

    @property
    def hash(self) -> str:
        return self._model.hash

    @property
    def macs(self) -> int:
        return self._model.macs

    @property
    def weight_bytes(self) -> int:
        return self._model.weight_bytes

    @property
    def inputs(self) -> list[dict]:
        """name, shape (one sample, H x W x C), type, scales and zero_points of each input."""
        return self._model.inputs()

    @property
    def output(self) -> dict:
        """The integer result before a final softmax."""
        return self._model.output()

    @property
    def layers(self) -> list[dict]:
        return self._model.layers()

    @property
    def notes(self) -> list[str]:
        return self._model.notes

    def weights(self, layer: str) -> numpy.ndarray:
        """The integers of a layer: [out, height, width, in / groups], or [out, in]."""
        return self._model.weights(layer)


def network(subject: Union[str, os.PathLike], variant: str = "") -> Network:
    """The network of a workload (of its first variant unless one is named), or of a model file."""
    subject = os.fspath(subject)
    found = _quartet.workload(subject)
    if found is None:
        if not os.path.exists(subject) and os.sep not in subject and "." not in subject:
            raise usage("network", f"unknown workload '{subject}'", suggestion(subject, workloads()))
        return Network(subject, variant, subject, _quartet.ModelNetwork(subject))
    described, named = found
    wanted = variant or named
    by_name = {v["name"]: v for v in described["variants"]}
    if wanted and wanted not in by_name:
        raise usage("variant", f"'{wanted}' is no variant of {described['name']}", suggestion(wanted, by_name))
    chosen = by_name[wanted] if wanted else described["variants"][0]
    return Network(described["name"], chosen["name"], chosen["file"], _quartet.ModelNetwork(chosen["file"]))
