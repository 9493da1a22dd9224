"""Console: what an operator waits for, with 100,000 establishments and 1,000 message sets, through the real routes."""

from __future__ import annotations

from collections.abc import Callable

from console import preview
from console.world import World, world

PARTS: dict[str, Callable[[World], dict[str, float]]] = {"preview": preview.run}
"""Each part prints what it measures, in milliseconds, and gives it back."""


def run() -> dict[str, dict[str, float]]:
    """Every figure of this part, in one server."""
    with world() as there:
        return {name: measure(there) for name, measure in PARTS.items()}
