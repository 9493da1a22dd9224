"""The rules of an OSM text: the library reads it, and what it prints again is regular enough to be taken apart.

https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification has the grammar.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.util import find_spec
from typing import Final

_TIME: Final = r"(?:\d{2}:\d{2}|(?:dawn|sunrise|sunset|dusk)|\((?:dawn|sunrise|sunset|dusk)[+-]\d{2}:\d{2}\))"
_SPAN: Final = rf"{_TIME}(?:-{_TIME}\+?(?:/[\d:]+)?|\+)"
_DAY: Final = r"(?:Mo|Tu|We|Th|Fr|Sa|Su)"
_HOLIDAY: Final = r"(?:PH|SH)(?: [+-]?\d+ days?)?"
_WEEKDAY: Final = rf"{_DAY}(?:-{_DAY})?(?:\[[^\]]*\])?(?: [+-]\d+ days?)?"
_RULE: Final = re.compile(
    rf'(?P<selector>.*?)(?:(?:^| )(?P<times>{_SPAN}(?:,{_SPAN})*))?(?:(?:^| )(?P<modifier>open|closed|unknown))?'
    rf'(?:(?:^| )"(?P<comment>[^"]*)")?'
)  # fmt: skip
_SEPARATOR: Final = re.compile(r'("[^"]*")|(; |, | \|\| )')
_DAYS_AT_END: Final = re.compile(rf"(?:^| )(?P<days>(?:{_WEEKDAY}|{_HOLIDAY})(?:,(?:{_WEEKDAY}|{_HOLIDAY}))*)$")
_HOLIDAYS: Final = re.compile(_HOLIDAY)
_POSITION: Final = re.compile(r"--> \d+:(\d+)")
_LOOSE: Final = re.compile(r'("[^"]*")|(?P<comma>\s+,\s*(?=[\d(]))|\s+')
_ALWAYS: Final = "24/7"
_LONGEST: Final = 2_000  # a tag of OpenStreetMap has 255 characters at most


class UnreadableError(ValueError):
    """A text that is no `opening_hours`, and the column (from 1) where reading stopped."""

    def __init__(self, column: int) -> None:
        super().__init__(column)
        self.column = column


@dataclass(frozen=True, slots=True, kw_only=True)
class OsmRule:
    """One rule. `joint` is how it meets those before it: `;` overrides, `,` adds, `||` falls back.

    `selector` names its days (empty: all of them), `times` its spans (empty: the whole day), `state` is `open`,
    `closed` or `unknown`.
    """

    joint: str
    selector: str
    times: tuple[str, ...]
    state: str
    comment: str | None = None

    @property
    def weekdays(self) -> str:
        """The part of the selector that names weekdays and holidays: `Mo-Fr,PH`, `Th[1]`."""
        found = _DAYS_AT_END.search(self.selector)
        return found["days"] if found else ""

    @property
    def holidays(self) -> tuple[str, ...]:
        """The holidays that the selector names: `PH`, `SH`, `PH -1 days`."""
        return tuple(_HOLIDAYS.findall(self.weekdays))

    def on(self, holds: frozenset[str]) -> OsmRule | None:
        """The rule on a day on which just these holidays hold, without naming any; None where it cannot apply."""
        named = self.holidays
        if not named:
            return self
        before = self.selector[: len(self.selector) - len(self.weekdays)].strip()
        if holds.intersection(named):
            return replace(self, selector=before)
        left = ",".join(part for part in self.weekdays.split(",") if part not in named)
        return replace(self, selector=f"{before} {left}".strip()) if left else None

    def __str__(self) -> str:
        parts = [self.selector, ",".join(self.times), "" if self.state == "open" else self.state]
        told = [part for part in (*parts, f'"{self.comment}"' if self.comment else "") if part]
        bare = not self.selector and not self.times
        return " ".join([_ALWAYS, *told] if bare else told)


def library_missing() -> bool:
    """Whether opening-hours-py is not installed."""
    try:
        return find_spec("opening_hours") is None
    except ValueError:  # a module that was blocked on purpose has no specification
        return True


@lru_cache(maxsize=4096)
def read_rules(text: str) -> tuple[OsmRule, ...]:
    """The rules of a text. Raises UnreadableError; ImportError where the library is not installed."""
    return tuple(_rules(canonical(text)))


def canonical(text: str) -> str:
    """The text as the library writes it: one form for each meaning."""
    import opening_hours  # noqa: PLC0415 - only schedules with expressions pay for it

    broken: type[Exception] = vars(opening_hours)["ParserError"]  # which its stub leaves out

    if not text.strip():
        raise UnreadableError(1)
    if len(text) > _LONGEST:
        raise UnreadableError(_LONGEST)
    try:
        return str(opening_hours.OpeningHours(_tight(text), auto_country=False, auto_timezone=False))
    except broken as error:
        position = _POSITION.search(str(error))
        raise UnreadableError(int(position[1]) if position else 1) from error


def _tight(text: str) -> str:
    """With single blanks, and none around a comma that goes on with times.

    The library takes what follows such a comma for a rule of all days, and refuses two blanks in a row.
    """
    return _LOOSE.sub(lambda found: found[1] or ("," if found["comma"] else " "), text.strip())


def _rules(text: str) -> Iterator[OsmRule]:
    joint, start = ";", 0
    for found in [*_SEPARATOR.finditer(text), None]:
        if found is not None and found[1]:
            continue
        end = found.start() if found else len(text)
        yield _rule(joint, text[start:end])
        if found is not None:
            joint, start = found[2].strip(), found.end()


def _rule(joint: str, text: str) -> OsmRule:
    found = _RULE.fullmatch(text)
    if found is None:
        raise UnreadableError(1)
    selector, comment = found["selector"].strip(), found["comment"]
    times = tuple(found["times"].split(",")) if found["times"] else ()
    # A comment alone is a word for people ("by appointment"): what it means for a time is not known
    usual = "unknown" if comment is not None and not times else "open"
    selector = "" if selector == _ALWAYS else selector
    return OsmRule(
        joint=joint, selector=selector, times=times, state=found["modifier"] or usual, comment=comment or None
    )
