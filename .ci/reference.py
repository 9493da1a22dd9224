"""Writes the generated reference pages; with `--check` it only says which of them are out of date."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from channel_matrix import channels_page
from source_matrix import sources_page

from frontdesk.diagnostics import catalogue
from frontdesk.templating import BUILTIN_TAGS
from frontdesk.templating.reference import tags_page
from frontdesk_server.cli.reference import PAGES as SERVER_PAGES

REFERENCE = Path(__file__).parents[1] / "docs" / "reference"

_AREAS = {
    "FD1": "Hours and time zones",
    "FD2": "Texts and tags",
    "FD3": "Rule documents and message sets",
    "FD4": "Plugins and hooks",
    "FD5": "Channels and webhooks",
    "FD6": "Sources of establishments",
    "FD7": "Settings, projects, the command line and the store",
    "FD8": "The console: people, drafts, releases, preview",
    "FD9": "The console: establishments, journal, figures, accounts, sets",
}


def errors_page() -> str:
    """Every diagnostic under a heading of its own: `FD301 name`."""
    lines = ["# Errors", "", "Every error says what, where, and how to mend it. Its id leads here.", ""]
    for block, area in _AREAS.items():
        lines += [f"## {area}", ""]
        for id_, entry in sorted(catalogue().items()):
            if id_.startswith(block):
                lines += [
                    f"### {id_} {entry.name}",
                    "",
                    f"- what: {_plain(entry.en)}",
                    f"- mend: {_plain(entry.mend_en)}",
                    "",
                ]
    return "\n".join(lines)


def _plain(template: str) -> str:
    """A format template as people read it: its parameters stay in braces, doubled braces are one."""
    return template.replace("{{", "{").replace("}}", "}").replace("!r}", "}")


PAGES: dict[str, Callable[[], str]] = {
    "channels.md": channels_page,
    "errors.md": errors_page,
    "sources.md": sources_page,
    "tags.md": lambda: tags_page(BUILTIN_TAGS),
    **SERVER_PAGES,
}


def main() -> int:
    """Write the pages, or compare them."""
    check = "--check" in sys.argv[1:]
    stale = [name for name, page in PAGES.items() if _read(name) != page()]
    if check:
        for name in stale:
            print(f"docs/reference/{name} is out of date: run `make docs` and commit it", file=sys.stderr)
        return 1 if stale else 0
    for name in stale:
        (REFERENCE / name).write_text(PAGES[name]())
        print(f"wrote docs/reference/{name}")
    return 0


def _read(name: str) -> str:
    path = REFERENCE / name
    return path.read_text() if path.exists() else ""


if __name__ == "__main__":
    sys.exit(main())
