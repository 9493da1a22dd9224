"""`frontdesk new`: begin an adapter or plugin of one's own, from a distribution that passes its own tests at once."""

# ruff: noqa: PLC0415 - what a command needs is imported when it runs
from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from frontdesk_server.cli.plain import PLAIN, GroupByPanel, epilog

EXAMPLE = "frontdesk new channel parrot"

app = typer.Typer(
    help="""Begin a channel, a source or a plugin of your own.

Writes a distribution into a new folder, with a working example, tests that pass, and a README. What is to be changed
is marked `# CHANGE:`, and a test that fails names the marks that it is about.
""",
    cls=GroupByPanel,
    rich_markup_mode=PLAIN,
)

Name = Annotated[str, typer.Argument(metavar="NAME", help="In small letters, digits and underscores: `parrot`.")]
Into = Annotated[Path, typer.Option("--into", metavar="DIR", help="Where the folder `frontdesk-NAME` is made.")]

Http = Annotated[bool, typer.Option("--http", help="A source that is asked over HTTP.")]


@app.command("channel", epilog=epilog(EXAMPLE))
def channel(name: Name, into: Into = Path()) -> None:
    """Begin a channel: an adapter of a chat platform.

    The example speaks signed JSON with an invented platform, which stands in its tests.
    """
    _write("channel", name, into, "accounts of this kind in frontdesk.yaml")


@app.command("source", epilog=epilog("frontdesk new source parrot"))
def source(name: Name, into: Into = Path(), *, http: Http = False) -> None:
    """Begin a source: where establishments come from.

    The example reads a JSON file that an invented service exports; with `--http` it asks that service page by page.
    """
    _write("http_source" if http else "source", name, into, "sources of this kind in frontdesk.yaml")


@app.command("plugin", epilog=epilog("frontdesk new plugin parrot"))
def plugin(name: Name, into: Into = Path()) -> None:
    """Begin a plugin: more words for rules.

    The example is a condition, with a scenario that tries it.
    """
    _write("plugin", name, into, "its word in rules")


def _write(kind: str, name: str, into: Path, used_by: str) -> None:
    from frontdesk_server.cli.output import say
    from frontdesk_server.scaffold.writing import Scaffold, write_scaffold

    folder, written = write_scaffold(Scaffold(kind), name, into)
    for place in written:
        say(f"  wrote {folder / place}")
    say()
    say("Next:")
    for command, why in (
        (f"cd {folder}", ""),
        ("pip install -e '.[test]'", f"beside Frontdesk, in its environment: then you may write {used_by}"),
        ("pytest", "every law holds, as it is"),
        *([(f"frontdesk demo --channel {name}", "be a contact on the platform of its tests")] * (kind == "channel")),
        ("grep -rn 'CHANGE:' .", "what to make your own"),
    ):
        say(f"  {command:<30}  {why}".rstrip())
