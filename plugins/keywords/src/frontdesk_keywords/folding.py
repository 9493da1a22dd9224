"""Folding: how texts are made equal that differ only in case, accents or Unicode form."""

# ruff: noqa: RUF001 - letters that look alike are what is folded
from __future__ import annotations

import unicodedata

_LOOKALIKES = str.maketrans(
    {"ı": "i", "’": "'", "‘": "'", "ʼ": "'", "œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d"}
)
"""Letters that people type without, and that no Unicode form takes apart."""


def fold(text: str) -> str:
    """The text in lower case, without accents, in one Unicode form."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return without_marks(unicodedata.normalize("NFKD", decomposed)).translate(_LOOKALIKES)


def without_marks(text: str) -> str:
    """The text without accents. Vowel signs of Indic scripts are letters, not accents, and stay."""
    return "".join(char for char in text if not unicodedata.combining(char))


def fold_pattern(pattern: str) -> str:
    r"""The letters of a pattern without their accents; case is left alone, since `\S` is not `\s`."""
    return without_marks(unicodedata.normalize("NFD", pattern)).translate(_LOOKALIKES)
