"""One conversation: what was said either way, by whom and by which rule, and what was held back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final
from uuid import uuid4

from starlette.responses import Response

from frontdesk_server.console.forms import Trouble
from frontdesk_server.console.journal.lines import WORDS
from frontdesk_server.console.visit import Visit
from frontdesk_server.store import ConversationView, JournalDecision, JournalMessage, StoredEstablishment

LATEST: Final = 100
"""Messages and decisions that are shown."""
_OF_CONTACT: Final = ("ConversationOpened", "MessageReceived", "StarterTapped")


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What one event brought: words either way, and what was decided about it."""

    decision: JournalDecision | None
    """None = it is further back than what is shown."""
    messages: Sequence[JournalMessage]

    @property
    def silent(self) -> bool:
        """Whether a contact did something and nothing automatic was said."""
        answered = any(message.direction == "out" for message in self.messages)
        return self.decision is not None and self.decision.type in _OF_CONTACT and not answered

    @property
    def closed(self) -> bool:
        """Whether it ended the episode."""
        return self.decision is not None and self.decision.type == "ConversationClosed"


async def conversation_of(visit: Visit) -> ConversationView | None:
    """The conversation of this address, within the person's scope."""
    id_ = str(visit.request.path_params["id"])
    return await visit.desk.store.journal.conversation(id_, limit=LATEST, scope=visit.scope)


async def show(visit: Visit) -> Response:
    """The conversation, with the box for an answer."""
    view = await conversation_of(visit)
    return visit.missing() if view is None else await page(visit, view)


async def page(visit: Visit, view: ConversationView, *, text: str = "", trouble: Trouble | None = None) -> Response:
    """The page; `text` is what somebody has written and could not be sent."""
    place = await _place(visit, view)
    excluded = await _excluded(visit, view)
    status = 422 if trouble else 200
    return visit.page(
        "conversations/one.html",
        status=status,
        text=text,
        trouble=trouble or Trouble(),
        reply_id=uuid4().hex,
        excluded=excluded,
        **_shown(view, place),
    )


async def thread(visit: Visit) -> Response:
    """What is said so far: swapped in while somebody looks."""
    view = await conversation_of(visit)
    if view is None:
        return visit.missing()
    return visit.partial("conversations/_thread.html", **_shown(view, await _place(visit, view)))  # type: ignore[arg-type]


def turns(view: ConversationView) -> Iterator[Turn]:
    """The conversation event by event, oldest first."""
    said = {number: list(found) for number, found in groupby(_in_order(view), key=lambda message: message.decision)}
    decisions = {decision.number: decision for decision in view.decisions}
    for number in sorted(said.keys() | decisions.keys()):
        yield Turn(decision=decisions.get(number), messages=said.get(number, ()))


def _in_order(view: ConversationView) -> list[JournalMessage]:
    return sorted(view.messages, key=lambda message: (message.decision, message.number))


def _shown(view: ConversationView, place: StoredEstablishment | None) -> dict[str, object]:
    zone = place.record.get("timezone") if place else None
    return {
        "view": view,
        "place": place,
        "turns": list(turns(view)),
        "zone": WORDS["known_zone"](zone),  # type: ignore[operator]
        "cut": len(view.messages) >= LATEST,
        "j": WORDS,
    }


async def _place(visit: Visit, view: ConversationView) -> StoredEstablishment | None:
    id_ = view.line.establishment
    return await visit.desk.store.establishments.get(id_, visit.scope) if id_ else None


async def _excluded(visit: Visit, view: ConversationView) -> bool:
    id_ = view.line.establishment
    found = await visit.desk.store.exclusions.of(id_) if id_ else []
    return any(one.contact == view.line.contact for one in found)
