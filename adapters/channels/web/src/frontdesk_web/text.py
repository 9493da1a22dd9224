"""Visitors' text, made safe to keep and to show: what is taken out of it, and when nothing is left.

Nothing is escaped here; that is done where text is shown. Characters that have no look of their own but change how
the rest is read are taken out: controls, and the bidi embeddings, overrides and isolates that can make an operator's
screen show another text than the one that was written. The joiners and the two plain direction marks stay: Persian,
Hindi, Arabic, Hebrew and emoji need them.
"""

from __future__ import annotations

import re

_CONTROLS = [code for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\n\t"]
_BIDI = [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]
_MARKS = [0xFEFF, *range(0xFFF9, 0xFFFC)]
_OUT = dict.fromkeys([*_CONTROLS, *_BIDI, *_MARKS])
_BREAKS = re.compile("\r\n?|[\x85\u2028\u2029]")


def clean(text: str) -> str:
    """The text without control and bidi characters, with line feeds as its only breaks, and no space around it."""
    return _BREAKS.sub("\n", text).translate(_OUT).strip()


def clean_line(text: str) -> str:
    """The same on one line, for names and titles."""
    return " ".join(clean(text).split())
