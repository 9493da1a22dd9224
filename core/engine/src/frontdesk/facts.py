"""Facts: what a rule may look at while one event is decided. Worked out when first asked for."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from frontdesk.hours import Answer, Schedule, State
from frontdesk.machines import Sign, sign_of
from frontdesk.model import ConversationState, Event, Situation
from frontdesk.rules.hours_ref import OF_KIND, OPENING, HoursRef, unknown_answer

_UTC = ZoneInfo("UTC")


class Facts:
    """The event, the situation and the instant, with hours answered for the rule at hand.

    `state` is the conversation as it stands with this event counted in. Built by the engine; conditions only read it.
    Raises `LookupError` where the route led nowhere: no rule is looked at then.
    """

    __slots__ = (
        "_answers",
        "account",
        "contact",
        "establishment",
        "event",
        "hours_ref",
        "machine",
        "now",
        "situation",
        "starter",
        "state",
        "trigger",
    )

    def __init__(self, event: Event, situation: Situation, state: ConversationState, now: datetime) -> None:
        establishment = situation.establishment
        if establishment is None:
            raise LookupError("no establishment: the engine looks at no rule before the route is resolved")
        self.event = event
        self.situation = situation
        self.establishment = establishment
        """The establishment written to."""
        self.contact = event.contact
        """The person writing."""
        self.account = situation.account
        """The account that the event came in on."""
        self.state = state
        self.now = now
        self.trigger = ""
        self.hours_ref: HoursRef | None = None
        """Which hours `chat_hours` means in the rule at hand."""
        self.starter: str | None = None
        """The starter that was tapped or typed, once it is recognised."""
        self.machine: Sign | None = sign_of(event)
        """Why this is a machine's message, where it is one: no person's, and never answered."""
        self._answers: dict[HoursRef | None, Answer] = {}

    @property
    def chat_schedule(self) -> Schedule | None:
        """The chat hours of the rule at hand, for this establishment."""
        return self.situation.rulebook.schedule(self.hours_ref, self.establishment)

    @property
    def chat_hours(self) -> Answer:
        """Whether people answer the chat at this instant, by the rule's own hours."""
        answer = self._answers.get(self.hours_ref)
        if answer is None:
            answer = self._answers[self.hours_ref] = self._at(self.chat_schedule)
        return answer

    @property
    def chat_side(self) -> str:
        """`inside`, `outside` or `unknown`."""
        return SIDES[self.chat_hours.state]

    @property
    def opening_hours(self) -> Answer:
        """Whether the establishment is open at this instant."""
        answer = self._answers.get(OPENING)
        if answer is None:
            answer = self._answers[OPENING] = self._at(self.establishment.opening_hours)
        return answer

    def hours_of(self, kind: str) -> Answer:
        """Whether the hours of a kind (`delivery`, `phone`) are open at this instant; unknown where it has none."""
        key = OF_KIND + kind
        answer = self._answers.get(key)
        if answer is None:
            answer = self._answers[key] = self._at(self.establishment.hours_of(kind))
        return answer

    @property
    def opening_side(self) -> str:
        """`inside`, `outside` or `unknown` of the opening hours."""
        return SIDES[self.opening_hours.state]

    @property
    def closed_since(self) -> str | None:
        """When the closed period of the chat began, ISO in UTC; None outside of one, or where it has no known start."""
        answer = self.chat_hours
        if answer.state is not State.CLOSED:
            return None
        return answer.since.astimezone(UTC).isoformat() if answer.since else "ever"

    def greeted(self, scope: str) -> bool:
        """Whether a greeting was sent: in this `episode`, on this `day` of the establishment, to this `contact`."""
        marks = self.state.greeted
        if scope == "episode":
            return marks.get("episode") == str(self.state.episode)
        return marks.get("day") == self.local_now.date().isoformat() if scope == "day" else "contact" in marks

    @property
    def local_now(self) -> datetime:
        """The instant on the establishment's own clock; UTC while its zone is unknown."""
        name = self.establishment.timezone
        return self.now.astimezone(ZoneInfo(name) if name else _UTC)

    def _at(self, schedule: Schedule | None) -> Answer:
        return unknown_answer() if schedule is None else schedule.at(self.now)


SIDES = {State.OPEN: "inside", State.CLOSED: "outside", State.UNKNOWN: "unknown"}
