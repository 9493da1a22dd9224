"""Options that several commands share, so that they are named and explained the same way everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

ProjectOption = Annotated[Path, typer.Option("--project", "-p", help="The project folder.", metavar="DIR")]
EstablishmentOption = Annotated[
    str, typer.Option("--establishment", "-e", help="The establishment's id.", metavar="ID")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
LanguageOption = Annotated[
    Literal["en", "fr"], typer.Option("--language", "-l", help="The language of explanations.", show_choices=True)
]
RoleOption = Annotated[
    Literal["all", "ingress", "worker", "sender"] | None,
    typer.Option(
        "--role",
        help="What this process does: all, or a part of it beside others on the same PostgreSQL; else FRONTDESK_ROLE.",
        show_choices=True,
    ),
]
HERE = Path()
