"""The verdict over a run: what was accepted, what became of it in the database, and what the contacts saw."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from typing import Final

from frontdesk_server.store.values import event_key
from tests.faults.findings import Decided, Findings, findings
from tests.faults.load import Load
from tests.faults.outside import Outside
from tests.faults.platform import BY_ECHO, Shown
from tests.faults.premises import ACCOUNT, WELCOME, WORDS, answer

ECHO_BOUND: Final = 0.002
"""The share of messages that may be shown twice where only an echo settles: accepted, its end lost, its echo late."""
RECORDED: Final = ("parked", "dropped", "failed")
"""How a message of ours may end that its contact has not seen; the journal shows it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is counted, and what is timed. The counts are asserted by `holds`, the times are only told."""

    settles: str
    events: int
    """Everything that was accepted: messages, their repeats and statuses."""
    messages: int
    lost: Sequence[str]
    twice: Sequence[str]
    disordered: Sequence[str]
    """Contacts whose messages were decided, or answered, in another order than they were written in."""
    forgotten: Mapping[str, tuple[int, int]]
    """Contacts whose state has not lived through every event: version, events."""
    doubles: Sequence[tuple[str, str]]
    """Contact and text of what was shown once more."""
    unanswered: Mapping[str, int]
    """How many messages have no answer, by what the records say of them."""
    unexplained: Sequence[tuple[str, int]]
    """Contact and ordinal of those of which they say nothing."""
    parked: int
    dead: int
    silence: float
    """The longest time, while contacts wrote, in which nobody was shown anything."""
    stall: float
    """The longest wait of a contact from the 200 to what it is shown for it, in the order of its conversation."""

    def holds(self) -> None:
        """Assert what must hold of every run."""
        assert not self.lost, f"lost: {self.lost[:20]}"
        assert not self.twice, f"decided twice: {self.twice[:20]}"
        assert not self.disordered, f"out of order: {self.disordered[:20]}"
        assert not self.forgotten, f"states that missed an event: {dict(list(self.forgotten.items())[:20])}"
        assert not self.unexplained, f"no answer, no record: {self.unexplained[:20]}"
        assert not self.dead, f"{self.dead} dead letters"
        assert len(self.doubles) <= self.bound, f"shown twice: {self.doubles[:20]}"

    @property
    def bound(self) -> int:
        """How many messages may be shown twice, by the guarantee of the channel."""
        return ceil(self.messages * ECHO_BOUND) if self.settles == BY_ECHO else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What the world outside knows of a run."""

    settles: str
    load: Load
    reported: Sequence[str]
    """The ids of the statuses that were accepted."""
    shown: Sequence[Shown]


def verdict(database: str, world: Outside, *, ordered: bool = True) -> Verdict:
    """The verdict, when everything has settled. `ordered`: messages were carried in the order of their writing."""
    shown, reported = tuple(world.platform.shown), sorted(world.reported)
    record = Record(settles=world.settles, load=world.load, reported=reported, shown=shown)
    return weigh(findings(database), record, ordered=ordered)


def weigh(found: Findings, record: Record, *, ordered: bool = True) -> Verdict:
    """The verdict over these records."""
    load, shown = record.load, record.shown
    seen = _by_contact(shown)
    missing, reasons = list(_missing(load, seen)), _reasons(found)
    return Verdict(
        settles=record.settles,
        events=len(load.accepted) + load.repeated.total() + len(record.reported),
        messages=len(load.accepted),
        lost=list(_lost(load, record.reported, found)),
        twice=[event for event, times in Counter(one.event for one in found.decided).items() if times > 1],
        disordered=list(_disordered(load, found, seen)) if ordered else [],
        forgotten=_forgotten(found),
        doubles=list(_doubles(shown)),
        unanswered=Counter(reasons[one] for one in missing if one in reasons),
        unexplained=[one for one in missing if one not in reasons],
        parked=found.parked,
        dead=found.dead,
        silence=_silence(load, shown),
        stall=max((wait for _, wait in waits(load, shown)), default=0.0),
    )


