"""JSON-LD as pages have it: in comments, in CDATA, with a comma too many, with something behind it.

https://www.w3.org/TR/json-ld11/ ; of a context only schema.org's own is understood, and prefixes of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Final

from frontdesk_schema_org.graph import Node, short, values

_DEEPEST: Final = 40
_WRAPPING: Final = re.compile(r"\A(?:\s|<!--|//|/\*|<!\[CDATA\[|\*/)+|\A\ufeff")
_NOT_JSON: Final = re.compile(
    r'("(?:[^"\\]|\\.)*(?:"|\Z))'  # a text, which stays
    r"|/\*.*?(?:\*/|\Z)|//[^\n]*"  # comments of JavaScript
    r"|,(?=\s*[}\]])",  # a comma before an end
    re.DOTALL,
)
_DECODER: Final = json.JSONDecoder(strict=False)


def read_json_ld(script: str) -> list[Node]:
    """The nodes at the top of a script: one, a list, or a graph. Raises `ValueError` where it is no JSON at all."""
    start = _WRAPPING.match(script)
    try:
        return list(_top(_loads(script[start.end() if start else 0 :])))
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def _loads(text: str) -> object:
    if not text.strip():
        return []
    try:
        value, _ = _DECODER.raw_decode(text.lstrip())
    except ValueError:
        value, _ = _DECODER.raw_decode(_NOT_JSON.sub(lambda found: found[1] or "", text).lstrip())
    return value


def _top(value: object) -> Iterator[Node]:
    for item in values(value):
        plain = _plain(item, 0)
        if isinstance(plain, Mapping):
            graph = plain.get("@graph")
            yield from (inner for inner in values(graph) if isinstance(inner, Mapping))
            if plain.keys() - {"@context", "@graph", "@id"}:
                yield plain


def _plain(value: object, depth: int) -> object:
    """The value with short names, and without what stands for a value (`{"@value": ...}`)."""
    if depth > _DEEPEST:
        return None
    if isinstance(value, list):
        return [_plain(item, depth + 1) for item in value]
    if not isinstance(value, dict):
        return value
    if "@value" in value:
        return value["@value"]
    return {_key(name): _plain(item, depth + 1) for name, item in value.items()}


_KEYWORDS: Final[Mapping[str, str]] = {"id": "@id", "type": "@type", "graph": "@graph"}
"""What JSON-LD 1.1 lets a context call by other names, and schema.org's own context does so."""


def _key(name: str) -> str:
    plain = short(name)
    return _KEYWORDS.get(plain, plain)
