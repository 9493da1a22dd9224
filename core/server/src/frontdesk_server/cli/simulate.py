"""`frontdesk simulate`: a conversation played through the engine itself, with no server and no database."""

# ruff: noqa: PLC0415 - what a command needs is imported when it runs
from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Final

import typer
from typer.core import TyperCommand

from frontdesk_server.cli.options import HERE, EstablishmentOption, JsonOption, LanguageOption, ProjectOption

EXAMPLE = (
    "frontdesk simulate --project my-project --establishment main-street --at 2026-12-25T10:00 --open "
    "--tap 'Your opening hours?' --explain"
)

STEPS: Final = "frontdesk.steps"
_WITH_VALUE: Final = ("--say", "--tap", "--at")

Step = tuple[str, str]
"""What happens, and with what: `("say", "hello")`."""


class StepsCommand(TyperCommand):
    """A command that keeps the order in which its steps were written; the parser alone would lose it."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        """Note the steps, then parse as ever."""
        ctx.meta[STEPS] = list(steps_in(args))
        return super().parse_args(ctx, args)


def steps_in(arguments: Sequence[str]) -> Iterator[Step]:
    """The steps of a command line, in its order."""
    rest = iter(arguments)
    for argument in rest:
        name, equals, value = argument.partition("=")
        if argument == "--open":
            yield "open", ""
        elif name in _WITH_VALUE:
            yield name.removeprefix("--"), value if equals else next(rest, "")


def simulate(  # noqa: PLR0917 - typer calls it by name
    context: typer.Context,
    establishment: EstablishmentOption,
    project: ProjectOption = HERE,
    channel: Annotated[str, typer.Option(help="The kind of channel to simulate.", metavar="KIND")] = "web",
    at: Annotated[
        list[str] | None,
        typer.Option(help="The instant from here on; without an offset on the establishment's clock.", metavar="ISO"),
    ] = None,
    locale: Annotated[str | None, typer.Option(help="The visitor's language, like fr.", metavar="CODE")] = None,
    open_: Annotated[
        int,
        typer.Option("--open", count=True, show_default=False, metavar="", help="The visitor opens the conversation."),
    ] = 0,
    say: Annotated[list[str] | None, typer.Option(help="The visitor writes this.", metavar="TEXT")] = None,
    tap: Annotated[list[str] | None, typer.Option(help="The visitor taps this starter.", metavar="TITLE")] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Say why, rule by rule.")] = False,
    language: LanguageOption = "en",
    as_json: JsonOption = False,
) -> None:
    """Play a conversation and show what is answered.

    Steps happen in the order in which they are written: `--open`, `--say`, `--tap` and `--at`, each as often as you
    like. Steps before the first `--at` happen at its instant;
    without any `--at` it is now. Time between two instants passes, never back: timers that are due in between fire.
    """
    from frontdesk_server.cli.output import print_diagnostics, print_json
    from frontdesk_server.cli.playing import play
    from frontdesk_server.cli.playing_shown import as_document, print_played

    del at, open_, say, tap  # their order is what counts
    played = play(project, establishment, channel=channel, locale=locale, steps=context.meta[STEPS])
    print_diagnostics(played.doubts, language)
    if as_json:
        print_json(as_document(played, language))
    else:
        print_played(played, language, explain=explain)
