"""What a decision rested on: the release and the rule as it was and is, the chat hours, the values of tags."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from frontdesk.errors import ConfigError
from frontdesk.hours import Answer
from frontdesk.model import Establishment, TraceLine
from frontdesk.rules import Rulebook
from frontdesk.templating import Manner, TagContext, TagTable
from frontdesk_server.console.desk import Desk
from frontdesk_server.console.journal.supposing import rulebook_at
from frontdesk_server.publishing.live import live_of
from frontdesk_server.store import DecisionView, JournalMessage, Release, StoredEstablishment

_TAG: Final = re.compile(r"\{\{\s*([^\W\d][\w.]*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class TagValue:
    """A tag of a text, and its value for the establishment as its record is now."""

    name: str
    value: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What can still be found out about what a decision rested on."""

    rule: str | None
    """The rule that decided, as the release then had it; None = none did, or it cannot be found."""
    message_set: str | None
    changed: bool
    """The release in force now says something else in that rule."""
    gone: bool
    """The release in force now has no such rule."""
    newest: int
    hours: Answer | None
    data_changed: bool
    """The establishment's record was written anew since."""
    tags: Mapping[str, Sequence[TagValue]]
    """By the keys of messages."""


async def evidence(desk: Desk, view: DecisionView, place: StoredEstablishment | None) -> Evidence:
    """What a decision rested on."""
    then = await desk.store.releases.get(view.line.release)
    now = await desk.store.releases.newest()
    rule = _rule_of(view.line.trace)
    was, is_now = _written(then, rule), _written(now, rule)
    rulebook = await _rulebook(desk, then)
    own = _readable(place)
    return Evidence(
        rule=rule if was is not None else None,
        message_set=_set_of(then, rule),
        changed=was is not None and is_now is not None and was != is_now,
        gone=was is not None and is_now is None,
        newest=now.number if now else 0,
        hours=_hours(rulebook, own, view, rule),
        data_changed=place is not None and place.updated_at > view.line.at,
        tags=_tags(desk.host.vocabulary.tags, rulebook, own, view, was),
    )


def _rule_of(trace: Sequence[TraceLine]) -> str | None:
    """The rule that spoke, else the first that was looked at."""
    named = [line for line in trace if line.params.get("rule")]
    spoke = [line for line in named if line.id == "said" and line.params.get("kind") != "privacy"]
    held = [line for line in named if line.id not in ("condition_failed", "set_overridden", "rule_out_of_dates")]
    found = next(iter((*spoke, *held, *named)), None)
    return str(found.params["rule"]) if found else None


def _written(release: Release | None, rule: str | None) -> object | None:
    """The rule, or the message set that it is of, as a release has it."""
    if rule is None:
        return None
    live = live_of(release)
    own = next((part.content for part in live.parts.rules if part.name == rule), None)
    named = live.sets.get(rule.rpartition("/")[0])
    return own if own is not None else (named.document if named else None)


def _set_of(release: Release | None, rule: str | None) -> str | None:
    name = (rule or "").rpartition("/")[0]
    return name if name in live_of(release).sets else None


async def _rulebook(desk: Desk, release: Release | None) -> Rulebook | None:
    if release is None:
        return None
    try:
        return await rulebook_at(desk, release)
    except ConfigError:
        return None


def _readable(place: StoredEstablishment | None) -> Establishment | None:
    try:
        return place.establishment if place else None
    except ConfigError:
        return None


def _hours(
    rulebook: Rulebook | None, place: Establishment | None, view: DecisionView, rule: str | None
) -> Answer | None:
    """The chat hours at that instant, of the set that spoke, else of the first one that concerns the place."""
    if rulebook is None or place is None:
        return None
    infos = rulebook.sets_for(place)
    named = (rule or "").rpartition("/")[0]
    info = next((found for found in infos if found.name == named), infos[0] if infos else None)
    schedule = rulebook.schedule(info.hours, place) if info else None
    return schedule.at(view.line.at) if schedule else None


# The tags of texts


def _tags(
    table: TagTable, rulebook: Rulebook | None, place: Establishment | None, view: DecisionView, written: object
) -> dict[str, list[TagValue]]:
    if rulebook is None or place is None or written is None:
        return {}
    found: dict[str, list[TagValue]] = {}
    for message in view.messages:
        if message.key and message.rule:
            context = _context(rulebook, place, view, message.rule)
            found[message.key] = list(_values(table, _text_of(written, message), context))
    return {key: values for key, values in found.items() if values}


def _context(rulebook: Rulebook, place: Establishment, view: DecisionView, rule: str) -> TagContext:
    info = next((found for found in rulebook.sets_for(place) if found.name == rule.rpartition("/")[0]), None)
    return TagContext(
        establishment=place,
        contact=view.decision.event.contact,
        now=view.line.at,
        locale=_locale(view.line.trace, rule),
        channel=view.line.account,
        opening=place.opening_hours,
        chat=rulebook.schedule(info.hours, place) if info else place.chat_hours,
        manner=info.manner if info else Manner(),
    )


def _values(table: TagTable, text: object, context: TagContext) -> Iterator[TagValue]:
    for name in dict.fromkeys(_TAG.findall(json.dumps(text, ensure_ascii=False))):
        tag = table.lookup(name)
        if tag is not None:
            yield TagValue(name=name, value=_resolved(tag.resolve, context))


def _text_of(written: object, message: JournalMessage) -> object:
    """The part of a message set that a message says; of a free rule, all of it."""
    if not isinstance(written, Mapping):
        return written
    part = message.rule.rpartition("/")[2]
    return written.get(part, written.get(message.kind, written if "do" in written else written.get("starters")))


def _locale(trace: Sequence[TraceLine], rule: str) -> str:
    said = (line.params.get("locale") for line in trace if line.id == "said" and line.params.get("rule") == rule)
    return str(next((locale for locale in said if locale), "en"))


def _resolved(resolve: Callable[[TagContext], str | None], context: TagContext) -> str | None:
    try:
        return resolve(context)
    except Exception:  # noqa: BLE001 - a stranger's code: its value is not known
        return None
