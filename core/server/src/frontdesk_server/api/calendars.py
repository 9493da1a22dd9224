"""The REST interface of calendars: every opening of the coming months, as JSON and as a file to subscribe to."""

from __future__ import annotations

from asyncio import to_thread
from datetime import date, datetime
from http import HTTPStatus
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from frontdesk.calendars import HoursCalendar, Language, calendar_for, hours_meant
from frontdesk.errors import ConfigError
from frontdesk.hours import Reason, State
from frontdesk_server.access.tokens import Bearer
from frontdesk_server.api.asked import EstablishmentId, StoreDep
from frontdesk_server.api.callers import Reader
from frontdesk_server.api.problems import Refused, language_of
from frontdesk_server.api.shapes import Shape
from frontdesk_server.store import Store, StoredEstablishment

MOST_MONTHS: Final = 36
_EARLIEST: Final = date(1901, 1, 1)
_LATEST: Final = date(2190, 1, 1)

router = APIRouter(tags=["Establishments"])

Kind = Annotated[str, Query(max_length=80, description="opening, chat, or a kind that its source names (delivery)")]
First = Annotated[
    date | None, Query(alias="from", ge=_EARLIEST, le=_LATEST, description="the first day; today there, if left out")
]
Months = Annotated[int, Query(ge=1, le=MOST_MONTHS, description="how many months")]


class OpeningOut(Shape):
    """An opening, or the part of one on a day; with the offset of the place."""

    start: str
    end: str


class CalendarDayOut(Shape):
    """What a day is, and the openings that start on it."""

    date: date
    state: State
    reason: Reason
    label: str | None
    note: str | None
    exceptional: bool
    hours_in_day: float
    openings: list[OpeningOut]


class CalendarOut(Shape):
    """The calendar of one kind of hours."""

    establishment: str
    name: str
    kind: str
    timezone: str
    first: date = Field(alias="from")
    last: date = Field(alias="to")
    days: list[CalendarDayOut]

    @classmethod
    def of(cls, found: HoursCalendar) -> CalendarOut:
        """The form of a calendar."""
        return cls.model_validate(found.as_json())


@router.get("/establishments/{id}/calendar", summary="Read an establishment's calendar")
async def calendar(
    store: StoreDep,
    bearer: Reader,
    id: EstablishmentId,  # noqa: A002 - the glossary's word
    *,
    kind: Kind = "opening",
    first: First = None,
    months: Months = 12,
) -> CalendarOut:
    """Every opening of the coming months as it really is, with holidays, special days, status and changes of clocks."""
    return CalendarOut.of(await _found(store, bearer, id, (kind, first, months)))


@router.get(
    "/establishments/{id}/calendar.ics",
    summary="Subscribe to an establishment's calendar",
    response_class=Response,
    responses={200: {"content": {"text/calendar": {}}}},
)
async def calendar_file(
    request: Request,
    store: StoreDep,
    bearer: Reader,
    id: EstablishmentId,  # noqa: A002 - the glossary's word
    *,
    kind: Kind = "opening",
    first: First = None,
    months: Months = 12,
) -> Response:
    """The same as an iCalendar file (RFC 5545), in the language of `Accept-Language`."""
    language = language_of(request.headers.get("accept-language", ""))
    found = await _found(store, bearer, id, (kind, first, months), language)
    text = await to_thread(found.file(store.clock.now()).text)
    return Response(text.encode(), media_type="text/calendar")


async def _found(
    store: Store, bearer: Bearer, id_: str, asked: tuple[str, date | None, int], language: Language = "en"
) -> HoursCalendar:
    """The calendar that is asked for. Refused where there is no such establishment, no such hours, or no time zone."""
    stored = await store.establishments.get(id_, bearer.scope)
    if stored is None:
        raise Refused.because(HTTPStatus.NOT_FOUND, "FD767", establishment=id_[:64])
    try:
        # Years of days are tenths of a second, in which webhooks want to be answered.
        return await to_thread(_calendar, stored, store.clock.now(), asked, language)
    except ConfigError as error:
        told = error.diagnostics[0]
        status = HTTPStatus.NOT_FOUND if told.id == "FD187" else HTTPStatus.CONFLICT
        raise Refused.because(status, told.id, **told.params) from None


def _calendar(
    stored: StoredEstablishment, now: datetime, asked: tuple[str, date | None, int], language: Language
) -> HoursCalendar:
    place, (kind, first, months) = stored.establishment, asked
    meant = hours_meant(place, kind)
    today = now.astimezone(ZoneInfo((meant and meant.timezone) or "UTC")).date()
    return calendar_for(place, kind, first or today, months, language=language)
