"""The progress of a pass: what it has read and changed so far, in a form that outlives the process."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from frontdesk.diagnostics import Diagnostic
from frontdesk_server.store.connecting import MOST_PROBLEMS, dump_problem


@dataclass(slots=True, kw_only=True)
class Progress:
    """One pass, from its first row on."""

    started_at: datetime
    key: str
    """That of the settings it was begun with."""
    since: datetime | None = None
    """It asks for what has changed since then; None = for everything."""
    thorough: bool = False
    """Everything is put together anew, whether the rows have changed or not."""
    complete: bool = True
    """Nobody is missing for another reason than being gone."""
    rows: int = 0
    good: int = 0
    bad: int = 0
    new: int = 0
    """Rows that were not there before."""
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    retired: int = 0
    problems: list[Diagnostic] = field(default_factory=list)

    def tell(self, problems: Iterable[Diagnostic]) -> None:
        """Note what is wrong, as long as anybody would read it."""
        room = MOST_PROBLEMS - len(self.problems)
        self.problems += [found for found, _ in zip(problems, range(max(room, 0)), strict=False)]

    def dumped(self) -> dict[str, Any]:
        """As JSON."""
        told = {name: value for name, value in asdict(self).items() if name != "problems"}
        instants = {
            "started_at": self.started_at.isoformat(),
            "since": None if self.since is None else self.since.isoformat(),
        }
        return told | instants | {"problems": [dump_problem(found) for found in self.problems]}

    @classmethod
    def loaded(cls, value: Mapping[str, Any]) -> Progress:
        """From JSON."""
        since = value["since"]
        instants = {
            "started_at": datetime.fromisoformat(value["started_at"]),
            "since": None if since is None else datetime.fromisoformat(since),
        }
        return cls(**{**value, **instants, "problems": [Diagnostic(**found) for found in value["problems"]]})
