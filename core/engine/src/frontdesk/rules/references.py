"""Names in a document that nobody has: establishments that no source delivers, channels without an account."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from frontdesk.diagnostics import Diagnostic
from frontdesk.model import Account, Establishment, Placed
from frontdesk.rules.checks import written_conditions
from frontdesk.rules.document import RuleDocument
from frontdesk.rules.hours_ref import kind_asked
from frontdesk.rules.positions import Path
from frontdesk.rules.problems import Problems, listed

_IDS: Mapping[str, str] = {"ids": "FD373", "except": "FD373", "groups": "FD374"}


def check_references(
    document: RuleDocument, establishments: Iterable[Placed], accounts: Iterable[Account] = ()
) -> tuple[Diagnostic, ...]:
    """Warnings for ids, groups and channels that name nobody. No errors: they may come with the next sync.

    Without accounts no channel is looked at.
    """
    known = list(establishments)
    groups = {group for establishment in known for group in establishment.groups}
    ids = {establishment.id for establishment in known}
    problems = Problems(document.positions)
    for path, raw in _selections(document):
        for key, at, name in _names(raw):
            if name not in (groups if key == "groups" else ids):
                where = (*path, key, at) if isinstance(raw, Mapping) else (*path, at)
                problems.warn(_IDS[key], where, word=name)
    channels = {name for account in accounts for name in (account.id, account.channel)}
    for path, name in _channels(document) if channels else ():
        if name not in channels:
            problems.warn("FD365", path, word=name, known=listed(sorted(channels)))
    return problems.of("warning")


def check_kinds(document: RuleDocument, establishments: Iterable[Establishment]) -> tuple[Diagnostic, ...]:
    """Warnings for kinds of hours that no establishment has: there they are unknown, and the welcome is sent always."""
    known = {kind for establishment in establishments for kind in establishment.kinds}
    problems = Problems(document.positions)
    for path, kind in _kinds(document) if known else ():
        if kind not in known:
            problems.warn("FD189", path, kind=kind, known=listed(sorted(known)))
    return problems.of("warning")


def _kinds(document: RuleDocument) -> Iterator[tuple[Path, str]]:
    """Everything that sets, rules and conditions name as a kind of hours."""
    parts = {"message_sets": document.message_sets, "rules": document.rules}
    found: list[tuple[Path, object]] = [
        ((section, at, "chat_hours", "kind"), kind_asked(raw.get("chat_hours")))
        for section, listed_ in parts.items()
        for at, raw in enumerate(listed_)
        if isinstance(raw, Mapping)
    ]
    for path, word, params in written_conditions(document):
        if word == "hours" and isinstance(params, Mapping):
            found.append(((*path, "kind"), params.get("kind")))
    yield from ((path, kind) for path, kind in found if isinstance(kind, str))


def _selections(document: RuleDocument) -> Iterator[tuple[Path, object]]:
    for at, raw in enumerate(document.message_sets):
        if isinstance(raw, Mapping):
            yield ("message_sets", at, "establishments"), raw.get("establishments")
    yield from ((path, params) for path, word, params in written_conditions(document) if word == "establishment")


def _channels(document: RuleDocument) -> Iterator[tuple[Path, str]]:
    """Everything that message sets name as a channel."""
    for at, raw in enumerate(document.message_sets):
        named = raw.get("channels", "all") if isinstance(raw, Mapping) else "all"
        path: Path = ("message_sets", at, "channels")
        if isinstance(named, str) and named != "all":
            yield path, named
        for place, name in enumerate(named if isinstance(named, list) else ()):
            yield (*path, place), str(name)


def _names(raw: object) -> Iterator[tuple[str, int, str]]:
    """(key, position, name) of everything that a selection names."""
    content = raw if isinstance(raw, Mapping) else {"ids": raw if isinstance(raw, list) else []}
    for key in _IDS:
        listed = content.get(key)
        for at, name in enumerate(listed if isinstance(listed, list) else ()):
            yield key, at, str(name)
