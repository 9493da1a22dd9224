"""`frontdesk backup` and `frontdesk restored`: a copy of the database, and telling a database that it is one."""

# ruff: noqa: PLC0415 - what a command needs is imported when it runs
from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from frontdesk_server.cli.options import HERE, JsonOption, ProjectOption

if TYPE_CHECKING:
    from frontdesk.host import Host
    from frontdesk_server.project import Project
    from frontdesk_server.store import Store
    from frontdesk_server.store.restoring import Restored

EXAMPLE = "frontdesk backup /backup/frontdesk.sqlite --project my-project"
EXAMPLE_RESTORED = "frontdesk restored --project my-project"


def backup(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="The file to write; there must be none yet.")],
    project: ProjectOption = HERE,
) -> None:
    """Copy an SQLite database into a file, also while the server runs. PostgreSQL has its own tools.

    The copy is whole and as of one instant; it is readable by this user alone. The project's files and
    FRONTDESK_SECRET_KEY are not in it.
    """
    from frontdesk_server.cli.opened import with_store
    from frontdesk_server.cli.output import say

    with_store(project, lambda store, _project, _host: store.database.back_up(path))
    say(f"Copied into {path}.", style="bold green")


def restored(
    at: Annotated[
        str | None,
        typer.Option(
            "--at",
            help="Only what is not newer than this instant, with its offset: where servers ran on the copy already.",
            metavar="INSTANT",
        ),
    ] = None,
    project: ProjectOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Tell a database that it was restored from a backup: run it once, before any server starts.

    Nobody knows what was sent after the backup was taken. So every message that it holds unsent is parked until an echo
    or a person settles it, and whatever is decided from now on for an event of the time before is parked as well: what
    waits in the inbox, timers that are due, events that platforms repeat. Events from now on are answered as ever.
    """
    from frontdesk_server.cli.instants import read_instant
    from frontdesk_server.cli.opened import with_store
    from frontdesk_server.cli.output import print_json, say
    from frontdesk_server.store.audit import COMMAND_LINE

    point = None if at is None else read_instant(at, None)

    async def work(store: Store, _project: Project, _host: Host) -> Restored:
        return await store.restoring.mark(point, actor=COMMAND_LINE)

    done = with_store(project, work)
    if as_json:
        counts = {"parked": done.parked, "waiting": done.waiting, "timers": done.timers, "newer": done.newer}
        print_json({"until": done.until.isoformat(), **counts})
        return
    say(f"{done.parked} messages are parked: nobody knows whether they were sent.", style="bold yellow")
    say(f"{done.waiting} events wait and {done.timers} timers are due: what they give will be parked as well.")
    if done.newer:
        say(f"{done.newer} messages are newer than {at} and will be sent.", style="bold yellow")
        say(
            "  → where no server ran on the copy yet, that instant is too early: say it again without --at",
            style="cyan",
        )
    say("Start the servers, then look: frontdesk parked list")
