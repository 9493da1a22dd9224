"""How a set's tags are told, as the editor's form has it: a document's `tags`, with a line for each age."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from frontdesk.diagnostics import Diagnostic
from frontdesk.rules.positions import path_text
from frontdesk.templating import Dash
from frontdesk_server.console.forms import Form
from frontdesk_server.console.sets.values import mapping, text

TAGS: Final = "tags"
AGES: Final = "tags.ages"
EVERY: Final = "*"
"""Stands in `max_age` for every tag; the form has a field of its own for it."""
MOST_AGES: Final = 500
"""That are read of what was sent: more than there are tags."""
_AGE_FIELD: Final = re.compile(r"tags\.ages\[(\d{1,6})\]\.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Age:
    """A line: how old the data for a tag may be, or for all whose names begin so."""

    name: str = ""
    age: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing is written in it."""
        return not (self.name or self.age)


@dataclass(frozen=True, slots=True, kw_only=True)
class MannerForm:
    """The group of fields."""

    every: str = ""
    """How old any data may be; empty = as old as they are."""
    ages: tuple[Age, ...] = ()
    dash: str = Dash.HYPHEN.value
    name_zone: bool = False

    def document(self) -> dict[str, object]:
        """What it says; the defaults a document need not say."""
        ages = ({EVERY: self.every} if self.every else {}) | {one.name: one.age for one in self.ages if one.name}
        return (
            ({"max_age": ages} if ages else {})
            | ({"dash": self.dash} if self.dash != Dash.HYPHEN else {})
            | ({"name_zone": True} if self.name_zone else {})
        )

    def fields(self) -> Iterator[tuple[str, str]]:
        """As a browser would send it."""
        yield f"{TAGS}.every", self.every
        for at, one in enumerate(self.ages):
            yield from ((f"{AGES}[{at}].name", one.name), (f"{AGES}[{at}].age", one.age))
        yield from ((f"{TAGS}.dash", self.dash), (f"{TAGS}.name_zone", "on" if self.name_zone else ""))

    def faults(self) -> Iterator[Diagnostic]:
        """What a document cannot hold: two ages for one name, and an age for none."""
        seen = {EVERY} if self.every else set()
        for at, one in enumerate(self.ages):
            if one.name in seen:
                yield Diagnostic(id="FD223", path=f"{AGES}[{at}].name", params={"name": one.name})
            elif one.age and not one.name:
                yield Diagnostic(id="FD224", path=f"{AGES}[{at}].name", params={"age": one.age})
            seen |= {one.name} if one.name else set()

    def field_of(self, path: str, part: str) -> str:
        """The field for this place of the document (`tags.max_age.hours`): `part` of the line with the name."""
        if path.startswith((AGES, f"{TAGS}.dash", f"{TAGS}.name_zone")):
            return path
        lines = [f"{AGES}[{at}].{part}" for at, one in enumerate(self.ages) if _path(one.name) == path]
        return lines[0] if lines and not (self.every and path == _path(EVERY)) else f"{TAGS}.every"


def manner_of(raw: object) -> MannerForm:
    """The group for a document's `tags`; what is not as it should be is left out."""
    tags = mapping(raw)
    ages = {name: text(age) for name, age in mapping(tags.get("max_age")).items()}
    return MannerForm(
        every=ages.pop(EVERY, ""),
        ages=tuple(Age(name=text(name), age=age) for name, age in ages.items()),
        dash=text(tags.get("dash")) or Dash.HYPHEN.value,
        name_zone=tags.get("name_zone") is True,
    )


def manner_from(form: Form) -> MannerForm:
    """The group as it was sent."""
    return MannerForm(
        every=form.get(f"{TAGS}.every").strip(),
        ages=tuple(_age(form, f"{AGES}[{key}]") for key in age_keys(form)),
        dash=form.get(f"{TAGS}.dash").strip() or Dash.HYPHEN.value,
        name_zone=form.get(f"{TAGS}.name_zone") == "on",
    )


def _path(name: str) -> str:
    """Where a document has the age for a name."""
    return path_text((TAGS, "max_age", name))


def age_keys(form: Form) -> list[int]:
    """The numbers of the lines that were sent, in order."""
    found = {int(key[1]) for name in form.fields if (key := _AGE_FIELD.match(name))}
    return sorted(found)[:MOST_AGES]


def _age(form: Form, prefix: str) -> Age:
    return Age(name=form.get(f"{prefix}.name").strip(), age=form.get(f"{prefix}.age").strip())
