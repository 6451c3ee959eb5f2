"""Errors as exceptions: what is wrong, where, and how to mend it; several problems at once where that helps."""

from __future__ import annotations

from typing import NamedTuple


class Problem(NamedTuple):
    place: str
    cause: str
    remedy: str


class QuartetError(Exception):
    """Its text has one problem a line: "PLACE: CAUSE" and, indented below, the remedy."""

    code = 5

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = [Problem(*p) for p in problems]
        lines = []
        for p in self.problems:
            lines.append(f"{p.place}: {p.cause}" if p.place else p.cause)
            if p.remedy:
                lines.append(f"  {p.remedy}")
        super().__init__("\n".join(lines))

    @property
    def place(self) -> str:
        return self.problems[0].place if self.problems else ""

    @property
    def cause(self) -> str:
        return self.problems[0].cause if self.problems else ""

    @property
    def remedy(self) -> str:
        return self.problems[0].remedy if self.problems else ""

    def __reduce__(self):
        return type(self), (self.problems,)


class CheckFailed(QuartetError):
    """A requested check failed: a block of RTL differs from the model, a simulated value from the function."""

    code = 1


class UsageError(QuartetError, ValueError):
    """A name, a key or a value that is not one of those that exist."""

    code = 2


class InputError(QuartetError, ValueError):
    """A configuration or input file is wrong."""

    code = 3


class DoesNotFit(QuartetError):
    """The network does not fit the platform: by how much, and what would fit."""

    code = 4


class InternalError(QuartetError, RuntimeError):
    """A defect of quartet."""

    code = 5


class Interrupted(KeyboardInterrupt):
    """Ctrl-C during a long call. `result` holds what was done until then, or None."""

    def __init__(self, result: object = None) -> None:
        self.result = result
        super().__init__("interrupted" if result is None else "interrupted: .result holds what was done")


_CLASSES = {c.code: c for c in (CheckFailed, UsageError, InputError, DoesNotFit, InternalError)}


def error_of(code: int, problems: list) -> QuartetError:
    """The exception of an exit code."""
    return _CLASSES.get(code, InternalError)(problems)


def usage(place: str, cause: str, remedy: str = "") -> UsageError:
    return UsageError([Problem(place, cause, remedy)])
