"""Which establishments a set takes, as its form has them: all, or groups and single ones, less exceptions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from frontdesk_server.console.forms import Form
from frontdesk_server.publishing.audience import Audience
from frontdesk_server.store.rights import Scope

_LISTS: Final = ("groups", "ids", "except")


def selection_from(form: Form) -> object:
    """What a document says of them; None where nothing is chosen."""
    if form.get("establishments") == "all":
        excepted = form.all("establishments.except")
        return {"except": excepted} if excepted else "all"
    found = {
        key: names for key in _LISTS if (names := list(dict.fromkeys(filter(None, form.all(f"establishments.{key}")))))
    }
    return found or None


def selection_fields(raw: object) -> Iterator[tuple[str, str]]:
    """The fields that say it."""
    lists = selection_lists(raw)
    yield "establishments", "all" if is_everybody(raw) else "some"
    for key, names in lists.items():
        yield from ((f"establishments.{key}", name) for name in names)


def is_everybody(raw: object) -> bool:
    """Whether it starts from all establishments."""
    lists = selection_lists(raw)
    return raw == "all" or (bool(lists.get("except")) and not lists.get("ids") and not lists.get("groups"))


def selection_lists(raw: object) -> dict[str, list[str]]:
    """Groups, ids and exceptions."""
    given = {"ids": raw} if isinstance(raw, list) else raw
    if not isinstance(given, Mapping):
        return {}
    return {key: [str(name) for name in names] for key in _LISTS if isinstance(names := given.get(key), list)}


def group_counts(audience: Audience, scope: Scope) -> Mapping[str, int]:
    """How many establishments of the scope each group has; a scoped person chooses among their own groups."""
    found: Counter[str] = Counter()
    for groups, count in audience.groups.items():
        if scope.takes(groups):
            found.update({group: count for group in groups if scope.groups is None or group in scope.groups})
    return found
