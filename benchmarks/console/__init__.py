"""Console: what an operator waits for, with 100,000 establishments and 1,000 message sets, through the real routes."""

from __future__ import annotations

from collections.abc import Callable

from console import operators, preview
from console.world import World, world

PARTS: dict[str, Callable[[World], dict[str, float]]] = {"preview": preview.run}
"""Each part prints what it measures, in milliseconds, and gives it back."""


def run() -> dict[str, dict[str, float]]:
    """Every figure of this part: those of one server, then those over HTTP, of a process of its own."""
    with world() as there:
        found = {name: measure(there) for name, measure in PARTS.items()}
    return found | {"operators": operators.run()}
