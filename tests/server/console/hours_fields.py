"""The fields of the chat hours form as a browser sends them: read out of the HTML that the room renders."""

from __future__ import annotations

from html.parser import HTMLParser

from frontdesk_server.console.forms import Form


class _Fields(HTMLParser):
    """Collects what the form would send, as browsers do: nothing of templates, nor of what is not checked."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, list[str]] = {}
        self._templates = 0
        self._select: str | None = None
        self._options: list[tuple[str, bool]] = []
        self._text: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        if tag == "template":
            self._templates += 1
        elif self._templates:
            return
        elif tag == "input" and "name" in given and "disabled" not in given:
            kind = given.get("type", "text")
            if kind not in ("checkbox", "radio", "submit") or "checked" in given:
                self._add(given["name"], given.get("value", "on" if kind in ("checkbox", "radio") else ""))
        elif tag == "select":
            self._select, self._options = given.get("name"), []
        elif tag == "option" and self._select:
            self._options.append((given.get("value", ""), "selected" in given))
        elif tag == "textarea":
            self._text = given.get("name")
            self._add(given["name"], "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "template":
            self._templates -= 1
        elif tag == "select" and self._select and not self._templates:
            chosen = [value for value, selected in self._options if selected]
            self._add(self._select, (chosen or [self._options[0][0] if self._options else ""])[-1])
            self._select = None
        elif tag == "textarea":
            self._text = None

    def handle_data(self, data: str) -> None:
        if self._text and not self._templates:
            self.found[self._text][-1] = (self.found[self._text][-1] + data).removeprefix("\n")

    def _add(self, name: str, value: str) -> None:
        self.found.setdefault(name, []).append(value)


def fields_of(html: str) -> Form:
    """What a browser sends of this."""
    parser = _Fields()
    parser.feed(html)
    return Form(fields=parser.found)
