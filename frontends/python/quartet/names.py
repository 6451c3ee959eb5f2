"""The nearest right name to a wrong one, for messages."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def suggestion(word: str, candidates: Iterable[str]) -> str:
    """ "did you mean 'x'?", or what there is."""
    names = [str(c) for c in candidates]
    near = difflib.get_close_matches(word, names, n=1)
    if near:
        return f"did you mean '{near[0]}'?"
    return "one of: " + ", ".join(names) if names else ""
