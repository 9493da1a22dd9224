"""How texts of people are compared: insensitive to case, accents, Unicode form and surrounding punctuation."""

# ruff: noqa: RUF001 - letters that look alike are what is folded
from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["LONGEST_TITLE", "fold", "title_key"]

LONGEST_TITLE = 300
"""Characters of a starter's title as it is written: a longer text is never looked at as one."""

_FOLDED = str.maketrans(
    {"ı": "i", "œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d"}
    | dict.fromkeys("’‘ʼ", "'")
    | dict.fromkeys("‐‑–—", "-")
    # Soft hyphens, joiners, and the selectors that only say how an emoji is drawn: nobody sees them.
    | dict.fromkeys(map(chr, (0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFE0E, 0xFE0F)), "")
)
"""What keyboards put in by themselves or people leave out, and no Unicode form takes apart."""

_BEYOND_ASCII = re.compile(r"[^\x00-\x7F]+")


def fold(text: str) -> str:
    """The text without case, accents and signs that nobody sees, in one Unicode form; white space stays.

    Vowel signs of Indic scripts are letters, not accents, and stay too.
    """
    if text.isascii():
        return text.lower()
    lowered = unicodedata.normalize("NFKD", text).casefold()
    return _BEYOND_ASCII.sub(_bared, unicodedata.normalize("NFKD", lowered))


def _bared(found: re.Match[str]) -> str:
    """What is not ASCII, without accents: a small part of most texts."""
    return "".join(char for char in found.group() if not unicodedata.combining(char)).translate(_FOLDED)


@lru_cache(maxsize=8192)
def title_key(text: str) -> str:
    """What two titles have in common when people take them for the same: folded, bare of surrounding punctuation."""
    text = " ".join(fold(text).split())
    start, end = 0, len(text)
    while start < end and not _is_word(text[start]):
        start += 1
    while end > start and not _is_word(text[end - 1]):
        end -= 1
    return text[start:end] or text


def _is_word(char: str) -> bool:
    return unicodedata.category(char)[0] in "LNS"
