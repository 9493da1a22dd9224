"""Microdata of a page, by the algorithm of the HTML standard.

https://html.spec.whatwg.org/multipage/microdata.html : items, the properties within them and by `itemref`, and the
value of each element that is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import urljoin

from lxml.html import HtmlElement

from frontdesk_schema_org.graph import Node, short

_DEEPEST: Final = 30
_TIMES: Final = 10
"""So often each element may count as a property, on average: by itself it counts once, by `itemref` again."""
_ADDRESSES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("audio", "embed", "iframe", "img", "source", "track", "video"), "src"),
    **dict.fromkeys(("a", "area", "link"), "href"),
    "object": "data",
}
"""Elements whose value is an address, and where it stands."""
_PLAIN: Final[Mapping[str, str]] = {"meta": "content", "data": "value", "meter": "value"}
_BREAK: Final = "\x00"
"""Stands for a line break while blanks are joined: no text of HTML holds it."""
_BLANKS: Final = re.compile(r"[ \t\r\n\f]+")
_SILENT: Final = frozenset({"script", "style", "template", "noscript"})


def read_microdata(root: HtmlElement, base: str) -> list[Node]:
    """The items of a page that are no property of another one, in its order."""
    elements = list(_elements(root))
    tops = [element for element in elements if _has(element, "itemscope") and not _has(element, "itemprop")]
    known = {id_: element for element in elements if (id_ := element.get("id"))}
    page = _Page(base, known, most=_TIMES * len(elements))
    return [page.item(element, ()) for element in tops]


class _Page:
    """One page being read, within limits: `itemref` lets a few lines stand for billions of properties."""

    def __init__(self, base: str, known: Mapping[str, HtmlElement], most: int) -> None:
        self._base = base
        self._known = known
        self._left = most

    def item(self, element: HtmlElement, above: tuple[HtmlElement, ...]) -> Node:
        """The node of an item; `above` are those that it stands in."""
        node: dict[str, object] = {"@type": [short(word) for word in (element.get("itemtype") or "").split()]}
        if id_ := (element.get("itemid") or "").strip():
            node["@id"] = _joined(self._base, id_)
        if len(above) > _DEEPEST or self._left <= 0:
            return node
        for prop in _properties(element, self._known):
            self._left -= 1
            if prop in above or prop is element:
                continue
            value = self._value(prop, (*above, element))
            for name in (prop.get("itemprop") or "").split():
                _add(node, short(name), value)
        return node

    def _value(self, element: HtmlElement, above: tuple[HtmlElement, ...]) -> object:
        if _has(element, "itemscope"):
            return self.item(element, above)
        tag = str(element.tag).lower()
        if tag in _ADDRESSES:
            address = (element.get(_ADDRESSES[tag]) or "").strip()
            return _joined(self._base, address) if address else ""
        if tag in _PLAIN:
            return element.get(_PLAIN[tag]) or ""
        if tag == "time" and _has(element, "datetime"):
            return element.get("datetime") or ""
        # Many a page sets `content` on other elements too, and means that instead of what people read.
        return element.get("content") or _text(element)


def _add(node: dict[str, object], name: str, value: object) -> None:
    held = node.setdefault(name, [])
    if isinstance(held, list):
        held.append(value)


def _properties(element: HtmlElement, known: Mapping[str, HtmlElement]) -> list[HtmlElement]:
    """The elements that are properties of an item: below it or what `itemref` names, and not those of another item."""
    waiting = [*element, *(known[id_] for id_ in (element.get("itemref") or "").split() if id_ in known)]
    found: list[HtmlElement] = []
    seen: set[HtmlElement] = {element}
    waiting.reverse()
    while waiting:
        here = waiting.pop()
        if here in seen or not isinstance(here.tag, str):
            continue
        seen.add(here)
        if (here.get("itemprop") or "").strip():
            found.append(here)
        if not _has(here, "itemscope"):
            waiting.extend(reversed(here))
    return found


def _text(element: HtmlElement) -> str:
    """What people read there: blanks as a browser shows them, and a line for each break."""
    parts: list[str] = []
    for here in element.iter():
        if isinstance(here.tag, str) and here.tag not in _SILENT:
            parts += [_BREAK if here.tag == "br" else "", here.text or ""]
        if here is not element:
            parts.append(here.tail or "")
    lines = _BLANKS.sub(" ", "".join(parts)).split(_BREAK)
    return "\n".join(line.strip(" ") for line in lines).strip("\n")


def _elements(root: HtmlElement) -> Iterator[HtmlElement]:
    return (element for element in root.iter() if isinstance(element.tag, str))


def _has(element: HtmlElement, name: str) -> bool:
    return element.get(name) is not None


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:
        return address
