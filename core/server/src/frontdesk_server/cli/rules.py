"""`frontdesk rules`: the rules that message sets are short for, in the order in which they are looked at."""

# ruff: noqa: PLC0415 - what a command needs is imported when it runs
from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from frontdesk_server.cli.options import HERE, JsonOption

EXAMPLE = "frontdesk rules my-project"


def rules(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="The project folder.")] = HERE,
    as_json: JsonOption = False,
) -> None:
    """Print the rules that message sets are short for.

    Every rule of a project, in the order in which they are looked at. What is printed is a rule document itself.
    """
    from frontdesk.host import Host
    from frontdesk.rules import compile_rulebook, dump_rules, expand
    from frontdesk_server.cli.output import print_json
    from frontdesk_server.project import load_project
    from frontdesk_server.publishing.documents import read_document

    host = Host.load()
    document = read_document(load_project(folder, host))
    compile_rulebook(document, host.vocabulary)
    if as_json:
        print_json(expand(document))
    else:
        sys.stdout.write(dump_rules(document))
