"""Figures over REST: the same report as the console's page, in numbers."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from frontdesk_server.api.asked import StoreDep
from frontdesk_server.api.callers import Reader
from frontdesk_server.api.problems import Refused
from frontdesk_server.api.shapes import Shape
from frontdesk_server.publishing.reporting import Line, Report, Totals, last_days, problems_of, report, today
from frontdesk_server.store.figures import Asked, Period

USUAL_DAYS = 28

router = APIRouter(tags=["Figures"])


class TotalsOut(Shape):
    """What was counted. A conversation counts once for each of its episodes, in the hour in which that began."""

    begun: int = Field(description="conversations that a contact began")
    greeted: int = Field(description="those that began with a welcome or an absence message")
    away: int = Field(description="those that began with the absence message")
    offered: int = Field(description="those in which a starter could be chosen")
    chose: int = Field(description="those in which one was chosen")
    tapped: int = Field(description="starters chosen, however often in a conversation")
    answered: int = Field(description="answers to starters")
    silent: int = Field(description="events of contacts to which nothing was said, for one of the reasons listed")

    @classmethod
    def of(cls, totals: Totals) -> TotalsOut:
        """The form of some totals."""
        named = {name: totals[name] for name in ("begun", "offered", "chose", "tapped", "answered", "silent")}
        return cls(greeted=totals.greeted, away=totals.away, **named)


class DayOut(Shape):
    """The greetings of one day."""

    day: date
    welcome: int
    absence: int


class StarterOut(Shape):
    """How often a starter was chosen."""

    message_set: str = Field(description="empty for a starter of a rule of its own")
    starter: str = Field(description="its id")
    chosen_first: int = Field(description="conversations that chose it first")
    tapped: int


class HourOut(Shape):
    """The greetings of one hour of the week."""

    weekday: int = Field(description="1 = Monday")
    hour: int
    greeted: int
    away: int


class FailureOut(Shape):
    """How many messages did not reach anybody, and why."""

    status: str = Field(description="failed, dropped or parked")
    cause: str
    messages: int


class SilenceOut(Shape):
    """How many events of contacts were not answered, and why."""

    reason: str
    events: int


class KeyedOut(Shape):
    """The totals of one message set or establishment."""

    id: str
    totals: TotalsOut

    @classmethod
    def of(cls, line: Line) -> KeyedOut:
        """The form of a line of the report."""
        return cls(id=line.key, totals=TotalsOut.of(line.totals))


class FiguresOut(Shape):
    """The figures of a period, in the time zone of each establishment."""

    since: date
    until: date
    totals: TotalsOut
    before: TotalsOut = Field(description="of as many days, just before")
    days: list[DayOut]
    starters: list[StarterOut]
    week: list[HourOut] = Field(description="hours in which somebody was greeted")
    failures: list[FailureOut]
    silences: list[SilenceOut]
    message_sets: list[KeyedOut]
    establishments: list[KeyedOut] = Field(description="the 200 with the most conversations")

    @classmethod
    def of(cls, found: Report) -> FiguresOut:
        """The form of a report."""
        week = ((day, at, hour) for day, hours in enumerate(found.week, 1) for at, hour in enumerate(hours))
        return cls(
            since=found.asked.period.since,
            until=found.asked.period.until,
            totals=TotalsOut.of(found.totals),
            before=TotalsOut.of(found.before),
            days=[DayOut(day=day.day, welcome=day.welcome, absence=day.absence) for day in found.days],
            starters=[
                StarterOut(
                    message_set=rank.message_set, starter=rank.starter, chosen_first=rank.chosen, tapped=rank.tapped
                )
                for rank in found.ranking
            ],
            week=[HourOut(weekday=day, hour=at, greeted=h.greeted, away=h.away) for day, at, h in week if h.greeted],
            failures=[FailureOut(status=f.status, cause=f.cause, messages=f.number) for f in found.failures],
            silences=[SilenceOut(reason=reason, events=number) for reason, number in found.silences],
            message_sets=[KeyedOut.of(line) for line in found.sets],
            establishments=[KeyedOut.of(line) for line in found.establishments],
        )


@router.get("/figures", summary="Read the figures of a period")
async def figures(  # noqa: PLR0917 - what figures are narrowed by
    store: StoreDep,
    bearer: Reader,
    since: Annotated[date | None, Query(description="the first day; without it the last 28 days")] = None,
    until: Annotated[date | None, Query(description="the last day; without it today")] = None,
    establishment: Annotated[str | None, Query(description="only this establishment")] = None,
    group: Annotated[str | None, Query(description="only establishments of this group")] = None,
    message_set: Annotated[str | None, Query(description="only this message set")] = None,
    account: Annotated[str | None, Query(description="only this account")] = None,
) -> FiguresOut:
    """Greetings by day, starters chosen, absences by hour of the week, what was not delivered or not answered, and why.

    They follow what happens by some seconds. Days and hours are those of each establishment.
    """
    if establishment is not None and await store.establishments.get(establishment, bearer.scope) is None:
        raise Refused.because(HTTPStatus.NOT_FOUND, "FD767", establishment=establishment[:64])
    last = until or await today(store, bearer.scope, establishment)
    period = Period(since=since, until=last) if since is not None else last_days(USUAL_DAYS, last)
    for problem in problems_of(period):
        raise Refused.because(HTTPStatus.UNPROCESSABLE_ENTITY, problem.id, **problem.params)
    asked = Asked(
        period=period,
        scope=bearer.scope,
        establishment=establishment,
        group=group,
        message_set=message_set,
        account=account,
    )
    return FiguresOut.of(await report(store, asked, places=200))
