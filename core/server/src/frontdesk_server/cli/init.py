"""`frontdesk init`: a new project folder with one establishment, one message set and everything explained."""

# ruff: noqa: PLC0415 - what a command needs is imported when it runs
from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

EXAMPLE = "frontdesk init my-project"


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to create; it must be empty or not exist.")],
) -> None:
    """Create a project of your own.

    A frontdesk.yaml, one message set and one establishment, explained line by line and ready to be tried.
    """
    from frontdesk_server.cli.output import say
    from frontdesk_server.project.template import write_project

    for name in write_project(folder):
        say(f"  wrote {folder / name}")
    say()
    say("Next:")
    for command, why in (
        (f"frontdesk check {folder}", "see that everything holds"),
        (f"frontdesk simulate --project {folder} --establishment main-street --open", "see what a visitor is answered"),
        (f"frontdesk serve --project {folder}", "answer for real"),
    ):
        say(f"  {command:<75}  {why}")
