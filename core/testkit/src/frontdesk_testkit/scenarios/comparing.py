"""Comparing what a step led to with what was expected of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from frontdesk import Draft, Handover, Message, TraceLine
from frontdesk_testkit.scenarios.document import ExpectPart, HandoverPart, MessagePart


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One message, with the draft that it came from."""

    message: Message
    draft: Draft
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a step led to."""

    said: Sequence[Said] = ()
    handovers: Sequence[Handover] = ()
    trace: Sequence[TraceLine] = ()
    summary: str | None = None
    timers: int = 0


def differences(expected: ExpectPart, outcome: Outcome) -> Iterator[str]:
    """Everything that is not as expected, in words."""
    if expected.messages is not None:
        yield from _messages(expected.messages, outcome.said)
    if expected.handovers is not None:
        yield from _handovers(expected.handovers, outcome.handovers)
    yield from _reasons(expected, [line.id for line in outcome.trace])
    if expected.summary is not None and expected.summary != outcome.summary:
        yield f"the summary is {outcome.summary!r}, not {expected.summary!r}"
    if expected.timers is not None and expected.timers != outcome.timers:
        yield f"{outcome.timers} timers are armed, not {expected.timers}"


def _reasons(expected: ExpectPart, told: Sequence[str]) -> Iterator[str]:
    for id_ in expected.because:
        if id_ not in told:
            yield f"the trace has no line {id_!r}; it has {', '.join(told) or 'none'}"
    for id_ in expected.unless:
        if id_ in told:
            yield f"the trace has a line {id_!r}"


def _messages(expected: Sequence[MessagePart], said: Sequence[Said]) -> Iterator[str]:
    if len(expected) != len(said):
        yield f"{len(said)} messages were sent, not {len(expected)}"
        return
    for number, (want, got) in enumerate(zip(expected, said, strict=True), 1):
        for problem in _message(want, got):
            yield f"message {number}: {problem}"


def _message(want: MessagePart, got: Said) -> Iterator[str]:
    text = got.message.text
    if want.text is not None and want.text != text:
        yield f"the text is {text!r}, not {want.text!r}"
    yield from (f"{part!r} is not in its text {text!r}" for part in want.contains if part not in text)
    yield from (f"{part!r} is in its text {text!r}" for part in want.lacks if part in text)
    for name, read in _FACTS.items():
        wanted = getattr(want, name)
        if wanted is not None and wanted != read(got):
            yield f"{name} is {read(got)!r}, not {wanted!r}"


def _handovers(expected: Sequence[HandoverPart], told: Sequence[Handover]) -> Iterator[str]:
    if len(expected) != len(told):
        yield f"people were told {len(told)} times, not {len(expected)}"
        return
    for number, (want, got) in enumerate(zip(expected, told, strict=True), 1):
        for name, wanted in want.model_dump(exclude_none=True).items():
            found = list(got.labels) if name == "labels" else getattr(got, name)
            if found != wanted:
                yield f"handover {number}: {name} is {found!r}, not {wanted!r}"


_FACTS: Mapping[str, Callable[[Said], object]] = {
    "suggestions": lambda said: [item.title for item in said.message.suggestions],
    "carrier": lambda said: str(said.message.carrier or "none"),
    "kind": lambda said: str(said.message.kind),
    "rule": lambda said: said.draft.rule,
    "locale": lambda said: said.message.locale,
    "losses": lambda said: [loss.id for loss in said.message.losses],
    "deadline": lambda said: said.draft.deadline and said.draft.deadline - said.received_at,
}
