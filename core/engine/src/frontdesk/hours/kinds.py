"""Hours of several kinds: what those of one kind (chat, delivery, phone) take over from the opening hours.

Chat hours follow the place in everything (`merge_special_days`). Further kinds follow its closures alone: where nobody
is in, nobody delivers; but when the door opens earlier or later on a day, nothing is said of deliveries. The platforms
have no special days for such hours at all (Google's `moreHours`: mybusinessbusinessinformation v1, `Location`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from frontdesk.hours.days import read_day, read_week
from frontdesk.hours.loading import merge_special_days
from frontdesk.hours.place import Place
from frontdesk.hours.spec import DayState
from frontdesk.hours.words import read_days

OPENING: Final = "opening"
CHAT: Final = "chat"
_SOURCE: Final = "opening_hours"
_SAYS_HOURS: Final = ("closed", "hours", "unknown")

Document = Mapping[str, object]


def hours_of_kind(kind: str, document: Document, opening: Document) -> Document:
    """The document of a kind with what it takes over from the opening hours; those themselves are given back.

    Nothing is taken over where it says `ignore_special_days`; what it says itself of a date, of holidays or of its
    status goes before.
    """
    if kind == OPENING:
        return document
    return merge_special_days(document, opening if kind == CHAT else closures_of(opening))


def closures_of(opening: Document) -> Document:
    """Opening hours reduced to when the place is closed: its status, its closed days, hours taken away, holidays.

    A day with hours of its own is one on which the place is open, a holiday or not: other kinds are as on any day.
    """
    found = {key: opening[key] for key in ("status",) if opening.get(key) is not None}
    special = opening.get("special")
    if isinstance(special, (list, tuple)):
        found["special"] = list(_special(special))
    holidays = opening.get("holidays")
    if isinstance(holidays, (Mapping, list, tuple)):
        policies = [holidays] if isinstance(holidays, Mapping) else holidays
        shut = _shut_weekdays(opening)
        found["holidays"] = [_holidays(one, shut) if isinstance(one, Mapping) else one for one in policies]
    return found


def _shut_weekdays(opening: Document) -> frozenset[int]:
    """The weekdays on which the place is closed all the year, as far as its weeks say so."""
    if opening.get("cron") or opening.get("expression"):
        return frozenset()
    seasons = opening.get("seasons")
    told = [season for season in seasons if isinstance(season, Mapping)] if isinstance(seasons, (list, tuple)) else []
    absent_unknown = str(opening.get("absent_day")).strip().lower() == "unknown"
    nowhere = Place(path="", found=[])
    weeks = [read_week(nowhere, one.get("weekly"), absent_unknown=absent_unknown) for one in (opening, *told)]
    return frozenset(
        number
        for number in range(7)
        if all(week is not None and week[number].state is DayState.CLOSED for week in weeks)
    )


def _special(entries: list[object] | tuple[object, ...]) -> Iterator[object]:
    for entry in entries:
        if not isinstance(entry, Mapping) or entry.get("mode") in (None, "replace"):
            yield _replacing(entry) if isinstance(entry, Mapping) else entry
        elif entry.get("mode") == "remove":
            yield entry


def _replacing(entry: Document) -> Document:
    if entry.get("hours") is None or _state_of(entry["hours"]) is DayState.CLOSED:
        return entry
    bare = {key: value for key, value in entry.items() if key not in _SAYS_HOURS}
    return bare | ({"unknown": True} if _state_of(entry["hours"]) is DayState.UNKNOWN else {"same_as_regular": True})


def _holidays(policy: Document, shut: frozenset[int]) -> Document:
    """The policy, closing where it closes and regular where the place is open."""
    exceptions = policy.get("except")
    found = {**policy, "behaviour": _behaviour(policy.get("behaviour", "closed"), shut)}
    if isinstance(exceptions, Mapping):
        found["except"] = {key: _behaviour(said, shut) for key, said in exceptions.items()}
    return found


def _behaviour(said: object, shut: frozenset[int]) -> object:
    if isinstance(said, str) and said.strip().lower() in {"closed", "regular", "unknown"}:
        return said
    if isinstance(said, Mapping) and "as" in said:  # as on Sundays, on which the place is closed
        return "closed" if shut.intersection(read_days(Place(path="", found=[]), said["as"])) else "regular"
    state = _state_of(said)
    return {DayState.CLOSED: "closed", DayState.UNKNOWN: "unknown"}.get(state, "regular")


def _state_of(hours: object) -> DayState:
    """Whether hours close a day, as far as they can be read; what is wrong with them is told elsewhere."""
    day = read_day(Place(path="", found=[]), hours)
    return DayState.UNKNOWN if day is None else day.state
