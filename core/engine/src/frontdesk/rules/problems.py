"""What is wrong with a document, collected while it is checked: diagnostics with path, file, line and column."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import Final

from frontdesk.diagnostics import Diagnostic, Severity
from frontdesk.rules.positions import Mark, Path, Positions, path_text

_WIDEST: Final = 60
_STEP: Final = re.compile(r"\[(\d+)\]|([^.\[]+)")


Saying = tuple[str, dict[str, object]]
"""The id and parameters of a diagnostic."""


class Problems:
    """The diagnostics of one document so far, each told at the place where it was written."""

    def __init__(self, positions: Positions, found: Iterable[Diagnostic] = ()) -> None:
        self._positions = positions
        self._found: dict[tuple[object, ...], Diagnostic] = {}
        self._errors = 0
        for diagnostic in found:
            self._add(diagnostic)

    def add(self, id: str, path: Path, /, *, at_key: bool = False, **params: object) -> None:  # noqa: A002
        """Record an error; `at_key` places it at the key that ends the path, and not at its value."""
        self._keep(Diagnostic(id=id, params=params), path, at_key=at_key)

    def tell(self, saying: Saying, path: Path, *, at_key: bool = False) -> None:
        """Record an error given as its id and parameters."""
        self._keep(Diagnostic(id=saying[0], params=saying[1]), path, at_key=at_key)

    def warn(self, id: str, path: Path, /, **params: object) -> None:  # noqa: A002 - the glossary's word
        """Record something doubtful."""
        self._keep(Diagnostic(id=id, params=params, severity="warning"), path)

    def adopt(self, diagnostics: Iterable[Diagnostic], path: Path) -> None:
        """Take over diagnostics whose paths start at `path`."""
        for diagnostic in diagnostics:
            self._keep(diagnostic, path + parse_path(diagnostic.path))

    def of(self, severity: Severity) -> tuple[Diagnostic, ...]:
        """All of one severity, in the order of the text."""
        chosen = [diagnostic for diagnostic in self._found.values() if diagnostic.severity == severity]
        return tuple(sorted(chosen, key=lambda d: (d.file or "", d.line or 0, d.column or 0)))

    @property
    def errors(self) -> int:
        """How many errors were found so far."""
        return self._errors

    def _keep(self, diagnostic: Diagnostic, path: Path, *, at_key: bool = False) -> None:
        mark = self._mark(diagnostic, path, at_key=at_key)
        where = {} if mark is None else mark._asdict()
        self._add(replace(diagnostic, path=path_text(self._positions.local(path)), **where))

    def _add(self, diagnostic: Diagnostic) -> None:
        if self._found.setdefault(_identity(diagnostic), diagnostic) is diagnostic:
            self._errors += diagnostic.severity == "error"

    def _mark(self, diagnostic: Diagnostic, path: Path, *, at_key: bool) -> Mark | None:
        """Where it is in the file. A diagnostic that has a line already counts it within the text at `path`."""
        if diagnostic.line is not None and diagnostic.file is None:
            return self._positions.within(path, diagnostic.line, diagnostic.column or 1) or self._positions.value(path)
        return self._positions.key(path) if at_key else self._positions.value(path)


def _identity(diagnostic: Diagnostic) -> tuple[object, ...]:
    return diagnostic.id, diagnostic.path, diagnostic.file, diagnostic.line, repr(diagnostic.params)


def parse_path(text: str) -> Path:
    """The path that `path_text` wrote."""
    return tuple(int(index) if index else key for index, key in _STEP.findall(text))


def nearest(word: object, known: Iterable[str]) -> str | None:
    """The known word that this one is probably meant to be."""
    found = get_close_matches(str(word)[:_WIDEST], sorted(known), n=1, cutoff=0.6)
    return found[0] if found else None


def listed(words: Iterable[object]) -> str:
    """Words as a diagnostic shows them: `'a', 'b'`."""
    return ", ".join(repr(word) for word in words) or "-"


def suggest(with_near: str, without: str, word: object, known: Sequence[str]) -> Saying:
    """What to say of an unknown word: one id says what was probably meant, the other what there is."""
    near = nearest(word, known)
    if near is None:
        return without, {"word": shown(word), "known": listed(sorted(known))}
    return with_near, {"word": shown(word), "near": near}


def shown(value: object) -> object:
    """A value as a diagnostic may show it: short."""
    text = value if isinstance(value, str) else repr(value)
    return value if len(text) <= _WIDEST else f"{text[:_WIDEST]}..."


def found_word(value: object) -> str:
    """A value as found where another kind was expected: itself where it is plain, else its form in YAML."""
    if isinstance(value, Mapping):
        return "{...}" if value else "{}"
    if isinstance(value, list | tuple):
        return "[...]" if value else "[]"
    return _YAML_WORDS.get(value, repr(shown(value))) if isinstance(value, bool | None) else repr(shown(value))


_YAML_WORDS: Final[dict[object, str]] = {None: "null", True: "true", False: "false"}
