"""Folding: how texts are made equal that differ only in case, accents or Unicode form."""

# ruff: noqa: RUF001 - letters that look alike are what is folded
from __future__ import annotations

import unicodedata

import re2

_LOOKALIKES = str.maketrans(
    {"ı": "i", "’": "'", "‘": "'", "ʼ": "'", "œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d"}
)
"""Letters that people type without, and that no Unicode form takes apart."""


_UNSEEN = dict.fromkeys([0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFE0E, 0xFE0F])
"""Soft hyphens, joiners, and the selectors that only say how an emoji is drawn."""


def fold(text: str) -> str:
    """The text in lower case, without accents and signs that nobody sees, in one Unicode form."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_UNSEEN)).casefold()
    return without_marks(unicodedata.normalize("NFKD", decomposed)).translate(_LOOKALIKES)


def without_marks(text: str) -> str:
    """The text without accents. Vowel signs of Indic scripts are letters, not accents, and stay."""
    return "".join(char for char in text if not unicodedata.combining(char))


def fold_pattern(pattern: str) -> str:
    r"""A pattern in which what is not ASCII is folded as texts are; ASCII is left alone, since `\S` is not `\s`."""
    return "".join(char if char.isascii() else re2.escape(fold(char)) for char in unicodedata.normalize("NFD", pattern))
