"""A release's document in parts: sets, rules and schedules with the files that they came from, to be put together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

Document = Mapping[str, object]

_SETS: Final = "message_sets"
_RULES: Final = "rules"
_SCHEDULES: Final = "schedules"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A message set, a rule or a schedule as it is written."""

    content: object
    file: str | None = None
    """The file that manages it; None = the console does."""

    @property
    def name(self) -> str:
        """What a set or rule is called."""
        return str(self.content.get("name")) if isinstance(self.content, Mapping) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """All of a document, in its order."""

    sets: tuple[Part, ...] = ()
    rules: tuple[Part, ...] = ()
    schedules: Mapping[str, Part] = field(default_factory=dict)

    @property
    def of_console(self) -> Parts:
        """What no file manages."""
        return Parts(
            sets=tuple(part for part in self.sets if part.file is None),
            rules=tuple(part for part in self.rules if part.file is None),
            schedules={name: part for name, part in self.schedules.items() if part.file is None},
        )

    def followed_by(self, other: Parts) -> Parts:
        """Both, one after the other; of schedules of one name the first counts."""
        return Parts(
            sets=(*self.sets, *other.sets),
            rules=(*self.rules, *other.rules),
            schedules={**other.schedules, **self.schedules},
        )

    def with_set(self, name: str | None, content: Document) -> Parts:
        """With this set in the place of the one of that name, or at the end."""
        new = Part(content=content)
        there = name is not None and any(part.name == name for part in self.sets)
        sets = tuple(new if part.name == name else part for part in self.sets) if there else (*self.sets, new)
        return replace(self, sets=sets)

    def without_set(self, name: str) -> Parts:
        """Without the set of that name."""
        return replace(self, sets=tuple(part for part in self.sets if part.name != name))

    def with_schedule(self, name: str, content: Document) -> Parts:
        """With this schedule."""
        return replace(self, schedules={**self.schedules, name: Part(content=content)})

    def without_schedule(self, name: str) -> Parts:
        """Without the schedule of that name."""
        return replace(self, schedules={key: part for key, part in self.schedules.items() if key != name})

    def as_json(self) -> dict[str, object]:
        """The document, as a release stores it."""
        content: dict[str, object] = {
            "frontdesk": 1,
            _SCHEDULES: {name: part.content for name, part in self.schedules.items()},
            _SETS: [part.content for part in self.sets],
            _RULES: [part.content for part in self.rules],
        }
        files = dict(self._files())
        return content | ({"files": files} if files else {})

    def _files(self) -> Iterator[tuple[str, str]]:
        listed = ((_SETS, enumerate(self.sets)), (_RULES, enumerate(self.rules)), (_SCHEDULES, self.schedules.items()))
        for section, parts in listed:
            for key, part in parts:
                if part.file is not None:
                    yield f"{section}/{key}", part.file


def parts_of(content: Document) -> Parts:
    """The parts of a release's document."""
    found = content.get("files")
    files = {str(where): str(file) for where, file in found.items()} if isinstance(found, Mapping) else {}
    schedules = content.get(_SCHEDULES)
    named = schedules.items() if isinstance(schedules, Mapping) else ()
    return Parts(
        sets=_listed(content, _SETS, files),
        rules=_listed(content, _RULES, files),
        schedules={str(name): Part(content=raw, file=files.get(f"{_SCHEDULES}/{name}")) for name, raw in named},
    )


def _listed(content: Document, section: str, files: Mapping[str, str]) -> tuple[Part, ...]:
    found = content.get(section)
    items: Sequence[object] = found if isinstance(found, list | tuple) else ()
    return tuple(Part(content=raw, file=files.get(f"{section}/{at}")) for at, raw in enumerate(items))
