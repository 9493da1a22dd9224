"""The tags that texts of a set may hold, named in the operator's language, with the value for one of its places."""

from __future__ import annotations

from typing import Final

from frontdesk.model import Establishment
from frontdesk_server.console.hours.explaining import place
from frontdesk_server.console.sets.set_form import SetForm
from frontdesk_server.console.visit import Visit
from frontdesk_server.console.words import _
from frontdesk_server.publishing.audience import audience_of, selection_of
from frontdesk_server.publishing.tags_menu import MenuTag, tags_menu

_FIRST: Final = ("establishment", "chat_hours", "hours", "custom", "contact", "text")
"""What is used most stands first."""
Entry = tuple[str, str, str]
"""What is inserted, what it is called, and an example."""


async def tags_for(visit: Visit, form: SetForm) -> list[Entry]:
    """Every tag, with its value for the first establishment that the set takes."""
    example = await _example(visit, form)
    table = visit.desk.host.vocabulary.tags
    groups = tags_menu(table, example, now=visit.desk.clock.now(), language=visit.language, locale=form.languages[0])
    ordered = sorted(groups, key=lambda group: _FIRST.index(group.name) if group.name in _FIRST else len(_FIRST))
    return [_entry(tag) for group in ordered for tag in group.tags]


def _entry(tag: MenuTag) -> Entry:
    if tag.example:
        return tag.insert, tag.label, _("for example: %(example)s") % {"example": " ".join(tag.example.split())[:80]}
    return tag.insert, tag.label, tag.description


async def _example(visit: Visit, form: SetForm) -> Establishment | None:
    audience = await audience_of(visit.desk.store)
    chosen = selection_of({"establishments": form.establishments or "all"})
    member = next(audience.taken(chosen, visit.scope), None) if chosen else None
    return await place(visit, member.id) if member else None
