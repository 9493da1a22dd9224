"""Forms in pages, read as a browser reads them, and message sets to fill them with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html.parser import HTMLParser

from frontdesk_server.console.sets.set_form import form_of

FILLED: Mapping[str, object] = {
    "name": "Summer",
    "establishments": {"groups": ["bakeries"]},
    "channels": "all",
    "chat_hours": "auto",
    "welcome": {"fr": "Bonjour, ici {{ establishment.name }}.", "en": "Hello from {{ establishment.name }}."},
    "absence": {"fr": "Nous sommes fermés.", "en": "We are closed."},
    "starters": [
        {"title": {"fr": "Vos horaires ?", "en": "Your hours?"}, "answer": {"fr": "De 9 h à 18 h.", "en": "9 to 6."}},
        {"title": {"fr": "Où ?", "en": "Where?"}, "answer": {"fr": "Ici.", "en": "Here."}, "enabled": False},
    ],
}
"""A set that could be activated."""

Fields = dict[str, list[str]]


def sent(document: Mapping[str, object] = FILLED, /, **fields: object) -> Fields:
    """What a browser would send of a set; `fields` are further ones, or others."""
    form = form_of(document, language="fr")
    found: Fields = {}
    hours = [("chat_hours.kind", form.hours.kind), ("chat_hours.was", form.hours.was_json)]
    for name, row in form.hours.week.items():
        for start, end in row.periods:
            hours += [(f"chat_hours.weekly.{name}.from[]", start), (f"chat_hours.weekly.{name}.to[]", end)]
    hours.append(("chat_hours.timezone", form.hours.timezone))
    for name, value in (*form.fields(), *chosen(form.establishments), *hours):
        found.setdefault(name, []).append(value)
    return {"do": ["save"], **found, **{name: [str(value)] for name, value in fields.items()}}


def chosen(raw: object) -> Iterator[tuple[str, str]]:
    """What the picker sends of a selection."""
    lists = raw if isinstance(raw, dict) else {"ids": raw} if isinstance(raw, list) else {}
    yield "establishments", "all" if raw == "all" or set(lists) == {"except"} else "some"
    for key, names in lists.items():
        if isinstance(names, list):
            yield from ((f"establishments.{key}", str(name)) for name in names)


def fields_in(page: str, form: str = "set") -> Fields:
    """The fields of a form in a page, with their values."""
    reader = _Reader(form)
    reader.feed(page)
    return reader.fields


class _Reader(HTMLParser):
    def __init__(self, form: str) -> None:
        super().__init__()
        self.fields: Fields = {}
        self._form = form
        self._inside = False
        self._templates = 0
        self._text: str | None = None
        self._select = ""
        self._first: str | None = None
        self._chosen: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = found.get("id") == self._form
        self._templates += tag == "template"
        if not self._inside or self._templates or "disabled" in found:
            return
        name = found.get("name", "")
        if tag == "input" and name and not (found.get("type") in ("checkbox", "radio") and "checked" not in found):
            self._add(name, found.get("value", ""))
        elif tag == "textarea":
            self._text, self._select = "", name
        elif tag == "select":
            self._select, self._first, self._chosen = name, None, None
        elif tag == "option":
            self._first = found.get("value", "") if self._first is None else self._first
            self._chosen = found.get("value", "") if "selected" in found else self._chosen

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        self._templates -= tag == "template"
        if tag == "textarea" and self._text is not None:
            self._add(self._select, self._text.removeprefix("\n"))
            self._text = None
        elif tag == "select" and self._inside and not self._templates:
            self._add(self._select, (self._first or "") if self._chosen is None else self._chosen)
        elif tag == "form":
            self._inside = False

    def _add(self, name: str, value: str) -> None:
        self.fields.setdefault(name, []).append(value)
