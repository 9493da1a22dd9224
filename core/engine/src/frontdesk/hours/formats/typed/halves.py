"""Parts of the day in which a place is closed: `fermé le mercredi après-midi`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from frontdesk.hours.formats.typed.lexicon import AFTERNOON, EVENING, MORNING, NOON

_NEVER: Final = 10**6


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A part of the day, in minutes. Periods that start within it are of it."""

    first: int
    last: int
    reached: int
    """A period that started before and lasts longer than this is of it too, and cut."""
    cut: int | None
    """Where such a period is cut; None = nobody can tell."""


_PARTS: Final[Mapping[str, _Part]] = {
    MORNING: _Part(first=0, last=720, reached=_NEVER, cut=None),
    NOON: _Part(first=660, last=900, reached=780, cut=None),
    AFTERNOON: _Part(first=720, last=1080, reached=840, cut=720),
    EVENING: _Part(first=1020, last=_NEVER, reached=1140, cut=1080),
}
_AFTER_MORNING: Final = 720
_LATE_MORNING: Final = 900


class Rest(NamedTuple):
    """What is left of a day, and whether a period had to be cut: only a guess can tell where."""

    periods: list[tuple[int, int]]
    cut: bool


def without(periods: Sequence[tuple[int, int]], part: str) -> Rest | None:
    """The periods without a part of the day; None where nobody can tell what is left of a day without a break."""
    found = list(_left(periods, part))
    if None in found:
        return None
    kept = [period for period in found if period is not None]
    return Rest(kept, cut=not set(kept) <= set(periods))


def _left(periods: Sequence[tuple[int, int]], name: str) -> Iterator[tuple[int, int] | None]:
    part = _PARTS[name]
    for start, end in periods:
        if part.first <= start < part.last:
            if name == MORNING and end > _LATE_MORNING:
                yield _AFTER_MORNING, end
        elif start < part.first and end > part.reached:
            yield None if part.cut is None else (start, part.cut)
        else:
            yield start, end
