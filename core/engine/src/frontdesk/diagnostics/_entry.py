"""The two values of this package: a diagnostic, and the catalogue entry that puts it into words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Severity = Literal["error", "warning"]


class Entry(NamedTuple):
    """One kind of diagnostic: a stable name for the docs' anchor, and its text and mend in each language.

    Texts are `str.format` templates over the diagnostic's parameters; identifiers are written `{name!r}`.
    """

    name: str
    en: str
    fr: str
    mend_en: str
    mend_fr: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One thing that is wrong or doubtful in what somebody wrote.

    `path` addresses the place in the document (`message_sets[0].starters[2].title.fr`), `file`, `line` and
    `column` (both from 1) the place in the text, where there is one.
    """

    id: str
    path: str = ""
    params: Mapping[str, object] = field(default_factory=dict)
    severity: Severity = "error"
    file: str | None = None
    line: int | None = None
    column: int | None = None

    @property
    def place(self) -> str:
        """Where it is, for people: file, line, column and path, as far as they are known."""
        text = ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        return f"{text} ({self.path})" if text and self.path else text or self.path
