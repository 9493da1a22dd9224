"""Which characters a text may hold: none that would steer a terminal or turn the reading direction around."""

from __future__ import annotations

import re

_UNWANTED = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff"
_STRIPPED = re.compile(f"[{_UNWANTED}]")
_LINE_END = re.compile("\r\n|[\r\x85\u2028\u2029]")


def clean(value: str) -> str:
    """The value with newlines kept, and without control characters, bidi overrides and broken surrogates."""
    if value.isprintable():
        return value
    return _STRIPPED.sub("", _LINE_END.sub("\n", value).replace("\t", " "))


def first_unwanted(text: str) -> re.Match[str] | None:
    """The first character that a text may not hold."""
    return None if text.isprintable() else _STRIPPED.search(text)
