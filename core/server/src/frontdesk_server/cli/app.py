"""The application behind `frontdesk`: its own commands from a table, then those that plugins add."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import typer

from frontdesk.errors import PluginError
from frontdesk_server.cli import (
    account,
    apply,
    backup,
    check,
    dead,
    demo,
    erase,
    hours,
    init,
    migrate,
    new,
    parked,
    plugins,
    profile,
    reply,
    rules,
    schema,
    secret,
    serve,
    simulate,
    status,
    sync,
    user,
)
from frontdesk_server.cli.asking import runnable
from frontdesk_server.cli.plain import PLAIN, GroupByPanel, epilog

if TYPE_CHECKING:
    from typer.core import TyperCommand

    from frontdesk.host import Host

START: Final = "Start"
TRY: Final = "Write and try"
RUN: Final = "Publish and operate"
ADDED: Final = "Added by plugins"

HELP: Final = """Frontdesk answers first: the right message for every establishment, on every chat channel.

See it at once with `frontdesk demo`, or begin your own project with `frontdesk init my-project`.
Installed plugins may add commands: `frontdesk plugins` lists them.
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One command: its name, what runs, the panel it is listed in, and an example of its use."""

    name: str
    run: Callable[..., None]
    panel: str
    example: str
    kind: type[TyperCommand] | None = None


COMMANDS: Final = (
    Entry("demo", demo.demo, START, demo.EXAMPLE),
    Entry("init", init.init, START, init.EXAMPLE),
    Entry("serve", serve.serve, START, serve.EXAMPLE),
    Entry("check", check.check, TRY, check.EXAMPLE),
    Entry("simulate", simulate.simulate, TRY, simulate.EXAMPLE, simulate.StepsCommand),
    Entry("rules", rules.rules, TRY, rules.EXAMPLE),
    Entry("schema", schema.schema, TRY, schema.EXAMPLE),
    Entry("apply", apply.apply, RUN, apply.EXAMPLE),
    Entry("migrate", migrate.migrate, RUN, migrate.EXAMPLE),
    Entry("status", status.status, RUN, status.EXAMPLE),
    Entry("sync", sync.sync, RUN, sync.EXAMPLE),
    Entry("reply", reply.reply, RUN, reply.EXAMPLE),
    Entry("backup", backup.backup, RUN, backup.EXAMPLE),
    Entry("restored", backup.restored, RUN, backup.EXAMPLE_RESTORED),
    Entry("erase", erase.erase, RUN, erase.EXAMPLE),
    Entry("plugins", plugins.plugins, RUN, plugins.EXAMPLE),
    Entry("profile", profile.profile, RUN, profile.EXAMPLE),
)

NOUNS: Final = {
    "new": (new.app, new.EXAMPLE, START),
    "hours": (hours.app, hours.EXAMPLE, TRY),
    "account": (account.app, account.EXAMPLE, RUN),
    "dead": (dead.app, dead.EXAMPLE, RUN),
    "parked": (parked.app, parked.EXAMPLE, RUN),
    "secret": (secret.app, secret.EXAMPLE, RUN),
    "user": (user.app, user.EXAMPLE, RUN),
}
"""Commands with commands of their own."""


def build_app(arguments: Sequence[str] = ()) -> typer.Typer:
    """The application. Plugins are only loaded when their commands may be meant: for an unknown word, or for help."""
    app = typer.Typer(
        help=HELP,
        add_completion=False,
        cls=GroupByPanel,
        rich_markup_mode=PLAIN,
        context_settings={"help_option_names": ["-h", "--help"]},
        pretty_exceptions_enable=False,
    )
    for entry in COMMANDS:
        app.command(entry.name, cls=entry.kind, epilog=epilog(entry.example), rich_help_panel=entry.panel)(entry.run)
    for name, (noun, example, panel) in NOUNS.items():
        app.add_typer(noun, name=name, rich_help_panel=panel, epilog=epilog(example))
    first = next(iter(arguments), "")
    if first and not first.startswith("-") and first not in own_names():
        add_plugin_commands(app)
    return app


def own_names() -> frozenset[str]:
    """The names that no plugin may take."""
    return frozenset(entry.name for entry in COMMANDS) | NOUNS.keys()


def add_plugin_commands(app: typer.Typer, host: Host | None = None) -> None:
    """Add what installed plugins bring. Raises `PluginError` for a name that is taken."""
    from frontdesk.host import Host  # noqa: PLC0415 - loading plugins takes longer than most commands

    found = host or Host.load()
    for name, command in found.commands.items():
        if name in own_names():
            raise PluginError.of("FD729", name=name, distribution=command.run.__module__.partition(".")[0])
        app.command(name, help=command.summary, rich_help_panel=ADDED)(runnable(command))
