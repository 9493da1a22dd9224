"""Replies of operators: what of a text that somebody typed is sent."""

from __future__ import annotations

from typing import Final

from frontdesk.templating.characters import clean

MOST_TEXT: Final = 4000
"""Characters of a reply."""


def readable(text: str) -> str:
    """The text without characters that only do harm, and without white space around it.

    What joins emoji and letters stays, and so do the spaces of any language. Empty where there would be nothing to see.
    """
    tame = clean(text).strip()
    return tame if any(sign.isprintable() and not sign.isspace() for sign in tame) else ""
