"""`frontdesk hours`: whether an establishment is open at an instant, why, and what comes next."""

# ruff: noqa: PLC0415 - what a command needs is imported when it runs
from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from frontdesk_server.cli.options import HERE, EstablishmentOption, JsonOption, ProjectOption

if TYPE_CHECKING:
    from frontdesk.hours import Answer

EXAMPLE = "frontdesk hours --project my-project --establishment main-street --at 2026-12-25T10:00"


def hours(
    establishment: EstablishmentOption,
    project: ProjectOption = HERE,
    kind: Annotated[
        Literal["opening", "chat"], typer.Option(help="Opening hours, or the hours when people answer the chat.")
    ] = "opening",
    at: Annotated[
        str | None, typer.Option(help="The instant; without an offset on the establishment's clock.", metavar="ISO")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Tell whether an establishment is open, and why.

    With since when, until when, and when it opens next.
    """
    from frontdesk_server.cli.output import print_json

    answer, next_opening = _ask(project, establishment, kind, at)
    if as_json:
        told = {"since": answer.since, "until": answer.until, "next_opening": next_opening}
        print_json({"state": answer.state, "reason": answer.reason} | {name: _iso(at) for name, at in told.items()})
    else:
        _tell(answer, next_opening)


def _ask(folder: Path, id: str, kind: str, at: str | None) -> tuple[Answer, datetime | None]:  # noqa: A002
    from frontdesk.host import Host
    from frontdesk.rules.hours_ref import unknown_answer
    from frontdesk_server.cli.instants import read_instant
    from frontdesk_server.clock import SystemClock
    from frontdesk_server.importing.places import read_places
    from frontdesk_server.project import load_project

    place = read_places(load_project(folder, Host.load())).establishment(id)
    schedule = place.opening_hours if kind == "opening" else place.chat_hours or place.opening_hours
    instant = SystemClock().now() if at is None else read_instant(at, place.timezone)
    if schedule is None:
        return unknown_answer(), None
    return schedule.at(instant), schedule.next_opening(instant)


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None


def _tell(answer: Answer, next_opening: datetime | None) -> None:
    from frontdesk_server.cli.output import say

    style = {"open": "bold green", "closed": "bold red"}.get(answer.state, "bold yellow")
    say(f"{answer.state}", style=style)
    rows = (
        ("because", answer.reason.replace("_", " ") + (f": {answer.label}" if answer.label else "")),
        ("since", _words(answer.since)),
        ("until", _words(answer.until)),
        ("next opening", _words(next_opening)),
        ("note", answer.note),
    )
    for name, value in rows:
        if value:
            say(f"  {name:<13} {value}")


def _words(at: datetime | None) -> str:
    return f"{at:%A %d %B %Y, %H:%M} ({at.tzname()})" if at is not None else ""
