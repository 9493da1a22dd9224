"""Sitemaps: which pages or further sitemaps they list, as XML, packed XML or one address a line.

https://www.sitemaps.org/protocol.html : at most 50 MB and 50,000 addresses in one.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Final, NamedTuple
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from lxml import etree

MOST_BYTES: Final = 50 * 1024 * 1024
_PACKED: Final = b"\x1f\x8b"
_SAFE: Final = "/%:?=&;,+@!$'()*~-._[]"


class Listed(NamedTuple):
    """What a sitemap lists, absolute and each once: pages, or sitemaps where it is an index."""

    addresses: tuple[str, ...]
    deeper: bool


class NoSitemapError(ValueError):
    """It is no sitemap; the words say why."""


def read_sitemap(body: bytes, address: str) -> Listed:
    """What a sitemap at an address lists. Raises `NoSitemapError` for anything else, cut ones among it."""
    plain = _unpacked(body) if body.startswith(_PACKED) else body
    if plain.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"http"):
        return Listed(_absolute(iter(plain.decode("utf-8-sig", "replace").split()), address), deeper=False)
    root = _root(plain)
    kind = etree.QName(root).localname
    if kind not in ("urlset", "sitemapindex"):
        raise NoSitemapError(f"<{kind}>")
    return Listed(_absolute(_locations(root), address), deeper=kind == "sitemapindex")


def web_address(text: str, base: str) -> str | None:
    """The absolute address without a fragment, escaped as it is sent; None = nothing that is asked for over HTTP."""
    try:
        parts = urlsplit(urljoin(base, text.strip()))
        host, port = parts.hostname or "", parts.port
        name = host if host.isascii() else host.encode("idna").decode()
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not name or parts.username is not None:
        return None
    netloc = (f"[{name}]" if ":" in name else name) + (f":{port}" if port else "")
    return urlunsplit((parts.scheme, netloc, quote(parts.path, _SAFE) or "/", quote(parts.query, _SAFE), ""))


def _absolute(found: Iterator[str], address: str) -> tuple[str, ...]:
    absolute = (web_address(text, address) for text in found if text.strip())
    return tuple(dict.fromkeys(url for url in absolute if url is not None))


def _locations(root: etree._Element) -> Iterator[str]:
    for entry in root:
        for part in entry:
            if isinstance(part.tag, str) and etree.QName(part).localname == "loc":
                yield part.text or ""


def _root(body: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NoSitemapError(str(error)) from error


def _unpacked(body: bytes) -> bytes:
    """What was packed by gzip, as long as it is no bomb."""
    unpacker = zlib.decompressobj(wbits=31)
    try:
        plain = unpacker.decompress(body, MOST_BYTES)
    except zlib.error as error:
        raise NoSitemapError(str(error)) from error
    if unpacker.unconsumed_tail or not unpacker.eof:
        raise NoSitemapError("gzip: cut, or more than 50 MB")
    return plain
