"""What a reader hands over: a raw row, with its place in the file, before its fields are checked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from frontdesk import Diagnostic

PathParts = tuple[str | int, ...]


def _nowhere(_path: PathParts) -> int | None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRow:
    """One establishment as the file gives it: any value, not yet known to be a record.

    `line_of` finds the line of a field, from 1, where the format has lines. `found` is what the reader already saw.
    """

    value: object
    path: str
    line: int | None = None
    line_of: Callable[[PathParts], int | None] = _nowhere
    found: Sequence[Diagnostic] = ()
    id: str | None = None
    """Where the row could not be read as a whole, and its id could."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What a reader has to say of the file as a whole."""

    diagnostic: Diagnostic
