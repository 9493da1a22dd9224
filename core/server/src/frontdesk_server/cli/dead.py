"""`frontdesk dead`: events that could not be decided, and what to do with them."""

# ruff: noqa: PLC0415 - what a command needs is imported when it runs
from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from frontdesk_server.cli.options import HERE, JsonOption, ProjectOption
from frontdesk_server.cli.plain import PLAIN, GroupByPanel, epilog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from frontdesk_server.store import DeadLetter

EXAMPLE = "frontdesk dead list --project my-project"

app = typer.Typer(
    help="Look at events that could not be decided.",
    cls=GroupByPanel,
    rich_markup_mode=PLAIN,
)

Number = Annotated[int, typer.Argument(metavar="NUMBER", help="The dead letter's number.")]


@app.command("list", epilog=epilog(EXAMPLE))
def list_(
    project: ProjectOption = HERE,
    limit: Annotated[int, typer.Option(min=1, help="How many at most.")] = 100,
    as_json: JsonOption = False,
) -> None:
    """List dead letters, newest first, each with the error that stopped it."""
    from frontdesk_server.cli.opened import with_store
    from frontdesk_server.cli.output import print_json, say

    found = with_store(project, lambda store, _project, _host: store.dead.list(limit))
    if as_json:
        print_json([_as_json(letter) for letter in found])
    elif found:
        _show(found)
    else:
        say("There is no dead letter: every event was decided.")


@app.command("replay", epilog=epilog("frontdesk dead replay 42 --project my-project"))
def replay(number: Number, project: ProjectOption = HERE) -> None:
    """Put a dead letter into the inbox once more. It stays listed until it is discarded."""
    from frontdesk_server.cli.opened import with_store
    from frontdesk_server.cli.output import say

    event = with_store(project, lambda store, _project, _host: store.dead.replay(number))
    say(f"In the inbox again as {event}.")


@app.command("discard", epilog=epilog("frontdesk dead discard 42 --project my-project"))
def discard(number: Number, project: ProjectOption = HERE) -> None:
    """Forget a dead letter for good."""
    from frontdesk_server.cli.opened import with_store
    from frontdesk_server.cli.output import say

    with_store(project, lambda store, _project, _host: store.dead.discard(number))
    say(f"Dead letter {number} is discarded.")


def _as_json(letter: DeadLetter) -> dict[str, object]:
    return {
        "number": letter.number,
        "at": letter.at.isoformat(),
        "account": letter.account,
        "conversation": letter.conversation,
        "event": letter.type,
        "event_id": letter.event.id,
        "error": letter.error,
        "release": letter.release,
        "replays": letter.replays,
    }


def _show(letters: Sequence[DeadLetter]) -> None:
    from rich.table import Table

    from frontdesk_server.cli.output import show

    table = Table("Number", "At", "Account", "Event", "Error", "Replays", box=None, header_style="bold")
    for letter in letters:
        at = f"{letter.at:%Y-%m-%d %H:%M:%S}"
        table.add_row(str(letter.number), at, letter.account, letter.type, letter.error, str(letter.replays))
    show(table)
