"""Taking figures along: each table of the page as a file for spreadsheets."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from http import HTTPStatus
from io import StringIO
from typing import Final

from starlette.responses import Response

from frontdesk_server.console.figures import labels
from frontdesk_server.console.figures.asking import question
from frontdesk_server.console.figures.page import Shown, shown
from frontdesk_server.console.visit import Visit
from frontdesk_server.console.words import _, language_now, weekdays
from frontdesk_server.publishing.reporting import Line

Cell = str | int | float | None
Row = Sequence[Cell]
BOM: Final = "\ufeff"
"""Without it spreadsheets take UTF-8 for something else."""
_FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
_SEPARATORS: Final = {"en": ",", "fr": ";"}
"""Where the comma is in numbers, spreadsheets part cells by semicolons."""


async def export(visit: Visit) -> Response:
    """One table of the page."""
    asked = await question(visit)
    table = _TABLES.get(visit.query("table"))
    if asked is None or table is None or asked.trouble:
        return visit.missing()
    text = written(table(await shown(visit, asked)), _SEPARATORS[language_now()])
    period = asked.asked.period
    name = f"{visit.query('table')}-{period.since}-{period.until}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(text.encode(), HTTPStatus.OK, headers, "text/csv; charset=utf-8")


def written(rows: Iterator[Row], separator: str) -> str:
    """Rows as a file. What a spreadsheet would take for a formula becomes a text."""
    stream = StringIO()
    stream.write(BOM)
    writer = csv.writer(stream, delimiter=separator, lineterminator="\r\n")
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return stream.getvalue()


def harmless(cell: Cell) -> Cell:
    """A text that no spreadsheet runs."""
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip(" \u00a0").startswith(_FORMULAS) else cell


def _days(found: Shown) -> Iterator[Row]:
    yield _("Day"), _("Welcome messages"), _("Absence messages"), _("Conversations greeted")
    for day in found.report.days:
        yield day.day.isoformat(), day.welcome, day.absence, day.greeted


def _starters(found: Shown) -> Iterator[Row]:
    yield _("Message set"), _("Question"), _("Chosen first"), _("Chosen in all")
    for rank in found.report.ranking:
        yield rank.message_set, found.title(rank.message_set, rank.starter), rank.chosen, rank.tapped
    yield "", _("No question chosen"), found.report.totals.without_choice, None


def _hours(found: Shown) -> Iterator[Row]:
    yield _("Weekday"), _("Hour"), _("Conversations greeted"), _("Absence messages")
    for name, hours in zip(weekdays(), found.report.week, strict=True):
        for at, hour in enumerate(hours):
            yield name, at, hour.greeted, hour.away


def _failures(found: Shown) -> Iterator[Row]:
    yield _("What became of it"), _("Cause"), _("Messages")
    for failure in found.report.failures:
        yield (
            labels.named(labels.ENDS, failure.status),
            labels.named(labels.CAUSES, failure.cause),
            failure.number,
        )


def _silences(found: Shown) -> Iterator[Row]:
    yield _("Reason"), _("Events")
    for reason, number in found.report.silences:
        yield labels.named(labels.SILENCES, reason), number


def _sets(found: Shown) -> Iterator[Row]:
    yield _("Message set"), *_heads()
    for line in found.report.sets:
        yield line.key, *_numbers(line)


def _establishments(found: Shown) -> Iterator[Row]:
    yield _("Establishment"), _("Name"), *_heads()
    for line in found.report.establishments:
        yield line.key, found.place(line.key), *_numbers(line)


def _heads() -> tuple[str, ...]:
    return (
        _("Conversations"),
        _("Conversations greeted"),
        _("Absence messages"),
        _("With questions"),
        _("Chose a question"),
        _("Answers given"),
    )


def _numbers(line: Line) -> tuple[int, ...]:
    found = line.totals
    return found["begun"], found.greeted, found.away, found["offered"], found["chose"], found["answered"]


_TABLES: Final[dict[str, Callable[[Shown], Iterator[Row]]]] = {
    "days": _days,
    "starters": _starters,
    "hours": _hours,
    "failures": _failures,
    "silences": _silences,
    "sets": _sets,
    "establishments": _establishments,
}
