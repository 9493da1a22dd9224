"""Tidying a text where something was left out of it, and nowhere else."""

from __future__ import annotations

import re

from frontdesk.templating.values import CUT

_CLOSERS = ",;:.!?)]»…"
_DASHES = "-\u2013\u2014"
_PAUSES = ",;:" + _DASHES
_STOPS = ".!?…"
_LEADING = re.compile(rf"^[,;:.!?…{_DASHES[::-1]}]+[ \t]*")
_HANGING = (",", ";", *(f" {dash}" for dash in _DASHES))


def tidy(text: str) -> str:
    """The text without its cuts: no double space, no orphaned comma, no empty line or bracket where each one was."""
    if CUT not in text:
        return text
    joined, *rest = text.split(CUT)
    for part in rest:
        joined = _join(joined, part)
    return joined


def _join(left: str, right: str) -> str:
    before, after = left.rstrip(" \t"), right.lstrip(" \t")
    if not before or before.endswith("\n"):
        return _at_line_start(before, _LEADING.sub("", after))
    if not after or after.startswith("\n"):
        return _without_pause(before) + after
    if before.endswith("(") and after.startswith(")"):
        return _join(before[:-1], after[1:])
    return _within_line(before, after, gap=before != left or after != right, spaced=after != right)


def _at_line_start(before: str, after: str) -> str:
    """A cut that began its line; a line that held nothing else goes with it."""
    if after.startswith("\n"):
        return before + after[1:]
    return before + after if after else before.removesuffix("\n")


def _within_line(before: str, after: str, *, gap: bool, spaced: bool) -> str:
    if after[0] in _DASHES and before[-1] in _DASHES:
        return before + after[1:]
    if after[0] not in _CLOSERS:
        return before + (" " if gap else "") + after
    if after[0] in _STOPS and before[-1] in _STOPS:
        return before + after.lstrip(_STOPS)
    stem = before if after[0] == ")" else _without_pause(before)
    return stem + (" " if spaced and after[0] in "!?:;»" else "") + after


def _without_pause(before: str) -> str:
    return before.rstrip(_PAUSES + " \t") if before.endswith(_HANGING) else before
