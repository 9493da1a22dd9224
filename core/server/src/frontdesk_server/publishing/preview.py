"""Preview: what a contact would read of a draft, found by the very engine that answers contacts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, Literal

from frontdesk.diagnostics import Diagnostic
from frontdesk.engine import Simulation, StepResult, explain
from frontdesk.host import Host
from frontdesk.hours import Answer, Schedule
from frontdesk.model import (
    Account,
    CarrierStyle,
    Contact,
    Establishment,
    Message,
    StarterTapped,
    Suggestion,
    Toggles,
    TraceLine,
)
from frontdesk.rules import Rulebook, SetInfo, within
from frontdesk.rules.hours_ref import unknown_answer
from frontdesk_server.publishing.draft_books import Beside, DraftBook, DraftBooks
from frontdesk_server.publishing.mending import Pieces
from frontdesk_server.publishing.moments import Moment, moment
from frontdesk_server.publishing.native import shown_before

MOST_TAPS: Final = 20
BETWEEN_TAPS: Final = timedelta(seconds=30)
"""Nobody taps faster for long: the loop breaker is not what is previewed."""

Language = Literal["en", "fr"]
StarterStyle = Literal["buttons", "list", "numbered"]

_MEASURED: Final = frozenset({"segments", "text_split"})
"""Losses that say how long a text is: nobody knows that of one that holds mistakes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody wants to see."""

    draft: Mapping[str, object]
    """A message set as it was typed, valid or not."""
    establishment: Establishment
    account: Account
    live_name: str | None = None
    """The name under which the set is live, if it is."""
    toggles: Toggles = field(default_factory=Toggles)
    locale: str | None = None
    """The contact's language."""
    when: str = "now"
    """`now`, `next_opening`, `next_closing`, or a date and time on the establishment's clock."""
    schedules: Mapping[str, object] = field(default_factory=dict)
    """Named schedules that are being written, instead of live ones."""
    taps: tuple[str, ...] = ()
    """The ids of the starters tapped so far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A starter that can be tapped, by the title that the contact sees."""

    id: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownMessage:
    """One message, and what the channel made of it."""

    message: Message
    """As `fit` gave it: what would be sent."""
    channel: str
    pieces: Pieces
    """Its text, with what has mistakes as it was typed: each piece with whether it is wrong."""
    bad: bool = False
    """Whether it holds a text with mistakes: then it cannot be sent."""
    starters: tuple[Choice, ...] = ()
    """Those that it offers, by the titles that the channel shows."""
    style: StarterStyle = "numbered"
    """How it shows them; `numbered`: as numbers in the text."""

    @property
    def text(self) -> str:
        """What is shown."""
        return "".join(text for text, _wrong in self.pieces)

    def losses(self, language: Language = "en") -> list[str]:
        """Everything that the channel cuts or degrades, a sentence each."""
        told = (loss for loss in self.message.losses if not (self.bad and loss.id in _MEASURED))
        lines = (TraceLine(id=loss.id, params={"channel": self.channel, **loss.params}) for loss in told)
        return [explain(line, language) for line in lines]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What the contact did, and what was answered."""

    name: str
    """`open` or `tap`."""
    at: datetime
    tapped: str
    """The title of what was tapped."""
    summary: str
    messages: tuple[ShownMessage, ...]
    choices: tuple[Choice, ...]
    """The starters offered by then, in order, also where they only stand as numbers in the text."""
    trace: tuple[TraceLine, ...]
    """Why; paths are those of the form's fields, empty where a line is about something else than the draft."""

    @property
    def offers(self) -> bool:
        """Whether starters are offered in it."""
        return any(message.starters for message in self.messages)

    def why(self, language: Language = "en") -> list[str]:
        """The trace in words."""
        return [explain(line, language) for line in self.trace]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatHours:
    """The chat hours of the set that speaks, at the instant shown."""

    answer: Answer
    schedule: Schedule | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What the platform itself shows before any message."""

    locale: str
    texts: tuple[str, ...]
    starters: tuple[str, ...]
    lost: tuple[TraceLine, ...]
    """What there is no room for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a contact would read."""

    at: datetime
    """On the establishment's own clock."""
    before: Before | None = None
    """None = the platform shows nothing of ours before the first message."""
    steps: tuple[Step, ...] = ()
    hours: ChatHours
    speaking: str | None = None
    """The message set that speaks there and then; None = none does."""
    faults: tuple[Diagnostic, ...] = ()
    """What is wrong with the draft: paths within the set, line and column within the text."""
    doubts: tuple[Diagnostic, ...] = ()
    notes: tuple[Diagnostic, ...] = ()
    """What is said of the preview itself."""


class Previewer:
    """Shows drafts. One for the whole server: it keeps what it has compiled."""

    def __init__(self, host: Host) -> None:
        self._books = DraftBooks(host.vocabulary)

    def show(self, asked: Asked, live: Beside, now: datetime) -> Preview:
        """The conversation up to the last tap. Never an exception for what somebody typed."""
        book = self._books.book(
            asked.draft, live, asked.establishment, live_name=asked.live_name, schedules=asked.schedules
        )
        zone = asked.establishment.timezone
        rulebook = book.rulebook
        if rulebook is None:
            at = moment("now", now=now, zone=zone, hours=None).at
            return Preview(at=at, hours=ChatHours(answer=unknown_answer()), faults=book.faults, notes=book.notes)
        hours = rulebook.schedule(book.own.hours, asked.establishment)
        found = moment(asked.when, now=now, zone=zone, hours=hours)
        return _Showing(asked, book, rulebook, found).preview()


