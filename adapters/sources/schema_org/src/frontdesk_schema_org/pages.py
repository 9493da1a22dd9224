"""A web page: its characters, its language, and the linked data in it."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from frontdesk import Diagnostic
from frontdesk_schema_org.graph import Node, linked, values
from frontdesk_schema_org.json_ld import read_json_ld
from frontdesk_schema_org.microdata import read_microdata

_HTML: Final = ("text/html", "application/xhtml+xml", "")
_MARKS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CHARSET: Final = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{1,40})", re.ASCII)
_LOOKED_AT: Final = 1024
"""Within so many bytes a page names its encoding: https://html.spec.whatwg.org/#charset ."""
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", re.ASCII)
_START: Final = re.compile(r"<(?:html|body)\b", re.IGNORECASE)
_END: Final = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)
_LD: Final = "application/ld+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Web:
    """What a page says of itself."""

    json_ld: tuple[Node, ...] = ()
    microdata: tuple[Node, ...] = ()
    language: str | None = None
    doubts: tuple[Diagnostic, ...] = ()
    whole: bool = True
    """It does not break off. A script in JSON-LD shows that by itself, an item of microdata only by what follows it."""


def read_page(body: bytes, headers: Mapping[str, str], address: str) -> Web:
    """The linked data of a page, with references resolved. What is no HTML, or none that can be read, has none."""
    if headers.get("content-type", "").partition(";")[0].strip().lower() not in _HTML:
        return Web()
    text, doubts = _decoded(body, headers.get("content-type", ""), address)
    root = _root(text)
    if root is None:
        return Web(doubts=tuple(doubts))
    base = _base(root, address)
    whole = _END.search(text) is not None or _START.search(text) is None
    trees = _json_ld(root, address, doubts, whole=whole)
    language = (root.get("lang") or "").strip()
    return Web(
        json_ld=tuple(linked([_absolute(tree, base) for tree in trees])),
        microdata=tuple(linked(read_microdata(root, base))),
        language=language if _LANGUAGE.fullmatch(language) else None,
        doubts=tuple(doubts),
        whole=whole,
    )


def _json_ld(root: HtmlElement, address: str, doubts: list[Diagnostic], *, whole: bool) -> list[Node]:
    """What its scripts tell. One that broke off with its page is an error: nobody knows of whom it would have told."""
    found: list[Node] = []
    for number, script in enumerate(root.iter("script")):
        if (script.get("type") or "").partition(";")[0].strip().lower() != _LD:
            continue
        try:
            found += read_json_ld(script.text or "")
        except ValueError as error:
            told = Diagnostic(
                id="FD675",
                path=f"script[{number}]",
                file=address,
                severity="warning" if whole else "error",
                params={"problem": str(error)},
            )
            doubts.append(told)
    return found


def _absolute(tree: Node, base: str) -> Node:
    """The tree with absolute ids: `#shop` is of this page."""
    plain = _with_base(tree, base)
    return plain if isinstance(plain, Mapping) else {}


def _with_base(value: object, base: str) -> object:
    if isinstance(value, list):
        return [_with_base(item, base) for item in value]
    if not isinstance(value, Mapping):
        return value
    return {name: _joined(base, item) if name == "@id" else _with_base(item, base) for name, item in value.items()}


def _joined(base: str, id_: object) -> object:
    first = next(iter(values(id_)), None)
    try:
        return urljoin(base, first) if isinstance(first, str) else None
    except ValueError:
        return first


def _base(root: HtmlElement, address: str) -> str:
    found = next(root.iter("base"), None)
    try:
        return urljoin(address, (found.get("href") or "").strip()) if found is not None else address
    except ValueError:
        return address


def _root(text: str) -> HtmlElement | None:
    """The page's tree, as far as it can be read; nothing is fetched for it."""
    parser = HTMLParser(encoding="utf-8", recover=True, no_network=True, huge_tree=False, remove_pis=True)
    try:
        return document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _decoded(body: bytes, content_type: str, address: str) -> tuple[str, list[Diagnostic]]:
    """The text of a page, and a doubt where it is not in the encoding that it names."""
    mark = next((name for sign, name in _MARKS if body.startswith(sign)), None)
    named = mark or _named(content_type.encode()) or _named(body[:_LOOKED_AT]) or "utf-8"
    try:
        return body.decode(named), []
    except (ValueError, LookupError):
        doubt = Diagnostic(id="FD676", file=address, severity="warning", params={"encoding": named})
        return body.decode("windows-1252", "replace"), [doubt]


def _named(told: bytes) -> str | None:
    """The encoding that a header or a page names, if it is one. Browsers read Latin-1 as Windows-1252."""
    found = _CHARSET.search(told)
    try:
        name = codecs.lookup(found[1].decode()).name if found else None
    except LookupError:
        return None
    return "windows-1252" if name in ("iso8859-1", "ascii") else name
