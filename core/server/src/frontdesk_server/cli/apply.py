"""`frontdesk apply`: a release of a project's files, in force at once."""

# ruff: noqa: PLC0415 - what a command needs is imported when it runs
from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from frontdesk_server.cli.options import HERE, JsonOption

if TYPE_CHECKING:
    from frontdesk_server.publishing.releasing import Applied

EXAMPLE = "frontdesk apply my-project"
STYLES = {"added": "green", "changed": "yellow", "removed": "red", "reordered": "yellow"}
SIGNS = {"added": "+", "changed": "~", "removed": "-", "reordered": "~"}


def apply(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="The project folder.")] = HERE,
    author: Annotated[str, typer.Option(help="Who makes the release, for the record.")] = "apply",
    as_json: JsonOption = False,
) -> None:
    """Make a release of a project's files, in force at once.

    It is checked as a whole, numbered, and never changes again; a running server takes it up by itself.
    What came of files before is replaced; message sets that were made in the console stay as they are.
    Nothing is made where anything in messages or settings is wrong. Establishments that cannot be read are told; they
    keep their last good data, and are checked with it. Files that say what is in force already make no new release.

    It also brings the tables of the database up to this version; on PostgreSQL nothing else does.
    """
    from frontdesk_server.cli.opened import with_store
    from frontdesk_server.cli.output import print_diagnostics, print_json, progress
    from frontdesk_server.publishing.releasing import apply_project

    with progress("Checking") as advance:
        applied = with_store(
            folder,
            lambda store, project, host: apply_project(store, project, host, author=author, advance=advance),
            migrate=True,
        )
    print_diagnostics(applied.warnings)
    if as_json:
        print_json(_as_json(applied))
    else:
        _tell(applied)


def _as_json(applied: Applied) -> dict[str, object]:
    changes = [
        {"verb": change.verb, "kind": change.kind, "name": change.name, "parts": list(change.parts)}
        for change in applied.changes
    ]
    return {"release": applied.number, "made": applied.made, "changes": changes}


def _tell(applied: Applied) -> None:
    from frontdesk_server.cli.output import say

    if not applied.made:
        say(f"Nothing has changed: release {applied.number} stays in force.")
        return
    say(f"Release {applied.number} is in force.", style="bold green")
    for change in applied.changes:
        parts = f": {', '.join(change.parts)}" if change.parts else ""
        say(f"  {SIGNS[change.verb]} {change.kind} {change.name}{parts}", style=STYLES[change.verb])
