"""The trace of one decision, and its text: every line is (id, place, parameters) until somebody reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from math import isfinite
from types import NoneType
from typing import Literal, TypeGuard

from frontdesk.engine.reasons import REASONS
from frontdesk.engine.said import said
from frontdesk.model import Fact, TraceLine
from frontdesk.model.decision import TraceRow
from frontdesk.rules import CompiledRule


class Trace:
    """Collects lines while an event is decided. Plain tuples inside: this is the hot path."""

    __slots__ = ("_lines", "row")

    def __init__(self) -> None:
        self._lines: list[TraceRow] = []
        self.row: Callable[[TraceRow], None] = self._lines.append
        """One more line, already put together."""

    def add(self, reason: str, at: str = "", /, **params: Fact) -> None:
        """One more line. `at` is the place in the rule document."""
        self._lines.append((reason, at, params))

    def failure(self, rule: CompiledRule, error: Exception) -> None:
        """A rule was passed over, for a plugin whose word it uses failed."""
        owners = ", ".join(sorted(set(rule.owners.values())))
        self.add("plugin_failed", rule.path, rule=rule.name, distribution=owners, error=repr(error))

    def rows(self) -> tuple[TraceRow, ...]:
        """The lines so far."""
        return tuple(self._lines)

    def lines(self) -> tuple[TraceLine, ...]:
        """The lines so far, as values."""
        return tuple(TraceLine(id=reason, path=path, params=params) for reason, path, params in self._lines)


def storable(values: Mapping[str, object]) -> dict[str, Fact]:
    """The values of a plugin's verdict as a trace may hold them: what JSON cannot write is shown as Python does."""
    return {str(name): value if _is_fact(value) else repr(value) for name, value in values.items()}


def _is_fact(value: object) -> TypeGuard[Fact]:
    return isfinite(value) if type(value) is float else type(value) in (str, int, bool, NoneType)


def explain(line: TraceLine, language: Literal["en", "fr"] = "en") -> str:
    """One line in words. Parameters that the sentence does not name are shown behind it."""
    sentence = getattr(REASONS[line.id], language)
    values = {name: said(name, value, language) for name, value in line.params.items()}
    text = sentence.format_map(_Shown(values))
    details = ", ".join(f"{name}={value}" for name, value in values.items() if f"{{{name}" not in sentence)
    return f"{text} ({details})" if details else text


def explain_all(lines: Iterable[TraceLine], language: Literal["en", "fr"] = "en") -> list[str]:
    """The whole trace in words, a sentence a line."""
    return [explain(line, language) for line in lines]


class _Shown(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "?"
