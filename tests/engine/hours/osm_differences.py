"""Where our hours say otherwise than opening-hours-py does by itself: each class of difference, and how to tell it.

The page `docs/explanation/hours-of-openstreetmap.md` lists the same classes, and why each was decided so.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours

from frontdesk.hours.document import read_document
from frontdesk.hours.formats import from_osm
from frontdesk.hours.osm import read_rules
from frontdesk.hours.osm.times import DAY_MINUTES, has_sun, minutes_of
from frontdesk.hours.place import Place
from frontdesk.hours.plan import Planner
from frontdesk.hours.public_holidays import is_holiday
from frontdesk.hours.spec import Calendar
from frontdesk.hours.timeline import STRETCH, Timeline
from frontdesk.hours.zones import clock_of
from tests.engine.hours.osm_corpus import Case


class Difference(NamedTuple):
    """One instant at which the two disagree."""

    case: Case
    moment: datetime
    ours: str
    theirs: str

    @property
    def minute(self) -> int:
        """The local minute of the day."""
        return self.moment.hour * 60 + self.moment.minute


@lru_cache(maxsize=64)
def library(case: Case) -> OpeningHours:
    """The library left to itself."""
    return OpeningHours(
        case.text,
        timezone=ZoneInfo(case.zone),
        country=case.country,
        coords=case.coordinates,
        auto_country=False,
        auto_timezone=case.coordinates is not None,
    )


def theirs(case: Case, moment: datetime) -> str:
    """What the library says."""
    return str(library(case).state(moment)[0])


def document(case: Case) -> Mapping[str, Any]:
    """What `from_osm` makes of a case."""
    found = from_osm(case.text, country=case.country, school=case.school, coordinates=case.coordinates)
    assert not [item for item in found.diagnostics if item.id in {"FD160", "FD161", "FD162"}], case.text
    return {"timezone": case.zone, **found.documents["opening"]}


def states(document: Mapping[str, Any], moments: tuple[datetime, ...]) -> list[str]:
    """The state at each instant; of the compiled stretches alone, for what lies around them takes most of the time."""
    timeline = Timeline(Planner(read_document(Place(path="", found=[]), document)), clock_of(document["timezone"]), {})
    found = []
    for moment in moments:
        second = moment.timestamp()
        stretch = timeline.stretch(int(second // STRETCH))
        found.append(str(stretch.causes[bisect_right(stretch.starts, second) - 1].state))
    return found


def named_class(difference: Difference) -> str | None:
    """The class of a difference; None where nothing explains it."""
    return next((name for name, holds in CLASSES.items() if holds(difference)), None)


def _night(difference: Difference) -> bool:
    """We keep the night of a day whole, and give a day that is off none; never the other way round."""
    rules = [[minutes_of(span) for span in rule.times] for rule in read_rules(difference.case.text)]
    nights = [max((span[1] for span in spans if span), default=0) - DAY_MINUTES for spans in rules]
    if difference.minute >= max(nights):
        return False
    midnight = difference.moment.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    (eve,) = states(document(difference.case), (midnight - timedelta(minutes=1),))
    other_nights = sum(night > difference.minute for night in nights) < sum(night > 0 for night in nights)
    return difference.ours == eve or difference.theirs != eve or other_nights or _replaced_night(difference, nights)


def _replaced_night(difference: Difference, nights: list[int]) -> bool:
    """The night of a rule that another one replaced on that day: without nights the library says what we say."""
    alone = all(night > difference.minute for night in nights)
    evenings = difference.case._replace(text=_SPAN.sub(_evening, difference.case.text))
    return not alone and difference.ours == "closed" == theirs(evenings, difference.moment)


_SPAN = re.compile(r"(\d\d:\d\d)-(\d\d:\d\d)")


def _evening(span: re.Match[str]) -> str:
    start, end = span.groups()
    return f"{start}-24:00" if end >= "24:00" or end <= start else span.group()


def _comment_alone(difference: Difference) -> bool:
    """A comment without times is unknown to us."""
    alone = [rule for rule in read_rules(difference.case.text) if rule.comment and not rule.times]
    return bool(alone) and (difference.ours, difference.theirs) == ("unknown", "open")


def _last_minute(difference: Difference) -> bool:
    """23:59 is midnight."""
    return ":59" in difference.case.text and difference.minute == DAY_MINUTES - 1


def _school(difference: Difference) -> bool:
    """School holidays of France, which the library does not know."""
    case = difference.case
    return (
        "SH" in case.text
        and case.school is not None
        and _near(Calendar(country=case.country, subdivision=case.school, categories=("school",)), difference.moment)
    )


def _public(difference: Difference) -> bool:
    """A date that one of the two calendars has and the other has not."""
    if "PH" not in difference.case.text:
        return False
    calendar = Calendar(country=difference.case.country, categories=("public",))
    return any(is_holiday(calendar, day) is not _theirs(calendar.country, day) for day in _around(difference.moment))


@lru_cache(maxsize=8)
def _holidays(country: str) -> OpeningHours:
    return OpeningHours("PH", country=country, auto_country=False, auto_timezone=False)


def _theirs(country: str, day: date) -> bool:
    return _holidays(country).is_open(datetime(day.year, day.month, day.day, 12))


def _near(calendar: Calendar, moment: datetime) -> bool:
    return any(is_holiday(calendar, day) for day in _around(moment))


def _around(moment: datetime) -> list[date]:
    """The day, those beside it (a rule may name the day before a holiday), and the one whose night it is."""
    return [moment.date() + timedelta(days=n) for n in (-1, 0, 1)]


def _sun_of_nowhere(difference: Difference) -> bool:
    """Without coordinates the library lets the sun rise at 7 and set at 19."""
    sun = any(has_sun(rule.times) for rule in read_rules(difference.case.text))
    return sun and difference.case.coordinates is None and difference.ours == "unknown"


def _loose_comma(difference: Difference) -> bool:
    """A blank before a comma: the library takes the times after it for those of all days."""
    return re.search(r"\s,\s*\d", difference.case.text) is not None


CLASSES: dict[str, Callable[[Difference], bool]] = {
    "a comment alone": _comment_alone,
    "23:59": _last_minute,
    "school holidays": _school,
    "public holidays": _public,
    "a night": _night,
    "the sun of nowhere": _sun_of_nowhere,
    "a loose comma": _loose_comma,
}
