"""A played conversation as people read it on a terminal, and as programs read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontdesk.engine import StepResult
from frontdesk.engine import explain as in_words
from frontdesk.model import Handover, Message, MessageReceived, StarterTapped, TimerFired
from frontdesk_server.cli.output import Language, say

if TYPE_CHECKING:
    from frontdesk_server.cli.playing import Played


def as_document(played: Played, language: Language) -> dict[str, object]:
    """The JSON of `simulate --json`."""
    return {
        "establishment": played.establishment.id,
        "release": played.release,
        "steps": [_step(result, language) for results in played.results for result in results],
    }


def _step(result: StepResult, language: Language) -> dict[str, object]:
    return {
        "event": result.name,
        "at": result.at.isoformat(),
        "messages": [_message(message) for message in result.messages],
        "handovers": [_handover(told) for told in result.decision.handovers],
        "trace": [
            {"id": line.id, "path": line.path, "params": dict(line.params), "text": in_words(line, language)}
            for line in result.decision.trace
        ],
    }


def _message(message: Message) -> dict[str, object]:
    suggestions = [{"id": found.id, "title": found.title} for found in message.suggestions]
    return {"text": message.text, "suggestions": suggestions}


def _handover(told: Handover) -> dict[str, object]:
    return {
        "hands_over": told.hands_over,
        "team": told.team,
        "note": told.note,
        "labels": list(told.labels),
        "rule": told.rule,
    }


def print_played(played: Played, language: Language, *, explain: bool) -> None:
    """The conversation, step by step, with the reasons where they are asked for."""
    zone = played.establishment.timezone or "UTC: its own time zone is unknown"
    say(f"{played.establishment.name}  ({zone})", style="bold")
    for results in played.results:
        for result in results:
            _print_step(result, language, reasons=explain)


def _print_step(result: StepResult, language: Language, *, reasons: bool) -> None:
    say()
    say(f"{result.at:%a %d %b %Y %H:%M %Z}  {_happened(result)}", style="cyan")
    _print_messages(result)
    for told in result.decision.handovers:
        say(f"  → {_passed_on(told)}", style="yellow")
    if reasons:
        for reason in result.decision.trace:
            say(f"    · {_told(reason.path, in_words(reason, language))}", style="dim")


def _print_messages(result: StepResult) -> None:
    for message in result.messages:
        for line in message.text.splitlines() or [""]:
            say(f"  │ {line}")
        if message.suggestions:
            say("  │ " + "  ".join(f"[ {found.title} ]" for found in message.suggestions), style="green")
        if message is not result.messages[-1]:
            say("  │")
    if not result.messages:
        say("  │ (nothing is sent)", style="dim")


def _passed_on(told: Handover) -> str:
    to = f"handed over to {told.team or 'people'}: automation is silent" if told.hands_over else "labelled"
    labels = f" [{', '.join(told.labels)}]" if told.labels else ""
    return f"{to}{labels}{f' - {told.note}' if told.note else ''}"


def _told(path: str, text: str) -> str:
    return f"{text}  [{path}]" if path else text


def _happened(result: StepResult) -> str:
    event = result.event
    if isinstance(event, MessageReceived):
        return f"the visitor writes: {event.text}"
    if isinstance(event, StarterTapped):
        return f"the visitor taps: {event.title}"
    if isinstance(event, TimerFired):
        return f"a timer is due: {event.name}"
    return "the visitor opens the conversation"
