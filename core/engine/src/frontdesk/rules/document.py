"""A rule document: schedules, message sets and rules as they were written, in files or in a release."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from frontdesk.diagnostics import Diagnostic
from frontdesk.errors import ConfigError
from frontdesk.rules.positions import Mark, Path, Place, Positions, path_text
from frontdesk.rules.problems import found_word, suggest
from frontdesk.rules.reading import DEEPEST, Read, read_yaml

VERSION: Final = 1
SECTIONS: Final = ("schedules", "message_sets", "rules")
KNOWN: Final = ("frontdesk", *SECTIONS)
_FILES: Final = "files"
"""Only in stored documents: which file each set, rule and schedule came from."""

Json = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleDocument:
    """What was written, unchecked: checking it needs the installed vocabulary (`compile_rulebook`)."""

    schedules: Json = field(default_factory=dict)
    message_sets: Sequence[object] = ()
    rules: Sequence[object] = ()
    positions: Positions = field(default_factory=Positions)
    problems: tuple[Diagnostic, ...] = ()
    """What is wrong with its outline; `compile_rulebook` raises them with the rest."""

    def as_json(self) -> dict[str, object]:
        """What a release stores: the content, and the names of the files that its parts came from."""
        content: dict[str, object] = {
            "frontdesk": VERSION,
            "schedules": dict(self.schedules),
            "message_sets": list(self.message_sets),
            "rules": list(self.rules),
        }
        files = {f"{section}/{key}": place.file for (section, key), place in self._places() if place.file}
        return content | ({_FILES: files} if files else {})

    def _places(self) -> Iterable[tuple[tuple[str | int, ...], Place]]:
        return sorted(self.positions.places.items(), key=lambda item: (str(item[0][0]), str(item[0][1]).zfill(9)))


def load_documents(files: Iterable[tuple[str, str]]) -> RuleDocument:
    """One document of (file name, YAML text) pairs, merged in the given order.

    Raises `ConfigError` with what is wrong in every text that is no YAML, has a key twice or costs too much.
    """
    merge = _Merge()
    errors: list[Diagnostic] = []
    for name, text in files:
        try:
            merge.take(name, read_yaml(name, text))
        except ConfigError as error:
            errors.extend(error.diagnostics)
    if errors:
        raise ConfigError(*errors, *merge.problems)
    return merge.document()


def document_from_json(content: Mapping[str, object]) -> RuleDocument:
    """The document of a release, or of a draft in the console. Raises `ConfigError` where it is no outline of one."""
    value = _json(content, 0)
    outline = dict(value) if isinstance(value, dict) else {}
    files = outline.pop(_FILES, None)
    merge = _Merge()
    merge.take("", Read(value=outline if isinstance(value, dict) else value))
    document = merge.document()
    places = dict(_stored_places(files)) if isinstance(files, dict) else {}
    return RuleDocument(
        schedules=document.schedules,
        message_sets=document.message_sets,
        rules=document.rules,
        positions=Positions(places=places),
        problems=document.problems,
    )


def _stored_places(files: Mapping[str, object]) -> Iterable[tuple[Path, Place]]:
    for where, file in files.items():
        section, _, name = str(where).partition("/")
        key: str | int = int(name) if section != "schedules" and name.isdecimal() else name
        yield (section, key), Place(file=str(file), path=(section, key))


def _json(value: object, depth: int) -> object:
    """The value with nothing in it that JSON cannot hold; dates become texts."""
    if depth > DEEPEST:
        raise ConfigError.of("FD302", most=DEEPEST)
    if isinstance(value, Mapping):
        return {str(key): _json(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_json(item, depth + 1) for item in value]
    if value is None or isinstance(value, str | bool | int):
        return value
    return value if isinstance(value, float) and math.isfinite(value) else str(value)


class _Merge:
    """Files being put together: lists are joined, schedules united."""

    def __init__(self) -> None:
        self.schedules: dict[str, object] = {}
        self.lists: dict[str, list[object]] = {"message_sets": [], "rules": []}
        self.values: dict[Path, Mark] = {}
        self.keys: dict[Path, Mark] = {}
        self.texts: dict[Path, Mark] = {}
        self.places: dict[Path, Place] = {}
        self.problems: list[Diagnostic] = []

    def take(self, file: str, read: Read) -> None:
        """Add one file's outline; what has the wrong form is a problem and left out."""
        self.problems.extend(read.problems)
        outline = Outline(file=file, read=read)
        self.problems.extend(outline.problems())
        moves: dict[Path, Path] = {}
        for section in SECTIONS:
            for key, item in outline.items(section):
                moves[section, key] = self._add(section, key, item, outline)
        self._move_positions(read, moves)

    def _add(self, section: str, key: str | int, item: object, outline: Outline) -> Path:
        if isinstance(key, int):
            self.lists[section].append(item)
            moved: Path = (section, len(self.lists[section]) - 1)
        else:
            moved = (section, key)
            if key in self.schedules:
                other = self.places[moved].file if moved in self.places else ""
                self.problems.append(outline.problem("FD354", moved, at_key=True, name=key, other=other))
            self.schedules[key] = item
        if outline.file:
            self.places[moved] = Place(file=outline.file, path=(section, key))
        return moved

    def _move_positions(self, read: Read, moves: Mapping[Path, Path]) -> None:
        """Positions under the paths of the merged document."""
        for source, target in (
            (read.values, self.values),
            (read.keys, self.keys),
            (read.texts, self.texts),
        ):
            for path, mark in source.items():
                moved = moves.get(path[:2])
                if moved is not None:
                    target[moved + path[2:]] = mark

    def document(self) -> RuleDocument:
        """What was put together so far."""
        return RuleDocument(
            schedules=self.schedules,
            message_sets=self.lists["message_sets"],
            rules=self.lists["rules"],
            positions=Positions(values=self.values, keys=self.keys, texts=self.texts, places=self.places),
            problems=tuple(self.problems),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """The top level of one file: which sections it has, and what is wrong with them."""

    file: str
    read: Read

    @property
    def content(self) -> Mapping[str, object]:
        """The sections by name; empty where the file is no mapping."""
        return self.read.value if isinstance(self.read.value, dict) else {}

    def items(self, section: str) -> Iterable[tuple[str | int, object]]:
        """The sets, rules or schedules of a section, each with its key."""
        value = self.content.get(section)
        if section == "schedules":
            return value.items() if isinstance(value, dict) else ()
        return enumerate(value) if isinstance(value, list) else ()

    def problems(self) -> Iterator[Diagnostic]:
        """Unknown sections, sections of the wrong form, and a missing or foreign version."""
        if not isinstance(self.read.value, dict | None):
            yield self.problem("FD315", (), found=found_word(self.read.value))
            return
        yield from self._version()
        for key in self.content:
            if key not in KNOWN:
                id_, params = suggest("FD310", "FD311", key, KNOWN)
                yield self.problem(id_, (key,), at_key=True, **params)
        for section in SECTIONS:
            yield from self._section(section)

    def _version(self) -> Iterator[Diagnostic]:
        version = self.content.get("frontdesk")
        if version != VERSION or isinstance(version, bool):
            yield self.problem("FD308", ("frontdesk",), version=VERSION)

    def _section(self, section: str) -> Iterator[Diagnostic]:
        value = self.content.get(section)
        wanted = dict if section == "schedules" else list
        if value is not None and not isinstance(value, wanted):
            yield self.problem("FD315" if wanted is dict else "FD314", (section,), found=found_word(value))

    def problem(self, id: str, path: Path, *, at_key: bool = False, **params: object) -> Diagnostic:  # noqa: A002
        """A diagnostic at a place in this file."""
        positions = Positions(values=self.read.values, keys=self.read.keys)
        mark = (positions.key if at_key else positions.value)(path)
        where = mark._asdict() if mark else {"file": self.file or None}
        return Diagnostic(id=id, path=path_text(path), params=params, **where)
