"""The page that a plugin brings along: its section `Set it up, step by step`, out of its distribution and as HTML.

It is the README of the installed distribution, so it fits the version that is installed, and is read without a network.
What is written in it is text: of Markdown, numbered lists, paragraphs, code, emphasis and links to `https` are known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, metadata
from textwrap import dedent
from typing import Final

from markupsafe import Markup, escape

_SECTION: Final = re.compile(r"^## Set it up, step by step\n(.*?)(?=^## |\Z)", re.DOTALL | re.MULTILINE)
_BLOCK: Final = re.compile(r"^[ ]*```\w*\n(?P<code>.*?)^[ ]*```$|^(?P<number>\d+)\. |^\n+", re.DOTALL | re.MULTILINE)
_INLINE: Final = re.compile(r"`([^`]+)`|\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*|\[([^\]]+)\]\(([^)\s]+)\)")


@cache
def steps_of(distribution: str) -> Markup:
    """The section of a distribution; empty where it has none."""
    try:
        page = str(metadata(distribution).json.get("description", ""))
    except PackageNotFoundError:
        return Markup()
    section = _SECTION.search(page)
    return Markup().join(_html(section[1])) if section else Markup()


def _html(text: str) -> Iterator[Markup]:
    """Items hold what is indented below them; what is not ends the list."""
    listed = False
    for kind, piece in _blocks(text):
        inside = kind == "item" or (listed and piece.startswith(" "))
        if inside != listed:
            yield Markup("<ol>") if inside else Markup("</li></ol>")
        elif kind == "item":
            yield Markup("</li>")
        if kind == "item":
            yield Markup("<li>")
        listed = inside
        yield _code(piece) if kind == "code" else Markup("<p>{}</p>").format(_inline(piece))
    if listed:
        yield Markup("</li></ol>")


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """Each block with its kind: `item` (a list's next one, its first paragraph), `text` or `code`."""
    kind, at = "text", 0
    for found in _BLOCK.finditer(text):
        if text[at : found.start()].strip():
            yield kind, text[at : found.start()]
        if found["code"] is not None:
            yield "code", found["code"]
        kind, at = "item" if found["number"] else "text", found.end()
    if text[at:].strip():
        yield kind, text[at:]


def _code(text: str) -> Markup:
    return Markup('<pre tabindex="0"><code>{}</code></pre>').format(dedent(text).rstrip())


def _inline(text: str) -> Markup:
    done, at = Markup(), 0
    plain = " ".join(text.split())
    for found in _INLINE.finditer(plain):
        done += escape(plain[at : found.start()]) + _marked(*found.groups())
        at = found.end()
    return done + escape(plain[at:])


def _marked(code: str | None, strong: str | None, soft: str | None, link: str | None, url: str | None) -> Markup:
    if code:
        return Markup("<code>{}</code>").format(code)
    if strong:
        return Markup("<strong>{}</strong>").format(strong)
    if soft:
        return Markup("<em>{}</em>").format(soft)
    if url and url.startswith("https://"):
        return Markup('<a href="{}" rel="noreferrer">{}</a>').format(url, link)
    return escape(link)
