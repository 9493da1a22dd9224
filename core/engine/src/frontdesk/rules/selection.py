"""Which establishments a set or rule is for: all, ids, groups, with exceptions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from frontdesk.model import Placed
from frontdesk.rules.readable import refusal

HOISTED: Final = frozenset({"ids", "groups", "except"})
"""The parameters of the condition `establishment` that the index of rules answers by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Ids or groups, less the excepted ids. With neither ids nor groups it means every establishment."""

    ids: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    excepted: frozenset[str] = frozenset()

    @property
    def everyone(self) -> bool:
        """Whether it starts from all establishments."""
        return not self.ids and not self.groups

    def takes(self, establishment: Placed) -> bool:
        """Whether an establishment is selected."""
        if establishment.id in self.excepted:
            return False
        return self.everyone or establishment.id in self.ids or not self.groups.isdisjoint(establishment.groups)

    def as_params(self) -> dict[str, object]:
        """The parameters of the condition `establishment` that mean the same; empty for every establishment."""
        parts: Iterable[tuple[str, frozenset[str]]] = (
            ("ids", self.ids),
            ("groups", self.groups),
            ("except", self.excepted),
        )
        return {key: sorted(names) for key, names in parts if names}


EVERYONE: Final = Selection()


def _as_text(value: object) -> object:
    """Ids that look like numbers, as sheets and hand-written YAML have them."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Name = Annotated[str, BeforeValidator(_as_text), Field(min_length=1)]


def long_form(value: object) -> object:
    """`all` and a list of ids as the mapping that they are short for; nothing at all is nobody's choice."""
    if value == "all":
        return {}
    if value in ([], {}):
        raise refusal("FD363")
    return {"ids": value} if isinstance(value, list) else value


class SelectionShape(BaseModel):
    """A selection as it is written: `all`, a list of ids, or ids, groups and exceptions."""

    model_config = ConfigDict(extra="forbid", populate_by_name=False)

    ids: list[Name] | None = None
    groups: list[Name] | None = None
    excepted: list[Name] = Field(default_factory=list, alias="except")

    @model_validator(mode="before")
    @classmethod
    def _short_forms(cls, value: object) -> object:
        return long_form(value)

    @model_validator(mode="after")
    def _somebody(self) -> SelectionShape:
        chosen = [names for names in (self.ids, self.groups) if names is not None]
        if chosen and not any(chosen):
            raise refusal("FD363")
        return self

    @property
    def selection(self) -> Selection:
        """The value that was written."""
        return Selection(
            ids=frozenset(self.ids or ()), groups=frozenset(self.groups or ()), excepted=frozenset(self.excepted)
        )


def hoisted(params: object) -> Selection | None:
    """The selection that an `establishment` condition amounts to; None when its parameters say more, or are wrong."""
    if isinstance(params, Mapping) and not HOISTED.issuperset(params):
        return None
    names = _lists(params)
    if names is None or (params != "all" and _nobody(names)):
        return None
    if not all(isinstance(name, str) for listed in names.values() for name in listed):
        return None
    selection = {key.replace("except", "excepted"): frozenset(map(str, listed)) for key, listed in names.items()}
    return Selection(**selection)


def _nobody(names: Mapping[str, list[object]]) -> bool:
    """Whether it chooses nobody, which the condition itself refuses."""
    chosen = [listed for key, listed in names.items() if key != "except"]
    return not names or (bool(chosen) and not any(chosen))


def _lists(params: object) -> dict[str, list[object]] | None:
    if params == "all":
        return {}
    if isinstance(params, str | list):
        return {"ids": _listed(params)}
    if not isinstance(params, Mapping):
        return None
    return {str(key): _listed(value) for key, value in params.items()}


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else [value]
