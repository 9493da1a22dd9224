"""The project that `frontdesk init` writes: small, complete, and explained line by line."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from frontdesk.errors import ConfigError

PROJECT: Final = """\
# A Frontdesk project. Check it with `frontdesk check`, try it with `frontdesk simulate`, run it with `frontdesk serve`.
frontdesk: 1
name: My organisation

accounts:
  - id: website
    channel: web
    route: {attribute: establishment, default: main-street}   # the page's data-establishment, else this one
    settings:
      key: pk_my_organisation                                 # public: it stands in the page
      origins: ["http://127.0.0.1:8000", "http://localhost:8000"]   # where your pages are: they may embed the widget

sources:
  - kind: files
    path: establishments.yaml                                 # read again whenever it changes

# Secrets never stand in this file. Where a channel asks for one, write `env:NAME` for an environment variable.
"""

ESTABLISHMENTS: Final = """\
establishments:
  - id: main-street
    name: The Corner Shop, Main Street
    locale: en
    timezone: Europe/London
    address: {lines: [1 Main Street], postal_code: AB1 2CD, city: Exampleton, country: GB}
    phone: "+44 1632 960001"
    opening_hours:
      weekly: {mon-fri: ["09:00-17:30"], sat: ["10:00-16:00"]}
      special:
        - {from: 12-25, to: 12-26, closed: true, label: Christmas}
"""

MESSAGES: Final = """\
frontdesk: 1
message_sets:
  - name: Welcome
    establishments: all
    channels: all
    chat_hours: auto              # the establishment's own chat hours, else its opening hours
    welcome:
      en: "Hello, this is {{ establishment.name }}. How can we help?"
      fr: "Bonjour, ici {{ establishment.name }}. Comment pouvons-nous vous aider ?"
    absence:                      # [[ ... ]] is left out where a tag in it has no value
      en: "We are away. [[We are back {{ chat_hours.next_opening }}.]]"
      fr: "Nous sommes absents. [[Nous serons de retour {{ chat_hours.next_opening }}.]]"
    starters:                     # one to five questions to tap, each with its answer
      - title: {en: "Your opening hours?", fr: "Vos horaires ?"}
        answer: {en: "{{ hours.week }}", fr: "{{ hours.week }}"}
      - title: {en: "Where are you?", fr: "Où êtes-vous ?"}
        answer: {en: "{{ establishment.address }}", fr: "{{ establishment.address }}"}
"""

IGNORED: Final = "*.sqlite\n*.sqlite-*\n*.lock\n"

FILES: Final = {
    "frontdesk.yaml": PROJECT,
    "establishments.yaml": ESTABLISHMENTS,
    "messages/welcome.yaml": MESSAGES,
    ".gitignore": IGNORED,
}


def write_project(folder: Path) -> list[str]:
    """Write the files, and give their names. Raises `ConfigError` where something is there already, or none can be.

    Then nothing stays, so that it can be tried again.
    """
    made: list[Path] = []
    try:
        found = next((path.name for path in sorted(folder.iterdir())), None) if folder.exists() else None
        if found is not None:
            raise ConfigError.of("FD712", folder=str(folder), found=found)
        for name, text in FILES.items():
            _write(folder / name, text, made)
    except OSError as error:
        _remove(made)
        raise ConfigError.of("FD746", folder=str(folder), reason=error.strerror or str(error)) from error
    except KeyboardInterrupt:
        _remove(made)
        raise
    return list(FILES)


def _write(path: Path, text: str, made: list[Path]) -> None:
    """Write a file in folders that are made for it, and note in `made` what was not there before."""
    for parent in reversed(path.parents):
        if not parent.exists():
            made.append(parent)
            parent.mkdir()
    made.append(path)
    path.write_text(text, encoding="utf-8")


def _remove(made: Sequence[Path]) -> None:
    for path in reversed(made):
        with suppress(OSError):  # the first error is the one to tell
            path.rmdir() if path.is_dir() else path.unlink(missing_ok=True)
