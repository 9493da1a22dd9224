"""What OSM rules make of each kind of day: by its weekday, whether it is a holiday, and its place in the year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from frontdesk.hours.osm.rules import OsmRule
from frontdesk.hours.osm.selectors import YEAR_DAYS, BeyondFieldsError, Selected, selected
from frontdesk.hours.osm.times import DAY_MINUTES, minutes_of

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What a day is: `open` in these periods, `closed`, or `unknown`; and what is remarked of it."""

    state: str
    periods: tuple[Span, ...] = ()
    note: str | None = None


CLOSED: Final = Day(state="closed")


class Kinds(NamedTuple):
    """Seven days, Monday first: as they usually are, as public holidays, in school holidays, and as both at once."""

    usual: tuple[Day, ...]
    public: tuple[Day, ...]
    school: tuple[Day, ...]
    both: tuple[Day, ...]

    @property
    def only(self) -> Day | None:
        """The one day that all of them are; None where they differ."""
        first = self.usual[0]
        return first if all(day == first for days in self for day in days) else None


class Part(NamedTuple):
    """Days of every year that are all of one kind: the number of the first one, and how many they are."""

    first: int
    length: int
    kinds: Kinds


class Told:
    """Rules that our fields may be able to hold. Raises BeyondFieldsError where one is beyond them for certain."""

    def __init__(self, rules: Sequence[OsmRule]) -> None:
        entries = [(rule, selected(rule), _spans(rule)) for rule in rules]
        self.yearly = [entry for entry in entries if entry[1].dates is None]
        self.dated = entries[len(self.yearly) :]
        if any(entry[1].dates is None for entry in self.dated):
            raise BeyondFieldsError  # dates that other rules override again

    def parts(self) -> list[Part]:
        """The year, cut where its days change; the last part may go on into the next year."""
        cuts = sorted({0, *(cut for _, days, _ in self.yearly for cut in _cuts(days))})
        lengths = [(after or YEAR_DAYS) - cut for cut, after in zip(cuts, [*cuts[1:], None], strict=True)]
        parts: list[Part] = []
        for cut, length in zip(cuts, lengths, strict=True):
            kinds = self._kinds(cut)
            if parts and parts[-1].kinds == kinds:
                parts[-1] = parts[-1]._replace(length=parts[-1].length + length)
            else:
                parts.append(Part(cut, length, kinds))
        if len(parts) > 1 and parts[0].kinds == parts[-1].kinds:
            parts[-1] = parts[-1]._replace(length=parts[-1].length + parts.pop(0).length)
        return parts

    def of_dates(self) -> Iterator[tuple[Selected, Day]]:
        """What the dated rules say by themselves, each about all days of its dates."""
        for rule, days, spans in self.dated:
            if days.weekdays is not None or rule.joint != ";" or (rule.state != "open" and spans):
                raise BeyondFieldsError(str(rule))
            yield days, _after(None, rule, spans)

    def _kinds(self, number: int) -> Kinds:
        told = [entry for entry in self.yearly if entry[1].yearly is None or number in entry[1].yearly]
        return Kinds(
            *(
                tuple(_day(told, weekday, public=public, school=school) for weekday in range(7))
                for school in (False, True)
                for public in (False, True)
            )
        )


_Entry = tuple[OsmRule, Selected, tuple[Span, ...]]


def _day(rules: Sequence[_Entry], weekday: int, *, public: bool, school: bool) -> Day:
    found: Day | None = None
    for rule, days, spans in rules:
        if days.named(weekday, public=public, school=school) and (
            rule.joint != "||" or found is None or found.state == "closed"
        ):
            found = _after(found, rule, spans)
    return found or CLOSED


def _after(day: Day | None, rule: OsmRule, spans: tuple[Span, ...]) -> Day:
    """A day after one more rule that names it."""
    if rule.state == "closed":
        if not spans:
            return Day(state="closed", note=rule.comment)
        return _less(day, spans, rule)
    if rule.state == "unknown":
        if spans or (rule.joint == "," and day is not None):
            raise BeyondFieldsError(str(rule))
        return Day(state="unknown", note=rule.comment)
    told = Day(state="open", periods=merged(spans or ((0, DAY_MINUTES),)), note=rule.comment)
    if rule.joint != "," or day is None or day.state == "closed":
        return told
    if day.state == "unknown" or day.note != told.note:
        raise BeyondFieldsError(str(rule))
    return replace(told, periods=merged((*day.periods, *told.periods)))


def _less(day: Day | None, gone: tuple[Span, ...], rule: OsmRule) -> Day:
    """A day without some spans."""
    if rule.comment or rule.joint == "," or (day is not None and day.state == "unknown"):
        raise BeyondFieldsError(str(rule))  # the library closes the whole day for a removal that is added
    if day is None or day.state == "closed":
        return day or CLOSED
    left = list(day.periods)
    for start, end in gone:
        left = [piece for begin, stop in left for piece in ((begin, min(stop, start)), (max(begin, end), stop))]
        left = [(begin, stop) for begin, stop in left if begin < stop]
    if any(begin >= DAY_MINUTES for begin, _ in left):
        raise BeyondFieldsError(str(rule))  # what is left begins on the next day
    return replace(day, periods=tuple(sorted(left))) if left else CLOSED


def merged(spans: Sequence[Span]) -> tuple[Span, ...]:
    """In order and disjoint."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def _spans(rule: OsmRule) -> tuple[Span, ...]:
    spans = tuple(minutes_of(span) for span in rule.times)
    if any(span is None or span[0] >= DAY_MINUTES for span in spans):
        raise BeyondFieldsError(str(rule))
    return tuple(span for span in spans if span is not None)


def _cuts(days: Selected) -> Iterator[int]:
    """Where the days of a rule begin, and where others follow them."""
    for number in days.yearly or ():
        if (number - 1) % YEAR_DAYS not in (days.yearly or ()):
            yield number
        if (number + 1) % YEAR_DAYS not in (days.yearly or ()):
            yield (number + 1) % YEAR_DAYS
