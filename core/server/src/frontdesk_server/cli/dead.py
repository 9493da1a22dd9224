"""`frontdesk dead`: events that could not be decided, and what to do with them."""

# ruff: noqa: PLC0415 - what a command needs is imported when it runs
from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from frontdesk_server.cli.confirming import YesOption, confirm
from frontdesk_server.cli.options import HERE, JsonOption, ProjectOption
from frontdesk_server.cli.plain import PLAIN, GroupByPanel, epilog

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from frontdesk_server.store import DeadLetter, Store

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
def replay(  # noqa: PLR0917 - each is an option of the command line
    number: Annotated[int | None, typer.Argument(metavar="[NUMBER]", help="The dead letter's number.")] = None,
    account: Annotated[str | None, typer.Option("--account", help="Those of this account.", metavar="ID")] = None,
    since: Annotated[
        str | None, typer.Option("--since", help="Those of this instant on, with its offset.", metavar="INSTANT")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="All of them.")] = False,
    yes: YesOption = False,
    project: ProjectOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Put dead letters into the inbox once more. They stay listed until they are discarded.

    One by its number, however often; or all of an account, since an instant, or everywhere that were not replayed yet.
    An event that is too old by now is decided and recorded as such: nobody gets a late answer.
    """
    from frontdesk_server.cli.opened import with_store
    from frontdesk_server.cli.output import print_json, say

    numbers = _numbers(project, number, account, since, every=every)
    if number is None and numbers:
        confirm(f"Decide {len(numbers)} events again?", yes=yes)
    events = with_store(project, lambda store, _project, _host: _replayed(store, numbers))
    if as_json:
        print_json([{"number": each, "event_id": event} for each, event in events.items()])
    elif not events:
        say("There is none that was not replayed before.")
    for each, event in () if as_json else events.items():
        say(f"{each} is in the inbox again as {event}.")


def _numbers(
    project: Path, number: int | None, account: str | None, since: str | None, *, every: bool
) -> Sequence[int]:
    """Which are meant. Raises `ConfigError` (FD735, FD715)."""
    from frontdesk.errors import ConfigError
    from frontdesk_server.cli.instants import read_instant
    from frontdesk_server.cli.opened import with_store

    some = account is not None or since is not None
    if sum((number is not None, every, some)) != 1:
        reason = "name one of NUMBER, --all, or --account and --since"
        raise ConfigError.of("FD735", reason=reason, command="frontdesk dead replay")
    if number is not None:
        return [number]
    start = None if since is None else read_instant(since, None)
    return with_store(project, lambda store, _project, _host: store.dead.fresh(account, start))


async def _replayed(store: Store, numbers: Sequence[int]) -> dict[int, str]:
    return {number: await store.dead.replay(number) for number in numbers}


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