class _Showing:
    """One preview being made."""

    def __init__(self, asked: Asked, book: DraftBook, rulebook: Rulebook, found: Moment) -> None:
        self.asked = asked
        self.book = book
        self.moment = found
        self.rulebook = rulebook
        contact = Contact(address="visitor", locale=asked.locale)
        self.simulation = Simulation(
            rulebook, asked.establishment, asked.account, contact=contact, toggles=asked.toggles
        )
        self.missed: list[Diagnostic] = []

    def preview(self) -> Preview:
        """All of it."""
        steps = tuple(self._steps())
        speaking = self._speaking()
        return Preview(
            at=self.moment.at,
            before=self._before(),
            steps=steps,
            hours=self._hours(speaking or self.book.own),
            speaking=speaking.name if speaking else None,
            faults=self.book.faults,
            doubts=self.book.doubts,
            notes=(*self.book.notes, *self._notes(), *self.moment.notes, *self.missed),
        )

    # The conversation

    def _steps(self) -> Iterator[Step]:
        at, offered = self.moment.at, dict[str, Suggestion]()
        step = self.simulation.open(at)
        yield self._step(step, offered)
        for starter in self.asked.taps[:MOST_TAPS]:
            title = offered.get(starter)
            if title is None:
                self.missed.append(_note("FD889", starter=starter[:60]))
                continue
            at += BETWEEN_TAPS
            yield self._step(self.simulation.tap(at, title.title, starter=starter), offered)

    def _step(self, step: StepResult, offered: dict[str, Suggestion]) -> Step:
        for draft in step.decision.drafts:
            if draft.suggestions:
                offered.clear()
                offered.update({found.id: found for found in draft.suggestions})
        tapped = step.event.title if isinstance(step.event, StarterTapped) else ""
        mended = self.book.mended
        return Step(
            name=step.name,
            at=step.at,
            tapped=mended.as_typed(tapped),
            summary=step.decision.summary,
            messages=tuple(self._message(message, offered) for message in step.messages),
            choices=self._choices(offered.values()),
            trace=tuple(_in_form(line) for line in step.decision.trace),
        )

    def _message(self, message: Message, offered: Mapping[str, Suggestion]) -> ShownMessage:
        mended = self.book.mended
        numbered = any(loss.id == "numbered_text" for loss in message.losses)
        return ShownMessage(
            message=message,
            channel=self.asked.account.channel,
            pieces=mended.pieces(message.text),
            bad=mended.has_bad(message.text),
            starters=self._choices(offered.values() if numbered else message.suggestions),
            style=_STYLES[message.carrier] if message.carrier is not None else "numbered",
        )

    def _before(self) -> Before | None:
        asked, typed = self.asked, self.book.mended.as_typed
        found, lost = shown_before(
            self.rulebook,
            asked.establishment,
            account=asked.account,
            toggles=asked.toggles,
            locale=asked.locale,
            now=self.moment.at,
        )
        if found is None:
            return None
        texts = tuple(typed(text) for text in (found.greeting, found.absence) if text)
        titles = tuple(typed(starter.title) for starter in found.starters)
        return Before(locale=found.locale, texts=texts, starters=titles, lost=lost)

    def _choices(self, found: Iterable[Suggestion]) -> tuple[Choice, ...]:
        return tuple(Choice(id=one.id, title=self.book.mended.as_typed(one.title)) for one in found)

    # Beside it

    def _speaking(self) -> SetInfo | None:
        """The set that speaks on this account at this instant."""
        return next((info for info in self.rulebook.sets_for(self.asked.establishment) if self._speaks(info)), None)

    def _speaks(self, info: SetInfo) -> bool:
        return info.speaks_on(self.asked.account) and within(info.since, info.until, self.moment.at)

    def _hours(self, info: SetInfo) -> ChatHours:
        schedule = self.rulebook.schedule(info.hours, self.asked.establishment)
        answer = unknown_answer() if schedule is None else schedule.at(self.moment.at)
        return ChatHours(answer=answer, schedule=schedule)

    def _notes(self) -> Iterator[Diagnostic]:
        place, own = self.asked.establishment, self.book.own
        if not self.book.chosen:
            yield _note("FD880", establishment=place.name)
        if not own.speaks_on(self.asked.account):
            yield _note("FD881", account=self.asked.account.id)
        elif not within(own.since, own.until, self.moment.at):
            yield _note("FD882")
        if place.timezone is None:
            yield _note("FD888", establishment=place.name)


_OWN: Final = "message_sets[0]."
_STYLES: Final[Mapping[CarrierStyle, StarterStyle]] = {CarrierStyle.BUTTONS: "buttons", CarrierStyle.LIST: "list"}


def _in_form(line: TraceLine) -> TraceLine:
    """The line with the path of the form's field that it is about."""
    return replace(line, path=line.path.removeprefix(_OWN) if line.path.startswith(_OWN) else "")


def _note(id: str, **params: object) -> Diagnostic:  # noqa: A002 - the glossary's word
    return Diagnostic(id=id, params=params, severity="warning")
