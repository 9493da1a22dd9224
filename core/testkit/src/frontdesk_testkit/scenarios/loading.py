"""Loading scenario files: every error with its file, line, path and mend, all at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from frontdesk import ConfigError, Diagnostic
from frontdesk.rules.positions import Positions, path_text
from frontdesk.rules.problems import parse_path
from frontdesk.rules.reading import Read, read_yaml
from frontdesk_testkit.scenarios.document import Scenario

Parts = tuple[str | int, ...]
_SHOWN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A scenario, and where everything in it was written."""

    scenario: Scenario
    name: str
    folder: Path
    read: Read = field(repr=False)

    def line(self, *path: str | int) -> int | None:
        """The line of a value, or of the nearest one above it."""
        mark = Positions(values=self.read.values).value(path)
        return mark.line if mark else None

    def error(self, id: str, *path: str | int, **params: object) -> ConfigError:  # noqa: A002 - the glossary's word
        """An error at a place of this file."""
        return ConfigError(self.placed(Diagnostic(id=id, params=params), path))

    def placed(self, item: Diagnostic, prefix: Parts) -> Diagnostic:
        """A diagnostic about something in this file, with its place in it; one that has a file keeps its own."""
        if item.file:
            return item
        path = (*prefix, *parse_path(item.path))
        return replace(item, path=path_text(path), file=self.name, line=self.line(*path))


def load_scenario_file(path: Path) -> Loaded:
    """The scenario of a file. Raises ConfigError with everything that is wrong with it."""
    return load_scenario(path.read_text(encoding="utf-8"), name=str(path), folder=path.parent)


def load_scenario(text: str, *, name: str = "scenario.yaml", folder: Path | None = None) -> Loaded:
    """The scenario in a text; paths in it start at `folder`. Raises ConfigError with all that is wrong with it."""
    read = read_yaml(name, text)
    if read.problems:
        raise ConfigError(*read.problems)
    try:
        scenario = Scenario.model_validate(read.value)
    except ValidationError as error:
        raise ConfigError(*_problems(name, read, error)) from error
    return Loaded(scenario=scenario, name=name, folder=folder or Path(), read=read)


def _problems(name: str, read: Read, error: ValidationError) -> Iterator[Diagnostic]:
    positions = Positions(values=read.values, keys=read.keys)
    for item in error.errors(include_url=False):
        path = _real(item["loc"], read.value)
        mark = positions.key(path) if path else None
        line, column = (mark.line, mark.column) if mark else (None, None)
        id_, params = _SAYINGS.get(item["type"], _value)(item)
        yield Diagnostic(id=id_, path=path_text(path), params=params, file=name, line=line, column=column)


def _real(loc: Parts, value: object) -> Parts:
    """The place in the file: without what short forms put in between; a missing key is named all the same."""
    path: list[str | int] = []
    for part in loc:
        if isinstance(value, Mapping) and part in value:
            value = value[str(part)]
        elif isinstance(value, list) and isinstance(part, int) and part < len(value):
            value = value[part]
        elif part != loc[-1] or not isinstance(value, Mapping):
            continue
        path.append(part)
    return tuple(path)


Saying = tuple[str, dict[str, object]]


def _unknown(item: ErrorDetails) -> Saying:
    key = str(item["loc"][-1])
    known = sorted(set(_keys(Scenario)))
    return "FD681", {"key": key, "nearest": get_close_matches(key, known, n=1, cutoff=0.0)[0]}


def _event(item: ErrorDetails) -> Saying:
    return "FD683", dict(item["ctx"])


def _missing(item: ErrorDetails) -> Saying:
    return "FD682", {"value": "nothing", "why": f"the key {item['loc'][-1]!r} is missing"}


def _value(item: ErrorDetails) -> Saying:
    shown = repr(item["input"])
    return "FD682", {"value": shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}...", "why": item["msg"]}


_SAYINGS: Mapping[str, Callable[[ErrorDetails], Saying]] = {
    "extra_forbidden": _unknown,
    "scenario_event": _event,
    "missing": _missing,
}


def _keys(model: type[BaseModel]) -> Iterator[str]:
    """Every key of the form, those of its parts too."""
    for name, info in model.model_fields.items():
        yield name
        for part in _models(info.annotation):
            yield from _keys(part)


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)
