"""What the demo begins with: every place, its local time, what it would answer now, why, and where its page is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from textwrap import shorten
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from frontdesk_server.demo.answers import Answer

STYLES: Final = {"welcome": "bold green", "absence": "bold yellow"}
GAP: Final = 3
WIDE: Final = 118
"""From this width on there is a table; below it the same is told line by line."""
NARROWEST: Final = 40
"""Of a quotation, in characters."""


@dataclass(frozen=True, slots=True)
class Hint:
    """Something to try next, and the command that does it, in lines that a shell takes as they stand."""

    text: str
    command: str = ""


def print_demo(console: Console, found: Iterable[Answer], *, url: str, hints: Iterable[Hint]) -> None:
    """All that `frontdesk demo` says before it keeps serving; the farthest west first, as the day goes round."""
    ordered = sorted(found, key=lambda answer: answer.at.utcoffset() or timedelta())
    console.print()
    console.print(Text.assemble(("Maison Colibri", "bold"), " is open at ", (f"{url}/demo", "cyan underline")))
    console.print()
    if console.width >= WIDE:
        console.print(table(ordered, url, console.width))
    else:
        for answer in ordered:
            console.print(lines(answer, url), soft_wrap=True)
    for hint in hints:
        console.print(Text(hint.text, style="dim"))
        for line in hint.command.splitlines():
            console.print(Text(f"  {line}", style="dim"), soft_wrap=True)


def table(found: Sequence[Answer], url: str, width: int) -> Table:
    """The table for a terminal that is wide enough."""
    room = width - 3 * GAP - max(map(len, (cell for answer in found for cell in _names(answer, url))), default=0)
    room -= max((len(_zone(answer)) for answer in found), default=0)
    shown = Table(box=None, header_style="bold", padding=(0, GAP, 1, 0))
    shown.add_column("Establishment and its page", no_wrap=True)
    shown.add_column("Local time", no_wrap=True)
    shown.add_column("Answers right now, and why")
    for answer in found:
        shown.add_row(
            Text.assemble((answer.establishment.name, "bold"), "\n", (page(answer, url), "cyan")),
            Text(f"{answer.at:%a %H:%M}\n{_zone(answer)}"),
            Text.assemble(_said(answer), " ", quoted(answer, room), "\n", (answer.why(), "dim")),
        )
    return shown


def lines(answer: Answer, url: str) -> Text:
    """The same for a narrow one."""
    place = answer.establishment
    return Text.assemble(
        (place.name, "bold"),
        f"  {answer.at:%a %H:%M} {_zone(answer)}\n  ",
        _said(answer),
        f" {quoted(answer, NARROWEST)}\n  ",
        (answer.why(), "dim"),
        "\n  ",
        (page(answer, url), "cyan"),
        "\n",
    )


def page(answer: Answer, url: str) -> str:
    """The address of a place's page."""
    return f"{url}/demo/{answer.establishment.id}"


def quoted(answer: Answer, room: int) -> str:
    """The greeting itself, which follows any notice, as far as a line of so many characters goes."""
    if not answer.texts:
        return "(nothing is sent)"
    width = max(NARROWEST, room - len(answer.said) - len(" “”"))
    return f"“{shorten(answer.texts[-1], width, placeholder='…')}”"


def _names(answer: Answer, url: str) -> tuple[str, str]:
    return answer.establishment.name, page(answer, url)


def _zone(answer: Answer) -> str:
    return answer.establishment.timezone or "zone unknown"


def _said(answer: Answer) -> tuple[str, str]:
    return answer.said, STYLES.get(answer.said, "dim")
