"""What commands print: results on stdout, errors on stderr in three parts, progress on long work."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, partial
from typing import TYPE_CHECKING, Final, Literal

from frontdesk.diagnostics import Diagnostic, catalogue

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from typer.exceptions import TyperException

    from frontdesk.errors import FrontdeskError

Language = Literal["en", "fr"]

_STYLE: Final = {"error": "bold red", "warning": "bold yellow"}
_WORD: Final = {
    ("error", "en"): "error",
    ("error", "fr"): "erreur",
    ("warning", "en"): "warning",
    ("warning", "fr"): "attention",
}
_PIPE_WIDTH: Final = 160


@cache
def console(*, errors: bool = False) -> Console:
    """The console of stdout or stderr. A pipe gets a fixed width, so that what it carries does not depend on chance."""
    from rich.console import Console  # noqa: PLC0415 - only commands that print need it

    stream = sys.stderr if errors else sys.stdout
    return Console(stderr=errors, highlight=False, soft_wrap=False, width=None if stream.isatty() else _PIPE_WIDTH)


def say(text: str = "", style: str | None = None) -> None:
    """One line on stdout, wrapped by nothing, with no markup read in it."""
    console().print(text, style=style, markup=False, soft_wrap=True)


def show(table: Table) -> None:
    """A table on stdout."""
    console().print(table)


def print_json(value: object) -> None:
    """A value as JSON on stdout, and nothing else."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def print_errors(error: FrontdeskError, language: Language = "en") -> None:
    """Everything that is wrong, on stderr."""
    print_diagnostics(error.diagnostics, language)


def print_diagnostics(diagnostics: Iterable[Diagnostic], language: Language = "en", *, errors: bool = True) -> None:
    """Each diagnostic in three lines: what, where, and how to mend it."""
    out = console(errors=errors)
    for diagnostic in diagnostics:
        what, mend = parts(diagnostic, language)
        word = _WORD[diagnostic.severity, language]
        out.print(f"{word} {diagnostic.id}", style=_STYLE[diagnostic.severity], end=" ", markup=False, soft_wrap=True)
        out.print(what, markup=False, soft_wrap=True)
        if diagnostic.place:
            out.print(f"  {'à' if language == 'fr' else 'at'} {diagnostic.place}", markup=False, soft_wrap=True)
        out.print(f"  → {mend}", style="cyan", markup=False, soft_wrap=True)


def parts(diagnostic: Diagnostic, language: Language = "en") -> tuple[str, str]:
    """What is wrong, and how to mend it."""
    entry = catalogue()[diagnostic.id]
    what, mend = (entry.fr, entry.mend_fr) if language == "fr" else (entry.en, entry.mend_en)
    return what.format_map(dict(diagnostic.params)), mend.format_map(dict(diagnostic.params))


def print_usage_error(error: TyperException, arguments: Sequence[str], known: Collection[str]) -> None:
    """A command line that cannot be read, in the form of every other error."""
    command = " ".join(["frontdesk", *(part for part in arguments[:1] if part in known)])
    reason = error.format_message().rstrip(".")
    print_diagnostics([Diagnostic(id="FD735", params={"reason": reason, "command": command})])


@contextmanager
def progress(title: str, total: int | None = None) -> Iterator[Callable[..., None]]:
    """A bar on stderr for work that takes long, and the function that moves it, by one step or by so many.

    Nothing where nobody watches.
    """
    from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415
    from rich.progress import Progress as Bars  # noqa: PLC0415

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    shown = console(errors=True)
    with Bars(*columns, console=shown, transient=True, disable=not shown.is_terminal) as bars:
        task = bars.add_task(title, total=total)
        yield partial(bars.advance, task)
