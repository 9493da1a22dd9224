"""The circle of a project's sources: in which order they count, and what each may do."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

from pydantic import BaseModel

from frontdesk_server.calling.remembering import program
from frontdesk_server.importing.proving import package_of
from frontdesk_server.project import SourceSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """All sources, in their stated order."""

    specs: Sequence[SourceSpec] = ()
    asleep: Collection[str] = ()
    """Sources that are there, but cannot be read now (a plugin is missing): what they told stays."""
    silent: Mapping[str, datetime] = field(default_factory=dict)
    """Sources that cannot be read, and since when what they told counts as out of date."""
    _ranks: Mapping[str, int] = field(init=False)

    def __post_init__(self) -> None:
        """Number them."""
        object.__setattr__(self, "_ranks", {spec.id: at for at, spec in enumerate(self.specs)})

    def __contains__(self, source: object) -> bool:
        return source in self._ranks or source in self.asleep

    def get(self, source: str) -> SourceSpec | None:
        """The source of that name."""
        at = self._ranks.get(source)
        return None if at is None else self.specs[at]

    def rank(self, source: str) -> int:
        """Its place in the order; those that nobody can read now come last."""
        return self._ranks.get(source, len(self.specs))

    def earlier(self, source: str) -> frozenset[str]:
        """The sources that count more."""
        return frozenset(spec.id for spec in self.specs[: self.rank(source)])

    def creating(self, source: str) -> bool:
        """Whether what it tells alone makes an establishment."""
        spec = self.get(source)
        return spec is None or spec.document.creating

    def owners(self, source: str, tellers: Iterable[str]) -> frozenset[str]:
        """Of those that tell of an establishment, who keeps it from this source: the others, but who shares its ids."""
        rank = self.rank(source)
        return frozenset(
            other for other in tellers if other != source and other in self and not self._shares(other, rank)
        )

    def names(self) -> list[str]:
        """Every source that is there."""
        return sorted({*self._ranks, *self.asleep})

    def key(self, spec: SourceSpec) -> str:
        """What changes when the source's settings, its place in the order or the programs change that read it."""
        told = (
            _absolute(spec.source.settings).model_dump_json(),
            repr(spec.document),
            *(other.id for other in self.specs),
            version("frontdesk-server"),
            program(package_of(spec)),
        )
        return blake2b("\x1f".join(told).encode(), digest_size=16).hexdigest()

    def _shares(self, other: str, rank: int) -> bool:
        spec = self.get(other)
        return spec is not None and spec.document.match == "id" and self.rank(other) > rank


def _absolute(settings: BaseModel) -> BaseModel:
    """The settings, with paths that do not depend on where a command is run."""
    return settings.model_copy(update={name: value.resolve() for name, value in settings if isinstance(value, Path)})
