"""The sources of a project: checked against their kinds, with paths that start from the project folder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ValidationError

from frontdesk.rules.problems import Problems
from frontdesk.rules.readable import explain
from frontdesk.source import LocalSource

if TYPE_CHECKING:
    from frontdesk.host import Host
    from frontdesk.rules.positions import Path as Place
    from frontdesk_server.project.model import SourceDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSpec:
    """One source, ready to be read. `id` is what the store keeps its records under."""

    id: str
    source: LocalSource


def read_sources(
    documents: Sequence[SourceDocument], folder: Path, host: Host, problems: Problems
) -> Iterator[SourceSpec]:
    """Every source that can be used; what is wrong with the others goes to `problems`."""
    for index, document in enumerate(documents):
        path: Place = ("sources", index)
        kind = host.sources.get(document.kind)
        if kind is None:
            id_, params = host.explain(document.kind, host.sources, misspelt="FD704", missing="FD707")
            problems.add(id_, (*path, "kind"), at_key=False, **params)
            continue
        if not issubclass(kind, LocalSource):
            problems.add("FD741", (*path, "kind"), word=document.kind)
            continue
        try:
            settings = kind.Settings.model_validate(document.settings)
        except ValidationError as error:
            explain(error, raw=document.settings, path=path, model=kind.Settings, problems=problems)
            continue
        name = f"{document.kind}-{index + 1}" if index else document.kind
        yield SourceSpec(id=name, source=kind(_from_folder(settings, folder)))


def _from_folder(settings: BaseModel, folder: Path) -> BaseModel:
    """The same settings, with every relative path taken from the project folder."""
    paths = {name: folder / value for name, value in settings if isinstance(value, Path) and not value.is_absolute()}
    return settings.model_copy(update=paths)
