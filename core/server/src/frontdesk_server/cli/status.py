"""`frontdesk status`: how the whole installation stands, read from the database alone."""

# ruff: noqa: PLC0415 - what a command needs is imported when it runs
from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from frontdesk_server.cli.options import HERE, JsonOption, ProjectOption

if TYPE_CHECKING:
    from frontdesk_server.runtime.standing import Standing
    from frontdesk_server.store import Store

EXAMPLE = "frontdesk status --project my-project"
NEEDS_A_HUMAN = 1
EVERY = 2.0
"""Seconds between two looks of `--watch`."""


def status(
    project: ProjectOption = HERE,
    as_json: JsonOption = False,
    watch: Annotated[bool, typer.Option("--watch", help="Look again every two seconds, until Ctrl-C.")] = False,
) -> None:
    """Show how everything stands: every server process that lives, what waits, what failed, sources, release.

    It reads the database and nothing else, so it also works while no server does, and says so. Exit code 0 = all is
    well; 1 = something needs a human, and the last lines say what to do: no server is at work, or none takes in what
    platforms bring; there is no release; partitions that nobody works on; an event or a timer that is late by more
    than a minute; dead letters; parked messages; a send without a known end for ten minutes; accounts on hold or
    failing; sources that cannot be read.
    """
    from frontdesk_server.cli.opened import with_store
    from frontdesk_server.runtime.standing import look

    async def once(store: Store, _project: object, _host: object) -> Standing:
        found = await look(store)
        while watch:
            _print(found, as_json=as_json, clear=True)
            sys.stdout.flush()
            await store.clock.sleep(EVERY)
            found = await look(store)
        return found

    found = with_store(project, once, migrate=False)
    _print(found, as_json=as_json)
    if found.problems:
        raise typer.Exit(NEEDS_A_HUMAN)


def _print(found: Standing, *, as_json: bool, clear: bool = False) -> None:
    from frontdesk_server.cli.output import console, print_json
    from frontdesk_server.cli.status_shown import as_document, show_standing

    if as_json:
        print_json(as_document(found))
        return
    if clear:
        console().clear()
    show_standing(found)
