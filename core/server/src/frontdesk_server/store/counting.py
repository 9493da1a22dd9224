"""Counting: what one decision adds to the figures, read from its trace. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain
from typing import Any, Final, NamedTuple


class Counted(StrEnum):
    """What is counted. An episode is counted in the hour in which it began."""

    BEGUN = "begun"
    """An episode that a contact began."""
    GREETED = "greeted"
    """An episode that began with a greeting; the detail is `welcome` or `absence`."""
    OFFERED = "offered"
    """An episode in which starters could be chosen: some were offered, or one was tapped."""
    CHOSE = "chose"
    """An episode in which a starter was chosen; the detail is the first one."""
    TAPPED = "tapped"
    """Each choice of a starter; the detail is which."""
    ANSWERED = "answered"
    """Each answer to a starter."""
    ABSENT = "absent"
    """Each absence message that did not begin an episode."""
    SILENT = "silent"
    """A contact's event to which nothing was said, where that is worth a word; the detail is the reason."""


class Line(NamedTuple):
    """One thing that a decision adds. `begins` = to the hour in which its episode began, not to its own."""

    kind: Counted
    message_set: str
    detail: str = ""
    begins: bool = False


_OF_CONTACT: Final = frozenset(("ConversationOpened", "MessageReceived", "StarterTapped"))
_AWAY: Final = "absence"
_GREETINGS: Final = frozenset(("welcome", _AWAY))
_SAID: Final = {"answer": Counted.ANSWERED, _AWAY: Counted.ABSENT}
_NOT_SAID: Final = frozenset(("suppressed", "nothing"))
_REFUSED: Final = frozenset(("event_too_old", "route_unresolved", "establishment_unreadable", "establishment_retired"))
"""Summaries of events that are not for the rules."""
_HELD: Final = frozenset(
    (
        "switched_off",
        "contact_excluded",
        "self_addressed",
        "automatic_sender",
        "automatic_text",
        "breaker_open",
        "breaker_opened",
        "operator_first",
        "operator_active",
        "not_sent_missing_tag",
        "not_sent_empty",
        "privacy_missing",
    )
)
"""The lines of a trace that say what held an answer back."""
_IN_SET: Final = "message_sets["
_ANSWERS: Final = "/answers"
_UNSAID: Final = ("not_sent_missing_tag", "not_sent_empty")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What a decision's trace tells of it, as far as figures go."""

    episode: int | None = None
    """None = the event belongs to none: a machine wrote it, or it is not for the rules."""
    begins: bool = False
    said: Sequence[tuple[str, str]] = field(default_factory=tuple)
    """Kind and message set of each text but the privacy notice, which is never alone."""
    offers: str | None = None
    """The message set whose starters were offered; empty for those of a free rule."""
    starter: str | None = None
    """The starter that was tapped or typed, where a rule took it up."""
    starter_of: str = ""
    """Its message set."""
    silent: tuple[str, str] | None = None
    """Why nothing was said, and the message set that would have spoken."""

    @property
    def chooses_from(self) -> str | None:
        """The message set whose starters this event offers or takes; None = neither."""
        return self.offers if self.offers is not None else self.starter_of if self.starter is not None else None


def read(type_: str, summary: str, trace: str) -> Account:
    """The account of one decision, from its stored columns."""
    rows = json.loads(trace)
    episode, begins = _episode(rows)
    spoke = summary not in _NOT_SAID and summary not in _REFUSED
    said = [row for row in rows if row[0] == "said" and row[2]["kind"] != "privacy"] if spoke else []
    taken = episode is not None and any(row[0] == "rule_held" for row in rows)
    starter = _starter(rows) if taken else None
    return Account(
        episode=episode,
        begins=begins,
        said=tuple((params["kind"], _set_of(path, params)) for _, path, params in said),
        offers=next((_set_of(path, params) for _, path, params in said if params.get("starters")), None),
        starter=starter,
        starter_of=_answering(rows) if starter is not None else "",
        silent=None if said or type_ not in _OF_CONTACT else _silence(summary, rows, begins=begins),
    )


def lines(now: Account, before: Iterable[Account]) -> Iterator[Line]:
    """What a decision adds. `before` are the accounts of its episode's decisions before it, in order."""
    if now.begins:
        yield Line(Counted.BEGUN, _speaker(now))
        yield from _greeting(now)
    yield from (Line(_SAID[kind], of) for kind, of in now.said if kind in _SAID and not (now.begins and kind == _AWAY))
    if now.starter is not None:
        yield Line(Counted.TAPPED, now.starter_of, now.starter)
    if now.silent is not None:
        yield Line(Counted.SILENT, now.silent[1], now.silent[0])
    yield from _choices(now, before)


def _greeting(now: Account) -> Iterator[Line]:
    """The greeting with which an episode begins: one, whatever else is said."""
    for kind, message_set in now.said:
        if kind in _GREETINGS:
            yield Line(Counted.GREETED, message_set, kind)
            return


def _choices(now: Account, before: Iterable[Account]) -> Iterator[Line]:
    """Whether this is the first offer, and the first choice, of its episode: both count for the set that came first."""
    if now.episode is None or now.chooses_from is None:
        return
    earlier = list(before)
    first = next((account.chooses_from for account in earlier if account.chooses_from is not None), None)
    if first is None:
        yield Line(Counted.OFFERED, now.chooses_from, begins=True)
    if now.starter is not None and all(account.starter is None for account in earlier):
        yield Line(Counted.CHOSE, now.chooses_from if first is None else first, now.starter, begins=True)


def _episode(rows: Sequence[Any]) -> tuple[int | None, bool]:
    for reason, _, params in rows:
        if reason in ("episode_started", "episode_continues"):
            return int(params["number"]), reason == "episode_started"
    return None, False


def _starter(rows: Sequence[Any]) -> str | None:
    return next((str(params["starter"]) for reason, _, params in rows if reason == "starter_recognised"), None)


def _answering(rows: Sequence[Any]) -> str:
    """The message set among whose starters it is: the one that answers, or would if no tag lacked a value."""
    said = (_set_of(path, params) for reason, path, params in rows if reason == "said" and params["kind"] == "answer")
    unsaid = (
        _set_of(path, params)
        for reason, path, params in rows
        if reason in _UNSAID and str(params["rule"]).endswith(_ANSWERS)
    )
    return next(chain(said, unsaid), "")


def _set_of(path: str, params: Mapping[str, Any]) -> str:
    """The message set of a rule that is named in a line; empty = a rule of its own."""
    return str(params.get("rule", "")).rpartition("/")[0] if path.startswith(_IN_SET) else ""


def _speaker(now: Account) -> str:
    return now.said[0][1] if now.said else now.silent[1] if now.silent is not None else now.starter_of


def _silence(summary: str, rows: Sequence[Any], *, begins: bool) -> tuple[str, str] | None:
    if summary in _REFUSED:
        return summary, ""
    held = next(((reason, _set_of(path, params)) for reason, path, params in rows if reason in _HELD), None)
    if held is not None or not begins:
        return held
    return ("no_rules" if any(row[0] == "no_rules" for row in rows) else "no_rule_held"), ""
