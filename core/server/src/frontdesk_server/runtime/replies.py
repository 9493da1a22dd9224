"""Replies of operators: what of a text that somebody typed is sent."""

from __future__ import annotations

from typing import Final

MOST_TEXT: Final = 4000
"""Characters of a reply."""


def readable(text: str) -> str:
    """The text without characters that nobody sees and that only do harm, and without white space around it."""
    return "".join(sign for sign in text if sign.isprintable() or sign in "\n\t").strip()
