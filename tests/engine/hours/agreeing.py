"""One case of the great comparison: a random schedule of some kind of hours, its oracle, and where they disagree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from frontdesk.hours import Schedule, hours_of_kind, load_hours
from tests.engine.hours.documents import ZONES, anchor_of, document, instants, seeded
from tests.engine.hours.oracle import Oracle, instant
from tests.engine.hours.oracle_kinds import merged

Doc = Mapping[str, Any]


@dataclass
class Case:
    """A schedule and what it was made of."""

    seed: int
    random: Random
    zone: str
    anchor: int
    kind: str
    doc: Doc
    """The hours asked, and for other kinds what they take over, as the oracle puts it together."""
    schedule: Schedule

    @property
    def day(self) -> date:
        """The day around which it is dated."""
        return datetime.fromtimestamp(self.anchor, UTC).date()

    def features(self) -> set[str]:
        """What the documents make use of."""
        return {name for name, there in _FEATURES.items() if there(self.doc)} | {f"kind: {self.kind}"}


def case_of(seed: int) -> Case:
    """The case of a seed: every zone in turn; opening hours mostly, chat hours and deliveries beside them."""
    random = seeded(seed)
    zone = ZONES[seed % len(ZONES)]
    anchor = anchor_of(random, zone)
    day = datetime.fromtimestamp(anchor, UTC).date()
    doc = document(random, zone, day)
    kind = random.choice(["opening", "opening", "chat", "delivery"])
    if kind == "opening":
        return Case(seed, random, zone, anchor, kind, doc, load_hours(doc))
    if random.random() < 0.1:
        doc["ignore_special_days"] = True
    opening = document(random, zone, day)
    schedule = load_hours(hours_of_kind(kind, doc, opening))
    return Case(seed, random, zone, anchor, kind, merged(kind, doc, opening), schedule)


def disagreements(case: Case, count: int) -> Iterator[str]:
    """What the schedule and the oracle tell differently, at so many instants."""
    schedule = case.schedule
    oracle = Oracle(case.doc, case.day - timedelta(days=420), 850)
    for second in instants(case.random, case.anchor, count):
        answer = schedule.at(instant(second))
        told = (answer.state.value, answer.since, answer.until,
                schedule.next_opening(instant(second)), schedule.next_closing(instant(second)))  # fmt: skip
        wanted = (oracle.state(second), oracle.since(second), oracle.until(second),
                  oracle.next_start(second), oracle.next_end(second))  # fmt: skip
        seen = tuple(int(item.timestamp()) if isinstance(item, datetime) else item for item in told)
        if seen != wanted:
            yield f"seed {case.seed} at {instant(second)} ({second}): {seen} instead of {wanted} for {case.doc}"


def _policies(doc: Doc) -> list[Doc]:
    found = doc.get("holidays") or []
    return [found] if isinstance(found, Mapping) else list(found)


def _modes(doc: Doc) -> set[str]:
    return {entry.get("mode", "replace") for entry in doc.get("special", [])}


_FEATURES = {
    "weekly": lambda doc: "weekly" in doc,
    "cron": lambda doc: "cron" in doc,
    "cron with weekly": lambda doc: "cron" in doc and "weekly" in doc,
    "cron with bounds": lambda doc: any("valid_from" in w or "valid_to" in w for w in doc.get("cron", [])),
    "season": lambda doc: "seasons" in doc,
    "season of every year": lambda doc: any(len(s.get("from", "")) == 5 for s in doc.get("seasons", [])),
    "seasons that meet": lambda doc: len(doc.get("seasons", [])) > 1,
    "season of school holidays": lambda doc: any("during" in s or "outside" in s for s in doc.get("seasons", [])),
    "holidays": lambda doc: bool(_policies(doc)),
    "holidays of a subdivision": lambda doc: any("subdivision" in p for p in _policies(doc)),
    "holidays of a category": lambda doc: any("categories" in p for p in _policies(doc)),
    "several calendars": lambda doc: len(_policies(doc)) > 1,
    "exceptions of holidays": lambda doc: any(p.get("except") for p in _policies(doc)),
    "special: replace": lambda doc: "replace" in _modes(doc),
    "special: add": lambda doc: "add" in _modes(doc),
    "special: remove": lambda doc: "remove" in _modes(doc),
    "status": lambda doc: doc.get("status") not in (None, "open"),
    "spill: cut": lambda doc: doc.get("spill") == "cut",
}
FEATURES = {*_FEATURES, "kind: opening", "kind: chat", "kind: delivery"}
"""Everything that the comparison has to make use of."""
