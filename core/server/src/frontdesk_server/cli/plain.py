"""Help in plain text: rich's own loads Markdown and Pygments first, which takes longer than all the rest of a help."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from typer import Exit, echo
from typer.core import TyperGroup

from frontdesk_server.cli import BAD_INPUT

if TYPE_CHECKING:
    from typer import Context
    from typer._click import HelpFormatter

PLAIN: Final = None
"""The `rich_markup_mode` of every application."""
_NO_PANEL: Final = "Commands"
_LONGEST_SUMMARY: Final = 200


class GroupByPanel(TyperGroup):
    """Lists its commands panel by panel, none of their summaries cut; that list is also the answer to no command."""

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:  # type: ignore[override]
        """Print the help where no command is given, which is bad input all the same."""
        if not args:
            echo(ctx.get_help())
            raise Exit(BAD_INPUT)
        return super().parse_args(ctx, args)

    def format_commands(self, ctx: Context, formatter: HelpFormatter) -> None:  # type: ignore[override]
        """Write one section for each panel, all in the same columns."""
        width = max(map(len, self.list_commands(ctx)))
        panels: dict[str, list[tuple[str, str]]] = {}
        for name, command in self.commands.items():
            panel = getattr(command, "rich_help_panel", None) or _NO_PANEL
            panels.setdefault(panel, []).append((name.ljust(width), command.get_short_help_str(_LONGEST_SUMMARY)))
        for panel, rows in panels.items():
            with formatter.section(panel):
                formatter.write_dl(rows)


def epilog(example: str) -> str:
    """An example, as every `--help` ends with one; in one line, to be copied."""
    return f"\b\nExample: {example}"
