"""The figures' page: numbers with those of the period before, charts with their tables, what did not arrive."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from starlette.responses import Response

from frontdesk_server.console.figures import labels
from frontdesk_server.console.figures.asking import Question, question
from frontdesk_server.console.visit import Visit
from frontdesk_server.console.words import _, number, percent, signed, signed_percent, weekdays
from frontdesk_server.publishing.live import rulebook_of
from frontdesk_server.publishing.reporting import Report, report, titles

Stat = tuple[str, str, str]
"""A label, a value, and how it compares."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A report with the names of what it names."""

    report: Report
    titles: dict[tuple[str, str], str]
    places: dict[str, str]

    def title(self, message_set: str, starter: str) -> str:
        """What a starter is called; its id where it is gone."""
        return self.titles.get((message_set, starter), starter)

    def place(self, establishment: str) -> str:
        """What an establishment is called."""
        return self.places.get(establishment, establishment)


async def shown(visit: Visit, asked: Question) -> Shown:
    """The report that was asked for."""
    store = visit.desk.store
    found = await report(store, asked.asked)
    rulebook = await rulebook_of(store, visit.desk.host, await store.releases.newest())
    roll = await store.roll.current()
    ids = [line.key for line in found.establishments] + [asked.asked.establishment or ""]
    return Shown(
        report=found,
        titles=dict(titles(rulebook, visit.language)),
        places={id_: roll[id_].name for id_ in ids if id_ in roll},
    )


async def page(visit: Visit) -> Response:
    """The page, or its figures alone."""
    asked = await question(visit)
    if asked is None:
        return visit.missing()
    found = await shown(visit, asked)
    told = {
        "question": asked,
        "shown": found,
        "report": found.report,
        "stats": _stats(found.report),
        "first_day": await visit.desk.store.figures.first_day(visit.scope),
        "labels": labels,
        "weekdays": weekdays(),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if asked.trouble else HTTPStatus.OK
    if visit.partial_wanted:
        return visit.partial("figures/_figures.html", status=status, **told)
    return visit.page("figures/page.html", status=status, **told, **await _choices(visit, asked))


async def _choices(visit: Visit, asked: Question) -> dict[str, object]:
    """What the fields offer."""
    store = visit.desk.store
    names = {
        "groups": [counted.name for counted in await store.establishments.groups(visit.scope)],
        "sets": sorted({*await store.figures.sets(asked.asked), asked.asked.message_set or ""} - {""}),
        "accounts": sorted(visit.desk.connections.accounts),
    }
    return {field: [(name, name) for name in found] for field, found in names.items()}


def _stats(found: Report) -> list[Stat]:
    now, before = found.totals, found.before
    return [
        (_("Conversations greeted"), number(now.greeted), _counts(now.greeted, before.greeted)),
        (_("Chose a question"), percent(now.choosing_share), _points(now.choosing_share, before.choosing_share)),
        (_("Greeted with the absence message"), percent(now.away_share), _points(now.away_share, before.away_share)),
        (_("Answers given"), number(now["answered"]), _counts(now["answered"], before["answered"])),
        (_("Messages not delivered"), number(found.failed), ""),
    ]


def _counts(now: int, before: int) -> str:
    """How a number compares with that of the period before."""
    if not before:
        return _("none in the period before") if now else ""
    return _("%(change)s against the period before") % {"change": signed_percent((now - before) / before)}


def _points(now: float | None, before: float | None) -> str:
    """How a share compares, in points of percent."""
    if now is None or before is None:
        return ""
    return _("%(change)s points against the period before") % {"change": signed(round(100 * (now - before)))}
