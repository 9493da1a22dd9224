"""`frontdesk check`: everything that is wrong or doubtful in a project, at once."""

# ruff: noqa: PLC0415 - what a command needs is imported when it runs
from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from frontdesk_server.cli.options import HERE, JsonOption, LanguageOption

if TYPE_CHECKING:
    from frontdesk_server.publishing.checking import Report

EXAMPLE = "frontdesk check my-project --language fr"


def check(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="The project folder.")] = HERE,
    language: LanguageOption = "en",
    as_json: JsonOption = False,
) -> None:
    """Check a project, and tell everything that is wrong in it.

    Message sets, rules, texts, hours, establishments and accounts, and how they go together: every error and warning
    with its file, line and column. Exit code 2 when there is an error.
    """
    from frontdesk.host import Host
    from frontdesk_server.cli.output import print_diagnostics, print_json, progress
    from frontdesk_server.publishing.checking import check_project

    with progress("Reading establishments") as advance:
        report = check_project(folder, Host.load(), advance)
    if as_json:
        print_json(_as_json(report, language))
    else:
        print_diagnostics(report.diagnostics, language)
        _sum_up(report, language)
    if report.errors:
        raise typer.Exit(2)


_WORDS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "en": {
        "establishments": ("establishment", "establishments"),
        "accounts": ("account", "accounts"),
        "message_sets": ("message set", "message sets"),
        "rules": ("rule", "rules"),
        "errors": ("error", "errors"),
        "warnings": ("warning", "warnings"),
    },
    "fr": {
        "establishments": ("établissement", "établissements"),
        "accounts": ("compte", "comptes"),
        "message_sets": ("jeu de messages", "jeux de messages"),
        "rules": ("règle", "règles"),
        "errors": ("erreur", "erreurs"),
        "warnings": ("avertissement", "avertissements"),
    },
}
_NONE: Final = {"en": "no error", "fr": "aucune erreur"}
_LOOKED_AT: Final = ("establishments", "accounts", "message_sets", "rules")
_FOUND: Final = ("errors", "warnings")


def _sum_up(report: Report, language: str) -> None:
    from frontdesk_server.cli.output import say

    say(_counted(report, _LOOKED_AT, language), style="dim")
    style = "bold red" if report.errors else "bold green"
    told = _counted(report, _FOUND, language)
    say(told if report.errors else f"{_NONE[language]}, {_counted(report, _FOUND[1:], language)}", style=style)


def _counted(report: Report, names: Sequence[str], language: str) -> str:
    """`13 establishments, 1 account`; in French nothing counts as one."""
    singular = (0, 1) if language == "fr" else (1,)
    counts = {name: int(getattr(report, name)) for name in names}
    return ", ".join(f"{count} {_WORDS[language][name][count not in singular]}" for name, count in counts.items())


def _as_json(report: Report, language: str) -> dict[str, object]:
    from frontdesk_server.cli.output import parts

    found = []
    for item in report.diagnostics:
        what, mend = parts(item, "fr" if language == "fr" else "en")
        place = {"file": item.file, "line": item.line, "column": item.column, "path": item.path}
        found.append({"id": item.id, "severity": item.severity, "what": what, "mend": mend, **place})
    return {"errors": report.errors, "warnings": report.warnings, "diagnostics": found}
