"""What pydantic found wrong, in the words of this project: the one place where its errors become diagnostics."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from frontdesk.diagnostics import Diagnostic, catalogue
from frontdesk.rules.positions import Path
from frontdesk.rules.problems import Problems, Saying, found_word, shown, suggest

TYPE: Final = "frontdesk"
"""The type of pydantic errors that carry diagnostics of ours, with paths relative to their place."""


def refusal(id: str, /, *, path: str = "", **params: object) -> PydanticCustomError:  # noqa: A002 - the glossary's word
    """The error for a validator to raise, that carries one diagnostic."""
    return refusals([Diagnostic(id=id, path=path, params=params)])


def refusals(diagnostics: Iterable[Diagnostic]) -> PydanticCustomError:
    """The error for a validator to raise, that carries diagnostics."""
    return PydanticCustomError(TYPE, "see the diagnostics", {"diagnostics": tuple(diagnostics)})


def explain(error: ValidationError, *, raw: object, path: Path, model: object, problems: Problems) -> None:
    """Record what is wrong with `raw`, which stands at `path` and was to be a `model`."""
    seen: set[Path] = set()
    for item in error.errors(include_url=False):
        here = _real(item, raw)
        if here in seen and item["type"] != TYPE:
            continue  # the other branches of a union at the same place
        seen.add(here)
        _record(item, here, path=path, model=model, problems=problems)


def _record(item: ErrorDetails, here: Path, *, path: Path, model: object, problems: Problems) -> None:
    kind = item["type"]
    context = item.get("ctx", {})
    if kind == TYPE:
        problems.adopt(context["diagnostics"], path + here)
    elif kind in catalogue():  # an adapter's settings: the error is named by the diagnostic itself
        problems.add(kind, path + here, at_key=False, **context)
    elif kind == "missing":
        problems.add("FD312", path + here[:-1], key=here[-1])
    elif kind == "extra_forbidden":
        known = sorted(_keys_at(model, here[:-1]))
        problems.tell(suggest("FD310", "FD311", here[-1], known), path + here, at_key=True)
    else:
        problems.tell(_SAYINGS.get(kind, _other)(item), path + here)


def _real(item: ErrorDetails, raw: object) -> Path:
    """The error's place in what was written: without the names that unions and short forms put in between."""
    path: list[str | int] = []
    for step in item["loc"]:
        inner = _inner(raw, step)
        if inner is not _NOTHING:
            raw = inner
            path.append(step)
    if item["type"] == "missing" or (item["type"] == "extra_forbidden" and not path):
        path.append(item["loc"][-1])
    return tuple(path)


_NOTHING: Final = object()


def _inner(raw: object, step: str | int) -> object:
    if isinstance(raw, Mapping):
        return raw.get(step, _NOTHING)
    return raw[step] if isinstance(raw, list | tuple) and isinstance(step, int) and step < len(raw) else _NOTHING


# Which keys are known at a place


def _keys_at(model: object, path: Path) -> set[str]:
    models = set(_models(model))
    for step in path:
        if isinstance(step, str):
            fields = [_fields(found).get(step) for found in models]
            models = {inner for annotation in fields if annotation is not None for inner in _models(annotation)}
    return {key for found in models for key in _fields(found)}


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    """The models within an annotation: `list[X] | None` -> X."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        root = annotation.model_fields.get("root")
        yield from _models(root.annotation) if root is not None else (annotation,)
    for argument in get_args(annotation):
        yield from _models(argument)


def _fields(model: type[BaseModel]) -> dict[str, object]:
    return {field.alias or name: field.annotation for name, field in model.model_fields.items()}


# What each type of error is called


def _expected(id: str) -> Callable[[ErrorDetails], Saying]:  # noqa: A002 - the glossary's word
    return lambda item: (id, {"found": found_word(item["input"])})


def _choice(item: ErrorDetails) -> Saying:
    expected = str(item["ctx"]["expected"])
    known = re.findall(r"'([^']*)'", expected)
    if not known:  # a number: it is no misspelt word
        return "FD319", {"word": shown(item["input"]), "known": expected}
    return suggest("FD320", "FD319", item["input"], known)


def _short(item: ErrorDetails) -> Saying:
    return ("FD321", {}) if item["ctx"]["min_length"] == 1 else _other(item)


def _long(item: ErrorDetails) -> Saying:
    return "FD322", {"most": item["ctx"]["max_length"]}


def _bound(symbol: str, key: str) -> Callable[[ErrorDetails], Saying]:
    return lambda item: ("FD323", {"found": found_word(item["input"]), "bound": f"{symbol} {item['ctx'][key]}"})


def _pattern(item: ErrorDetails) -> Saying:
    return "FD996", {"found": found_word(item["input"]), "pattern": item["ctx"]["pattern"]}


def _other(item: ErrorDetails) -> Saying:
    reason = str(item["ctx"]["error"]) if item["type"] == "value_error" else item["msg"]
    return "FD325", {"found": found_word(item["input"]), "reason": reason}


_KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "FD313": ("string_type", "string_sub_type", "string_unicode"),
    "FD314": ("list_type", "tuple_type", "set_type", "frozen_set_type", "iterable_type"),
    "FD315": ("dict_type", "mapping_type", "model_type", "model_attributes_type", "dataclass_type"),
    "FD316": ("int_type", "int_parsing", "int_from_float", "float_type", "float_parsing", "finite_number"),
    "FD317": ("bool_type", "bool_parsing"),
    "FD318": ("date_type", "date_parsing", "date_from_datetime_parsing", "datetime_type", "datetime_parsing"),
    "FD324": ("time_delta_type", "time_delta_parsing"),
    "FD997": ("url_type", "url_parsing", "url_scheme", "url_syntax_violation"),
}
_SAYINGS: Final[Mapping[str, Callable[[ErrorDetails], Saying]]] = {
    **{kind: _expected(id_) for id_, kinds in _KINDS.items() for kind in kinds},
    "string_pattern_mismatch": _pattern,
    "literal_error": _choice,
    "enum": _choice,
    "string_too_short": _short,
    "too_short": _short,
    "string_too_long": _long,
    "too_long": _long,
    "greater_than": _bound(">", "gt"),
    "greater_than_equal": _bound(">=", "ge"),
    "less_than": _bound("<", "lt"),
    "less_than_equal": _bound("<=", "le"),
}
