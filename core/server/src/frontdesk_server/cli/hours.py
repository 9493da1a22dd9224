"""`frontdesk hours`: whether an establishment is open at an instant and why, and its calendar of the coming months."""

# ruff: noqa: PLC0415 - what a command needs is imported when it runs
from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

import typer

from frontdesk_server.cli.options import HERE, EstablishmentOption, JsonOption, LanguageOption, ProjectOption
from frontdesk_server.cli.plain import PLAIN, GroupByPanel, epilog

if TYPE_CHECKING:
    from collections.abc import Mapping

    from typer import Context

    from frontdesk.calendars import HoursCalendar
    from frontdesk.hours import Answer
    from frontdesk.model import Establishment

EXAMPLE: Final = "frontdesk hours --project my-project --establishment main-street --at 2026-12-25T10:00"
CALENDAR_EXAMPLE: Final = (
    "frontdesk hours calendar --project my-project --establishment main-street --format ics --output hours.ics"
)
_NOW: Final = "now"


class NowUnlessNamed(GroupByPanel):
    """Asks about an instant where no command is named: `frontdesk hours --establishment main-street`."""

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:  # type: ignore[override]
        """Name the command that is meant."""
        named = bool(args) and (args[0] in self.commands or args[0] in {"--help", "-h"} or not args[0].startswith("-"))
        return super().parse_args(ctx, args if named else [_NOW, *args])


app = typer.Typer(
    help="Tell whether an establishment is open, and print its calendar. Without a command: now.",
    cls=NowUnlessNamed,
    rich_markup_mode=PLAIN,
)

KindOption = Annotated[
    str, typer.Option(help="Which hours: opening, chat, or a kind that its source names (delivery).", metavar="KIND")
]


@app.command(_NOW, epilog=epilog(EXAMPLE))
def now(
    establishment: EstablishmentOption,
    project: ProjectOption = HERE,
    *,
    kind: KindOption = "opening",
    at: Annotated[
        str | None, typer.Option(help="The instant; without an offset on the establishment's clock.", metavar="ISO")
    ] = None,
    language: LanguageOption = "en",
    as_json: JsonOption = False,
) -> None:
    """Tell whether an establishment is open, and why.

    With since when, until when, and when it opens next.
    """
    from frontdesk.calendars import hours_meant
    from frontdesk.hours_words import explained_answer
    from frontdesk.rules.hours_ref import unknown_answer
    from frontdesk_server.cli.instants import read_instant
    from frontdesk_server.cli.output import print_json
    from frontdesk_server.clock import SystemClock

    place = _place(project, establishment)
    schedule = hours_meant(place, kind)
    instant = SystemClock().now() if at is None else read_instant(at, place.timezone)
    answer = unknown_answer() if schedule is None else schedule.at(instant)
    zone, country = schedule.timezone if schedule else None, place.address.country
    explanation = explained_answer(answer, instant, zone, language, country)
    next_opening = schedule.next_opening(instant) if schedule is not None else None
    if as_json:
        print_json(_as_json(answer, next_opening, explanation, place.hours_documents.get(kind, {})))
    else:
        _tell(answer, next_opening, explanation)


def _place(project: Path, id: str) -> Establishment:  # noqa: A002 - the glossary's word
    from frontdesk.host import Host
    from frontdesk_server.cli.place import place_of
    from frontdesk_server.project import load_project

    return place_of(load_project(project, Host.load()), id)


def _as_json(
    answer: Answer, next_opening: datetime | None, explanation: str, document: Mapping[str, object]
) -> dict[str, object]:
    told = {"since": answer.since, "until": answer.until, "next_opening": next_opening}
    return {
        "state": answer.state,
        "reason": answer.reason,
        **{name: _iso(at) for name, at in told.items()},
        "label": answer.label,
        "note": answer.note,
        "explanation": explanation,
        "provenance": document.get("provenance"),
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None


def _tell(answer: Answer, next_opening: datetime | None, explanation: str) -> None:
    from frontdesk_server.cli.output import say

    style = {"open": "bold green", "closed": "bold red"}.get(answer.state, "bold yellow")
    say(explanation, style=style)
    rows = (
        ("since", _words(answer.since)),
        ("until", _words(answer.until)),
        ("next opening", _words(next_opening)),
    )
    for name, value in rows:
        if value:
            say(f"  {name:<13} {value}")


def _words(at: datetime | None) -> str:
    return f"{at:%A %d %B %Y, %H:%M} ({at.tzname()})" if at is not None else ""


# The calendar


@app.command("calendar", epilog=epilog(CALENDAR_EXAMPLE))
def calendar(
    establishment: EstablishmentOption,
    project: ProjectOption = HERE,
    *,
    kind: KindOption = "opening",
    first: Annotated[
        str | None, typer.Option("--from", help="The first day; today there, if left out.", metavar="DATE")
    ] = None,
    months: Annotated[int, typer.Option(min=1, max=36, help="How many months.", metavar="NUMBER")] = 12,
    form: Annotated[
        Literal["text", "json", "ics"],
        typer.Option("--format", help="A line for each day, JSON for programs, or a file to subscribe to."),
    ] = "text",
    output: Annotated[
        Path | None, typer.Option(help="The file to write; printed, if left out.", metavar="FILE")
    ] = None,
    language: LanguageOption = "en",
) -> None:
    """Print every opening of the coming months as it really is.

    With holidays, special days, the status, and the days on which clocks change.
    """
    from frontdesk.calendars import calendar_for, hours_meant
    from frontdesk_server.cli.instants import first_day
    from frontdesk_server.clock import SystemClock

    place = _place(project, establishment)
    meant = hours_meant(place, kind)
    stamp = SystemClock().now()
    day = first_day(first, stamp, meant.timezone if meant else None)
    _put(_written(calendar_for(place, kind, day, months, language=language), form, stamp), output)


def _written(found: HoursCalendar, form: str, stamp: datetime) -> str:
    from json import dumps

    if form == "ics":
        return found.file(stamp).text()
    return f"{dumps(found.as_json(), ensure_ascii=False, indent=2)}\n" if form == "json" else f"{found.text()}\n"


def _put(text: str, output: Path | None) -> None:
    """Write the file whole, or print it as it is: the line breaks of iCalendar are its own."""
    import sys

    from frontdesk.errors import ConfigError

    if output is None:
        sys.stdout.write(text)
        return
    try:
        output.write_bytes(text.encode())
    except OSError as error:
        raise ConfigError.of("FD188", file=str(output), why=error.strerror or str(error)) from None
