"""`frontdesk plugins`: what is installed, and what each plugin adds."""

# ruff: noqa: PLC0415 - what a command needs is imported when it runs
from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from frontdesk_server.cli.options import JsonOption

if TYPE_CHECKING:
    from rich.table import Table

    from frontdesk.host import Host, Plugin

EXAMPLE = "frontdesk plugins"


def plugins(as_json: JsonOption = False) -> None:
    """List the installed plugins, and what each one adds.

    Their versions, and the words, tags, channels, sources and commands that they bring.
    """
    from frontdesk.host import Host
    from frontdesk_server.cli.output import print_json, say, show

    host = Host.load()
    adds = added_words(host)
    if as_json:
        print_json([_as_json(plugin, adds.get(plugin.distribution, ())) for plugin in host.plugins])
        return
    show(_table(host, adds))
    say("Leave one out with FRONTDESK_DISABLED_PLUGINS=name,name.", style="dim")


def added_words(host: Host) -> dict[str, list[str]]:
    """What each distribution adds: `condition message_matches`, `channel web` and so on."""
    kinds = ("triggers", "conditions", "actions", "tags", "channels", "sources", "commands")
    found: dict[str, list[str]] = {}
    for kind in kinds:
        for word in getattr(host, kind):
            found.setdefault(host.owner(kind.removesuffix("s"), word), []).append(f"{kind.removesuffix('s')} {word}")
    return found


def _as_json(plugin: Plugin, adds: Sequence[str]) -> dict[str, object]:
    return {
        "name": plugin.name,
        "distribution": plugin.distribution,
        "version": plugin.version,
        "hooks": list(plugin.hooks),
        "adds": list(adds),
    }


def _table(host: Host, adds: dict[str, list[str]]) -> Table:
    from rich.table import Table

    table = Table("Plugin", "Distribution", "Version", "Adds", box=None, header_style="bold", padding=(0, 3, 0, 0))
    for plugin in host.plugins:
        table.add_row(
            plugin.name, plugin.distribution, plugin.version, "\n".join(grouped(adds.get(plugin.distribution, [])))
        )
    return table


def grouped(adds: Sequence[str]) -> list[str]:
    """`condition a`, `condition b` as one line: `condition: a, b`."""
    kinds: dict[str, list[str]] = {}
    for kind, _, word in (text.partition(" ") for text in adds):
        kinds.setdefault(kind, []).append(word)
    return [f"{kind if len(words) == 1 else kind + 's'}: {', '.join(words)}" for kind, words in kinds.items()]