def _doubles(shown: Iterable[Shown]) -> Iterator[tuple[str, str]]:
    for what, times in Counter((one.to, one.text) for one in shown).items():
        yield from (what for _ in range(times - 1))


def _by_contact(shown: Iterable[Shown]) -> dict[str, dict[str, float]]:
    """When each contact saw each text first, in the order in which it did."""
    seen: dict[str, dict[str, float]] = defaultdict(dict)
    for one in shown:
        seen[one.to].setdefault(one.text, one.at)
    return seen


def _lost(load: Load, reported: Iterable[str], found: Findings) -> Iterator[str]:
    decided = {one.event for one in found.decided}
    yield from (event for event in (*load.accepted, *load.operators) if event not in decided)
    yield from (event for event in reported if event_key(ACCOUNT, event) not in found.seen)


def _disordered(load: Load, found: Findings, seen: Mapping[str, Mapping[str, float]]) -> Iterator[str]:
    written: dict[str, list[int]] = defaultdict(list)
    for one in found.decided:
        if one.event in load.accepted:
            written[one.contact].append(load.accepted[one.event].ordinal)
    for contact, ordinals in written.items():
        shown = [_RANKS[text] for text in seen.get(contact, ()) if text in _RANKS]
        if ordinals != sorted(ordinals) or shown != sorted(shown):
            yield contact


_RANKS: Final = {WELCOME: 0} | {answer(ordinal): ordinal for ordinal in range(1, len(WORDS) + 1)}


def _forgotten(found: Findings) -> dict[str, tuple[int, int]]:
    events = Counter(one.contact for one in found.decided)
    return {who: (version, events[who]) for who, version in found.versions.items() if version != events[who]}


def _missing(load: Load, seen: Mapping[str, Mapping[str, float]]) -> Iterator[tuple[str, int]]:
    """Contact and ordinal of what nobody has answered; a greeting that is missing counts as 0."""
    for said in load.accepted.values():
        shown = seen.get(said.contact, {})
        if answer(said.ordinal) not in shown:
            yield said.contact, said.ordinal
        if said.ordinal == 1 and WELCOME not in shown:
            yield said.contact, 0


def _reasons(found: Findings) -> dict[tuple[str, int], str]:
    """What the records say of messages that a contact was not shown."""
    recorded = {
        (one.contact, _RANKS[one.text]): f"{one.status}: {one.detail}" if one.detail else one.status
        for one in found.told
        if one.status in RECORDED and one.text in _RANKS
    }
    return {key: reason for one in found.decided for key, reason in _unsaid(one)} | recorded


def _unsaid(one: Decided) -> Iterator[tuple[tuple[str, int], str]]:
    """What a decision left unsaid, and says so in its trace."""
    for reason, (ordinals, words) in _SILENT.items():
        if f'"{reason}"' in one.trace:
            yield from (((one.contact, ordinal), words) for ordinal in ordinals)


_GREETING: Final = (0,)
_SILENT: Final = {
    "event_too_old": (tuple(_RANKS.values()), "too old"),
    "operator_first": (_GREETING, "an operator was first"),
    "operator_active": (_GREETING, "an operator was first"),
}


def _silence(load: Load, shown: Iterable[Shown]) -> float:
    instants = sorted(one.at for one in shown if load.began <= one.at <= load.ended)
    return max((later - earlier for earlier, later in pairwise([load.began, *instants, load.ended])), default=0.0)


def waits(load: Load, shown: Iterable[Shown]) -> list[tuple[float, float]]:
    """Of each message that was answered: when it was accepted, and how long its answer took from then on."""
    seen = _by_contact(shown)
    found = ((said.at, seen.get(said.contact, {}).get(answer(said.ordinal))) for said in load.accepted.values())
    return [(accepted, shown - accepted) for accepted, shown in found if shown is not None]
