"""Which establishments a set takes, as its form has them: all, or groups and single ones, less exceptions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from frontdesk_server.console.forms import Form

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
