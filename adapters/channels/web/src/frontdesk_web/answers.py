"""What the widget's API answers to an accepted call: config, a new session, a post, a listing, a live stream."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

from starlette.responses import JSONResponse, Response, StreamingResponse

from frontdesk import Event, StarterTapped, WebhookRejected
from frontdesk_web.call import Call, neighbourhood
from frontdesk_web.live import HEADERS, Pace, Seats, frames
from frontdesk_web.problems import TooMany
from frontdesk_web.protocol import TEXT_LIMIT, entry_document, known_locale, read_post, read_session
from frontdesk_web.visitor import LIFETIME, Visitor, new_visitor_id

_PAGE_SIZE = 200
_DIGITS = 18
"""Of an entry's number: as many as every database counts."""
_SEAT_SECONDS = 5.0
_NO_STORE = {"Cache-Control": "no-store"}


async def config(call: Call) -> Response:
    """What the panel shows before anything is said. Public, and cheap to ask again."""
    query, settings = call.request.query_params, call.channel.settings
    named = query.get("establishment")
    establishment = await call.establishment({"establishment": named} if named else {})
    offer = await call.desk.offer(call.channel.account, establishment.id, known_locale(query.get("locale")))
    document = {
        "name": settings.title or offer.name,
        "away": offer.away,
        "starters": [{"id": starter.id, "title": starter.title} for starter in offer.starters],
        "locale": offer.locale,
        "languages": list(settings.languages or offer.languages),
        "theme": {"accent": settings.accent},
        "limits": {"text": TEXT_LIMIT},
    }
    return _with_etag(call, JSONResponse(document, headers={"Cache-Control": "public, no-cache"}))


def _with_etag(call: Call, response: Response) -> Response:
    tag = f'"{sha256(bytes(response.body)).hexdigest()[:32]}"'
    if tag in call.request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={"ETag": tag, "Cache-Control": "public, no-cache"})
    response.headers["ETag"] = tag
    return response


async def sessions(call: Call) -> Response:
    """A token for a new visitor, and the event that they opened the chat."""
    await call.take(f"session:{neighbourhood(call.client)}", call.channel.settings.limits.sessions)
    body = await call.body()
    asked = read_session(body)
    visitor = Visitor(
        id=new_visitor_id(),
        account=call.channel.account,
        origin=call.origin,
        establishment=asked.establishment,
        locale=asked.locale,
        timezone=asked.timezone,
        name=asked.name,
        page=asked.page,
    )
    await call.establishment(visitor.attributes)
    token = await call.visitors.admit(visitor, call.desk.now())
    await call.desk.append(call.channel.account, call.events(visitor, body))
    return JSONResponse({"token": token, "expires_in": int(LIFETIME.total_seconds())}, 201, _NO_STORE)


async def post(call: Call) -> Response:
    """A message or a tap, taken once it is durable. The same id twice is one message, and the same answer."""
    visitor = await call.visitor()
    limits = call.channel.settings.limits
    await call.take(f"quick:{visitor.id}", limits.messages)
    await call.take(f"daily:{visitor.id}", limits.daily)
    body = await call.body()
    said = read_post(body)
    events = [await _titled(call, visitor, event) for event in call.events(visitor, body)]
    await call.desk.append(call.channel.account, events)
    return JSONResponse({"id": said.id}, 202, _NO_STORE)


async def _titled(call: Call, visitor: Visitor, event: Event) -> Event:
    """A tap that came without the title that was shown gets the one that is offered now."""
    if not isinstance(event, StarterTapped) or event.title:
        return event
    establishment = await call.desk.establishment(call.channel.account, visitor.attributes)
    if establishment is None:
        return event
    offer = await call.desk.offer(call.channel.account, establishment.id, visitor.locale)
    return replace(event, title=next((each.title for each in offer.starters if each.id == event.starter), ""))


async def history(call: Call) -> Response:
    """The entries after a number, oldest first; a page that is full has more behind it."""
    visitor = await call.reader()
    after = _number(call.request.query_params.get("after", "0"))
    if after is None:
        raise WebhookRejected.of("FD524", "after", problem="a whole number").with_status(422)
    entries = await call.desk.history(call.conversation(visitor), after=after, limit=_PAGE_SIZE)
    full = len(entries) == _PAGE_SIZE
    return JSONResponse({"messages": [entry_document(entry) for entry in entries], "more": full}, headers=_NO_STORE)


async def stream(call: Call, pace: Pace, seats: Seats) -> Response:
    """The entries after `Last-Event-ID`, or all where it is no number, and then each new one as it comes."""
    visitor = await call.reader()
    if seats.full(visitor.id):
        raise TooMany.wait(_SEAT_SECONDS)
    after = _number(call.request.headers.get("last-event-id", "")) or 0
    entries = call.desk.stream(call.conversation(visitor), after=after)
    followed = seats.seated(visitor.id, frames(entries, pace))
    return StreamingResponse(followed, headers=HEADERS, media_type="text/event-stream")


def _number(text: str) -> int | None:
    """An entry's number; None = not one."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _DIGITS else None
