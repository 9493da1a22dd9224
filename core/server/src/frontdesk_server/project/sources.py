"""The sources of a project: checked against their kinds, with paths that start from the project folder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ValidationError

from frontdesk.rules.problems import Problems
from frontdesk.rules.readable import explain
from frontdesk.source import HttpSource, LocalSource
from frontdesk_server.project.model import SourceDocument

if TYPE_CHECKING:
    from frontdesk.host import Host
    from frontdesk.rules.positions import Path as Place


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSpec:
    """One source, ready to be read. `id` is what the store keeps its records under."""

    id: str
    source: LocalSource | HttpSource
    document: SourceDocument
    """What holds for every kind of source: how its rows are matched, how often it is read."""


def read_sources(
    documents: Sequence[SourceDocument], folder: Path, host: Host, problems: Problems
) -> Iterator[SourceSpec]:
    """Every source that can be used; what is wrong with the others goes to `problems`."""
    taken: set[str] = set()
    for index, document in enumerate(documents):
        path: Place = ("sources", index)
        kind = host.sources.get(document.kind)
        if kind is None:
            id_, params = host.explain(document.kind, host.sources, misspelt="FD704", missing="FD707")
            problems.add(id_, (*path, "kind"), at_key=False, **params)
            continue
        name = document.name or (f"{document.kind}-{index + 1}" if index else document.kind)
        if not _agreed(document, name, taken, path, problems):
            continue
        try:
            settings = kind.Settings.model_validate(document.settings)
        except ValidationError as error:
            explain(error, raw=document.settings, path=path, model=kind.Settings, problems=problems)
            continue
        yield SourceSpec(id=name, source=kind(_from_folder(settings, folder)), document=document)


def _agreed(document: SourceDocument, name: str, taken: set[str], path: Place, problems: Problems) -> bool:
    """Whether what is said of a source goes together, and its name is its own."""
    if name in taken:
        problems.add("FD786", (*path, "name" if document.name else "kind"), name=name)
        return False
    taken.add(name)
    if document.creates and document.only and "name" not in document.only:
        problems.add("FD785", (*path, "creates"))
        return False
    return True


def _from_folder(settings: BaseModel, folder: Path) -> BaseModel:
    """The same settings, with every relative path taken from the project folder."""
    paths = {name: folder / value for name, value in settings if isinstance(value, Path) and not value.is_absolute()}
    return settings.model_copy(update=paths)
