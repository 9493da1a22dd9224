"""Settings that say which field of a record is filled from where: the field stands first, whatever the source."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import Annotated, Final, TypeVar

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from frontdesk.mapping import field_path, nearest_field, plain_name

__all__ = ["FieldName", "Mapped"]

Given = TypeVar("Given")
_ALIKE: Final = 0.7
_KNOWN: Final = "'name', 'address.city', 'phone' ..."


class _Beside(str):
    """A key, and what stands beside it."""

    __slots__ = ("given",)
    given: object


def _with_values(value: object) -> object:
    """Keys that know their values: only both together tell that they stand the wrong way round."""
    if not isinstance(value, Mapping):
        return value
    return {_beside(key, given) if isinstance(key, str) else key: given for key, given in value.items()}


def _beside(key: str, given: object) -> _Beside:
    made = _Beside(key)
    made.given = given
    return made


def _field(name: object) -> object:
    """The name of a field, as it was written; what is no text is left to be refused as such."""
    if not isinstance(name, str) or field_path(name) is not None:
        return str(name) if isinstance(name, str) else name
    target = getattr(name, "given", None)
    if isinstance(target, str) and field_path(target) is not None and not _is_slip(name, target):
        raise PydanticCustomError("FD629", "the wrong way round", {"field": str(name), "target": target})
    near = nearest_field(name)
    if near is not None:
        raise PydanticCustomError("FD606", "unknown field", {"field": str(name), "nearest": near})
    raise PydanticCustomError("FD625", "unknown field", {"field": str(name), "known": _KNOWN})


def _is_slip(name: str, target: str) -> bool:
    """Whether the name of that very field was mistyped, which a column is called as too (`nmae: Nom`)."""
    near = nearest_field(name)
    if near is None or field_path(near) != field_path(target):
        return False
    return SequenceMatcher(None, plain_name(name), near).ratio() >= _ALIKE


FieldName = Annotated[str, BeforeValidator(_field)]
"""The name of a field (`frontdesk.field_path`). Refused otherwise: FD606, FD625, FD629."""
Mapped = Annotated[dict[FieldName, Given], BeforeValidator(_with_values)]
"""Fields of a record, and where each of them comes from. Written the other way round it says so (FD629)."""
