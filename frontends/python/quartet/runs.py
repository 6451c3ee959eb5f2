"""Running networks on machines."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Optional, Union

import numpy

from quartet import _quartet
from quartet.errors import Interrupted, usage
from quartet.networks import Network
from quartet.parameters import Platform, Value, platforms, text_of
from quartet.results import Comparison, Repriced, Result

Subject = Union[str, os.PathLike, Network]
Machine = Union[str, os.PathLike, Platform]
Samples = Union[str, os.PathLike, numpy.ndarray, Sequence[Union[str, os.PathLike, numpy.ndarray]]]


def _words(settings: Optional[Union[Mapping[str, Value], Sequence[str]]]) -> list[str]:
    if settings is None:
        return []
    if isinstance(settings, Mapping):
        return [f"{name}={text_of(value)}" for name, value in settings.items()]
    return [str(word) for word in settings]


class _Files:
    """Arrays of the caller as files that the simulator reads; results and messages call them by their own names."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self.aliases: list[tuple[str, str]] = []

    def path(self, value: Any, name: str) -> str:
        if isinstance(value, (str, os.PathLike)):
            return os.fspath(value)
        array = numpy.ascontiguousarray(value)
        if array.dtype.kind not in "iufb" or array.size == 0:
            raise usage(name, f"an array of {array.dtype} with {array.size} elements", "give integers or floats, first axis = sample")
        if array.dtype.kind == "b":
            array = array.astype(numpy.uint8)
        file = os.path.join(self._folder, name + ".npy")
        numpy.save(file, array, allow_pickle=False)
        self.aliases.append((file, name))
        return file


@contextlib.contextmanager
def _request(subject: Subject, inputs: Optional[Samples], labels: Any, settings: Any, fields: dict) -> Iterator[tuple]:
    request = _quartet.RunRequest()
    if isinstance(subject, Network):
        request.subject, request.variant = subject.subject, subject.variant if subject.subject != subject.file else ""
    else:
        request.subject = os.fspath(subject)
    for name, value in fields.items():
        if value is not None:
            setattr(request, name, value)
    request.settings = _words(settings)
    with tempfile.TemporaryDirectory(prefix="quartet-") as folder:
        files = _Files(folder)
        if inputs is not None:
            several = isinstance(inputs, (list, tuple)) and not numpy.isscalar(inputs[0])
            arrays = list(inputs) if several and _is_one_each(inputs) else [inputs]
            request.inputs = [files.path(a, f"inputs{i}" if len(arrays) > 1 else "inputs") for i, a in enumerate(arrays)]
        if labels is not None:
            request.labels = files.path(labels, "labels")
        yield request, files.aliases


def _is_one_each(inputs: Sequence) -> bool:
    """A list of files or arrays, one a network input; nested lists of numbers are one array."""
    return all(isinstance(i, (str, os.PathLike, numpy.ndarray)) for i in inputs)


def _on(request: Any, machine: Machine) -> None:
    if isinstance(machine, Platform):
        request.platform = machine.name
        request.tech = request.tech or machine.tech
        request.settings = machine.settings.words() + request.settings
    else:
        request.platform = os.fspath(machine)


def run(
    subject: Subject,
    on: Machine,
    *,
    samples: Optional[int] = None,
    inputs: Optional[Samples] = None,
    labels: Optional[Union[str, os.PathLike, numpy.ndarray, Sequence[int]]] = None,
    data: str = "",
    variant: Optional[str] = None,
    seed: int = 1,
    seeds: int = 1,
    rounding: str = "double",
    fidelity: str = "simulate",
    settings: Optional[Union[Mapping[str, Value], Sequence[str]]] = None,
    tech: Optional[str] = None,
    rtl: Sequence[str] = (),
    rtl_offset: Sequence[str] = (),
    wave: str = "",
    jobs: Optional[int] = None,
) -> Result:
    """A workload, model file or Network on one platform; `samples` counts from the first, None: all.

    `inputs`: int8 as the model has it, uint8 images, or floats that are quantized with the input scale; first axis = sample;
    one array or .npy a network input. `settings`: {"cnn.clock_hz": 1e8}. The result has `outputs`: the integers before
    softmax, one row a sample. Ctrl-C raises Interrupted, whose `result` covers the samples that were done."""
    fields = dict(samples=samples, data=data, variant=variant, seed=seed, seeds=seeds, rounding=rounding, fidelity=fidelity,
                  tech=tech, rtl=list(rtl), rtl_offset=list(rtl_offset), wave=wave)
    with _request(subject, inputs, labels, settings, fields) as (request, aliases):
        _on(request, on)
        text, outputs, interrupted = _quartet.run(request, aliases, _jobs(jobs))
    result = None if text is None else Result(text, outputs)
    if interrupted:
        raise Interrupted(result)
    return result


def reference(subject: Subject, inputs: Optional[Samples] = None, **options: Any) -> numpy.ndarray:
    """The golden interpreter's integer outputs before softmax, one row a sample: what every exact machine gives too."""
    return run(subject, "reference", inputs=inputs, **options).outputs


def compare(
    subject: Subject,
    on: Optional[Sequence[Machine]] = None,
    *,
    samples: Optional[int] = None,
    inputs: Optional[Samples] = None,
    labels: Optional[Union[str, os.PathLike, numpy.ndarray, Sequence[int]]] = None,
    data: str = "",
    variant: Optional[str] = None,
    seed: int = 1,
    seeds: int = 1,
    rounding: str = "double",
    fidelity: str = "simulate",
    settings: Optional[Union[Mapping[str, Value], Sequence[str]]] = None,
    jobs: Optional[int] = None,
) -> Comparison:
    """One workload on several platforms (None: all that ship). Those that refuse are in `errors`."""
    names = [p["name"] for p in platforms()] if on is None else [m.name if isinstance(m, Platform) else os.fspath(m) for m in on]
    if not names:
        raise usage("on", "no platform is given", 'for example on=["max78000", "cnn-int8"]')
    for machine in on or ():
        if isinstance(machine, Platform) and (machine.settings or machine.tech):
            raise usage("on", f"{machine!r} has settings of its own, a comparison has one for all", "use run() for each machine")
    fields = dict(samples=samples, data=data, variant=variant, seed=seed, seeds=seeds, rounding=rounding, fidelity=fidelity)
    with _request(subject, inputs, labels, settings, fields) as (request, aliases):
        entries, interrupted = _quartet.compare(request, names, aliases, _jobs(jobs))
    comparison = Comparison(entries)
    if interrupted:
        raise Interrupted(comparison)
    return comparison


def reprice(
    result: Result,
    *,
    tech: str = "",
    settings: Optional[Union[Mapping[str, Value], Sequence[str]]] = None,
    clock_hz: Optional[float] = None,
    voltage_v: Optional[float] = None,
) -> Repriced:
    """The result under another cost table, prices, clock or supply voltage, from its recorded activity: nothing is run."""
    text, rules = _quartet.reprice(result.to_json(), tech, _words(settings), clock_hz, voltage_v)
    return Repriced(text, rules)


def _jobs(jobs: Optional[int]) -> int:
    if jobs is None:
        return os.cpu_count() or 1
    if jobs < 1:
        raise usage("jobs", f"{jobs} is not a number of workers", "at least 1")
    return min(int(jobs), 256)
