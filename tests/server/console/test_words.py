"""The console's words: everything that it says has a French form, with the same places to fill."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract_from_dir

import frontdesk_server.console
from frontdesk_server.console.words import catalogues

FOLDER = Path(frontdesk_server.console.__file__).parent
METHODS = [("**/templates/**.html", "jinja2"), ("**.py", "python"), ("**.ts", "javascript")]
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
OPTIONS = {"**/templates/**.html": {"trimmed": "true", "extensions": "jinja2.ext.do"}}
PLACES = re.compile(r"%\(\w+\)s|\{\w*\}")

Message = str | tuple[str, ...]


def said() -> Iterator[tuple[str, Message]]:
    """Every text that the console marks, with the file that says it."""
    for file, _line, message, _comments, _context in extract_from_dir(
        str(FOLDER), METHODS, OPTIONS, keywords=KEYWORDS, comment_tags=()
    ):
        yield file, tuple(message) if isinstance(message, list | tuple) else message


def known() -> dict[Message, Message]:
    """Every text that a French catalogue has."""
    return {
        tuple(entry.id) if isinstance(entry.id, list | tuple) else entry.id: entry.string
        for catalogue in catalogues("fr")
        for entry in catalogue
        if entry.id and not entry.fuzzy
    }


def test_every_text_has_a_french_form() -> None:
    french = known()
    missing = sorted({f"{file}: {message!r}" for file, message in said() if not all_of(french.get(message))})
    assert missing == []


def test_a_french_form_has_the_same_places_to_fill() -> None:
    wrong = [
        (one, other)
        for text, french in known().items()
        for one, other in zip(forms(text), forms(french), strict=True)
        if sorted(PLACES.findall(one)) != sorted(PLACES.findall(other))
        and set(PLACES.findall(one)) != set(PLACES.findall(other))
    ]
    assert wrong == []


def test_no_catalogue_keeps_a_text_that_nobody_says() -> None:
    spoken = {message for _file, message in said()}
    assert sorted(map(str, known().keys() - spoken)) == []


def test_no_two_catalogues_translate_one_text_differently() -> None:
    seen: dict[Message, Message] = {}
    twice = [
        entry.id
        for catalogue in catalogues("fr")
        for entry in catalogue
        if entry.id and seen.setdefault(str(entry.id), entry.string) != entry.string
    ]
    assert twice == []


def all_of(string: Message | None) -> bool:
    return bool(string) and all(forms(string or ""))


def forms(text: Message) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)
