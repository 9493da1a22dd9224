"""Confirming what cannot be taken back: a question where somebody is there, `--yes` where nobody is."""

# ruff: noqa: PLC0415 - what a command needs is imported when it runs
from __future__ import annotations

import sys
from typing import Annotated

import typer

YesOption = Annotated[bool, typer.Option("--yes", help="Do it without asking.")]


def confirm(question: str, *, yes: bool) -> None:
    """Go on only if that is meant. Raises `ConfigError` (FD894) where nobody can be asked."""
    from frontdesk.errors import ConfigError

    if yes:
        return
    if not sys.stdin.isatty():
        raise ConfigError.of("FD894", question=question)
    if not typer.confirm(question, err=True):
        raise typer.Exit(1)
