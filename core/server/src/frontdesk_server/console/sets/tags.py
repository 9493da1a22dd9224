"""The tags that texts of a set may hold, named in the operator's language, with the value for one of its places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from frontdesk.model import Establishment
from frontdesk.templating.manner import NOT_OF_THE_PLACE
from frontdesk_server.console.hours.explaining import place
from frontdesk_server.console.sets.set_form import SetForm
from frontdesk_server.console.visit import Visit
from frontdesk_server.console.words import N_, _
from frontdesk_server.publishing.audience import audience_of, selection_of
from frontdesk_server.publishing.tags_menu import MenuGroup, MenuTag, tags_menu

_FIRST: Final = ("establishment", "chat_hours", "hours", "custom", "contact", "text")
"""What is used most stands first."""
_HELPERS: Final = "text"
"""What the menu offers besides tags."""
_ALL_OF: Final[Mapping[str, str]] = {
    "establishment": N_("Everything about the establishment"),
    "chat_hours": N_("Everything about chat hours"),
    "hours": N_("Everything about opening hours"),
    "hours_of": N_("Everything about hours of other kinds"),
    "custom": N_("All custom fields"),
}
Entry = tuple[str, str, str]
"""What is inserted, what it is called, and an example."""


async def tags_for(visit: Visit, form: SetForm) -> list[MenuGroup]:
    """Every tag, with its value for the first establishment that the set takes."""
    example = await _example(visit, form)
    table = visit.desk.host.vocabulary.tags
    groups = tags_menu(table, example, now=visit.desk.clock.now(), language=visit.language, locale=form.languages[0])
    return sorted(groups, key=lambda group: _FIRST.index(group.name) if group.name in _FIRST else len(_FIRST))


def entries(groups: Iterable[MenuGroup]) -> list[Entry]:
    """The tags as a menu inserts them."""
    return [_entry(tag) for group in groups for tag in group.tags]


def ageing(groups: Iterable[MenuGroup]) -> Iterator[tuple[str, str]]:
    """(name, what it is) of all that may be given an age: the beginnings of names, and the tags."""
    for group in groups:
        if group.name not in NOT_OF_THE_PLACE and group.name != _HELPERS:
            yield group.name, _(_ALL_OF[group.name]) if group.name in _ALL_OF else _("All that begins so")
            yield from ((tag.name, tag.label) for tag in group.tags if tag.name != group.name)


def _entry(tag: MenuTag) -> Entry:
    if tag.example:
        return tag.insert, tag.label, _("for example: %(example)s") % {"example": " ".join(tag.example.split())[:80]}
    return tag.insert, tag.label, tag.description


async def _example(visit: Visit, form: SetForm) -> Establishment | None:
    audience = await audience_of(visit.desk.store)
    chosen = selection_of({"establishments": form.establishments or "all"})
    member = next(audience.taken(chosen, visit.scope), None) if chosen else None
    return await place(visit, member.id) if member else None
