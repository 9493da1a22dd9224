"""What a reader hands over: a raw row, with its place in the file, before its fields are checked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from frontdesk import Diagnostic

PathParts = tuple[str | int, ...]


Spot = tuple[int | None, int | None]
"""Line and column, from 1; None where the format has none."""


def _nowhere(_path: PathParts) -> Spot:
    return None, None


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRow:
    """One establishment as the file gives it: any value, not yet known to be a record.

    `spot_of` finds a field, where the format has lines. `found` is what the reader already saw.
    """

    value: object
    path: str
    line: int | None = None
    column: int | None = None
    spot_of: Callable[[PathParts], Spot] = _nowhere
    found: Sequence[Diagnostic] = ()
    id: str | None = None
    """As far as it can be told before the row is read."""
    unread: Collection[str] = ()
    """The fields of which `found` says already why they have no value."""
    filled: Callable[[], RawRow] | None = None
    """The row with a record as its value: not made before it is needed. None = `value` is what there is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What a reader has to say of the file as a whole."""

    diagnostic: Diagnostic
