"""The oracle's kinds: chat hours follow the place in everything, others in its closures alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Doc = Mapping[str, Any]
_KEPT = ("closed", "regular", "unknown")


def merged(kind: str, doc: Doc, opening: Doc) -> Doc:
    """One document that says what the hours of a kind and the opening hours say together."""
    if doc.get("ignore_special_days"):
        return doc
    found = {**doc, "special": [*_special(kind, opening), *doc.get("special", [])]}
    if "status" in opening:
        found.setdefault("status", opening["status"])
    if "holidays" in opening and "holidays" not in doc:
        policies = opening["holidays"]
        listed = [policies] if isinstance(policies, Mapping) else policies
        found["holidays"] = listed if kind == "chat" else [_closing(policy, opening) for policy in listed]
    return found


def _special(kind: str, opening: Doc) -> Iterator[Doc]:
    for entry in opening.get("special", []):
        told = {"source": "opening_hours", **entry}
        if kind != "chat" and entry.get("mode") == "add":
            continue
        if kind != "chat" and "hours" in entry and entry.get("mode") != "remove":
            del told["hours"]
            told["same_as_regular"] = True
        yield told


def _closing(policy: Doc, opening: Doc) -> Doc:
    exceptions = {key: _regular(said, opening) for key, said in policy.get("except", {}).items()}
    return {**policy, "behaviour": _regular(policy.get("behaviour", "closed"), opening), "except": exceptions}


def _regular(said: Any, opening: Doc) -> Any:
    if isinstance(said, Mapping) and _never_on(said["as"], opening):
        return "closed"
    return said if isinstance(said, str) and said in _KEPT else "regular"


def _never_on(name: str, opening: Doc) -> bool:
    """Whether every week of the opening hours closes that weekday; with cron nobody can tell."""
    weeks = [opening.get("weekly"), *(season["weekly"] for season in opening.get("seasons", []))]
    return "cron" not in opening and all(week and week.get(name, "closed") == "closed" for week in weeks)
