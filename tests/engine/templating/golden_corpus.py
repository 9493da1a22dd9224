"""The corpus of the golden files: weeks, days, states and moments of every shape, each with the tags that it is for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from frontdesk.hours import Schedule
from tests.engine.templating.places import OFFICE, hours

_PARIS = ZoneInfo("Europe/Paris")


def paris(text: str) -> datetime:
    """An instant on the clock of Paris."""
    return datetime.fromisoformat(text).replace(tzinfo=_PARIS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One place at one instant."""

    name: str
    tags: tuple[str, ...]
    opening: Schedule | None
    now: datetime
    chat: Schedule | None = None
    reply: str | None = None
    reader: str | None = None


WEDNESDAY = "2026-12-16T12:30"
WEEK = ("hours.week",)
DAYS = ("hours.today", "hours.tomorrow")
STATE = ("hours.status", "hours.open_until")
MOMENTS = ("hours.next_opening", "hours.next_closing")
COMING = ("hours.exceptional",)


def _case(name: str, tags: tuple[str, ...], weekly: object = None, now: str = WEDNESDAY, **rest: object) -> Case:
    opening = hours(OFFICE if weekly is None else weekly, **rest)  # type: ignore[arg-type]
    return Case(name=name, tags=tags, opening=opening, now=paris(now))


def _only(days: str, *periods: str) -> dict[str, object]:
    """Open on these days alone."""
    week = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    return {day: list(periods) if day in days.split(",") else "closed" for day in week}


def _special(*days: dict[str, object]) -> dict[str, object]:
    return {"special": list(days)}


CHRISTMAS = {"date": "2026-12-25", "hours": "closed", "label": "X"}
AWAY = {"from": "2026-12-19", "to": "2027-01-03", "hours": "closed"}
LATE_SHOPPING = {"date": "2026-12-17", "hours": ["09:00-22:00"], "label": "Y"}
SEVEN = {
    day: [f"{8 + n:02}:{n * 5:02}-{17 + n % 2}:30"]
    for n, day in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))
}
SUMMER = [{"from": "2026-12-01", "to": "2026-12-31", "weekly": {"mon-sun": ["10:00-11:00"]}}]
FAR = {"date": "2027-12-01", "hours": ["09:00-10:00"]}

_WEEKS = (
    _case("split shift", WEEK),
    _case("every day", WEEK, {"mon-sun": ["09:00-19:00"]}),
    _case("never closed", WEEK, {"mon-sun": "all_day"}),
    _case("never open", WEEK, {"mon-sun": "closed"}),
    _case("nothing known", WEEK, {"mon-sun": "unknown"}),
    _case("one day unknown", WEEK, {"mon-wed,fri-sun": ["09:00-10:00"], "thu": "unknown"}),
    _case("open, times not told", WEEK, {"mon": "open", "tue-sun": ["09:00-10:00"]}),
    _case("open all week, times not told", WEEK, {"mon-sun": "open"}),
    _case("one whole day", WEEK, {"mon": "all_day", "tue-sun": "closed"}),
    _case("past midnight", WEEK, _only("fri,sat", "20:00-02:00")),
    _case("to midnight", WEEK, {"mon-sun": ["20:00-24:00"]}),
    _case("from midnight", WEEK, {"mon-sun": ["00:00-06:00"]}),
    _case("into the day after the next", WEEK, _only("fri", "20:00-50:00")),
    _case("days apart", WEEK, _only("mon,wed,sat", "09:00-12:00")),
    _case("Sunday to Thursday", WEEK, {"sun-thu": ["11:00-22:00"], "fri-sat": ["11:00-23:00"]}),
    _case("weekends alike", WEEK, {"mon-fri": ["09:00-17:00"], "sat-sun": ["10:00-11:00"]}),
    _case("Sundays apart", WEEK, {"mon-fri": ["09:00-17:00"], "sat": ["09:00-12:00"], "sun": ["10:00-11:00"]}),
    _case("closed on Sunday and Monday", WEEK, {"tue-sat": ["09:00-17:00"], "sun-mon": "closed"}),
    _case("seven different days", WEEK, SEVEN),
    _case("around noon and one", WEEK, _only("mon", "11:00-12:00", "12:30-13:00", "01:00-01:30")),
    _case("three periods", WEEK, _only("tue", "07:00-09:00", "11:30-14:15", "18:00-23:59")),
    _case("cron", WEEK, {}, cron=[{"open": "0 9 * * 1-5", "close": "0 18 * * 1-5"}]),
    _case("season", WEEK, seasons=SUMMER),
    _case("public holidays closed", WEEK, holidays={"country": "FR"}),
    _case("public holidays of their own", WEEK, holidays={"country": "FR", "behaviour": "10:00-12:00"}),
    _case("on another clock", (*WEEK, *DAYS), timezone="America/New_York"),
)
_DAYS = (
    _case("a working day", DAYS),
    _case("before a special day", DAYS, **_special(LATE_SHOPPING)),
    _case("before a closed special day", DAYS, now="2026-12-24T12:00", **_special(CHRISTMAS)),
    _case("before a day that is not known", DAYS, {"mon-wed,fri-sun": ["09:00-10:00"], "thu": "unknown"}),
    _case("a date", ("hours.on[2026-12-25]", "hours.on[2026-12-26]"), **_special(CHRISTMAS)),
    _case("whole days", DAYS, {"mon-sun": "all_day"}),
)
_STATES = (
    _case("open", STATE, now="2026-12-16T15:00"),
    _case("closed", STATE),
    _case("open before midnight", STATE, _only("wed", "20:00-02:00"), now="2026-12-16T23:30"),
    _case("open after midnight", STATE, _only("wed", "20:00-02:00"), now="2026-12-17T01:30"),
    _case("open until one", STATE, _only("wed", "20:00-25:00"), now="2026-12-16T23:30"),
    _case("open until noon", STATE, now="2026-12-16T10:00"),
    _case("open until midnight", STATE, _only("wed", "20:00-24:00"), now="2026-12-16T23:30"),
    _case("open for days", STATE, {"wed-fri": "all_day", "mon,tue,sat,sun": "closed"}),
    _case("always open", (*STATE, *MOMENTS), {"mon-sun": "all_day"}),
    _case("never opening", (*STATE, *MOMENTS), {"mon-sun": "closed"}),
    _case("not known", (*STATE, *MOMENTS), {"mon-sun": "unknown"}),
    _case("closed for a reason", STATE, now="2026-12-25T12:00", **_special(CHRISTMAS)),
)
_MOMENTS = (
    _case("today", MOMENTS),
    _case("tomorrow", MOMENTS, now="2026-12-16T19:00"),
    _case("within the week", MOMENTS, now="2026-12-19T15:00"),
    _case("a Sunday", MOMENTS, _only("sun", "09:00-12:00")),
    _case("over a public holiday", MOMENTS, now="2026-12-24T19:00", holidays={"country": "FR"}),
    _case("a week from now", MOMENTS, _only("wed", "09:00-10:00")),
    _case("beyond a week", MOMENTS, now="2026-12-18T19:00", **_special(AWAY)),
    _case("the first of a month", MOMENTS, _only("fri", "09:00-10:00"), now="2026-12-18T19:00", **_special(CHRISTMAS)),
    _case("in a year", MOMENTS, {"mon-sun": "closed"}, **_special(FAR)),
    _case("at one in the night", MOMENTS, _only("thu", "01:00-13:00")),
    _case("past one", MOMENTS, _only("thu", "01:15-13:15")),
    _case("at noon and at midnight", MOMENTS, _only("thu", "12:00-24:00")),
    _case("while open", MOMENTS, now="2026-12-16T10:00"),
    _case("the clocks go forward", MOMENTS, now="2027-03-28T00:30"),
    _case("the clocks go back", MOMENTS, now="2027-10-31T00:30"),
    _case("on a visitor's clock", ("hours.next_opening[Asia/Tokyo]", "hours.next_closing[America/New_York]")),
)
_COMING = (
    _case("one special day", COMING, **_special(CHRISTMAS)),
    _case("several days away", COMING, **_special(AWAY)),
    _case("two special days", COMING, **_special(LATE_SHOPPING, CHRISTMAS)),
    _case(
        "the first of January", COMING, now="2026-12-28T12:00", **_special({"date": "2027-01-01", "hours": "closed"})
    ),
    _case("nothing special", COMING),
)
CHAT = hours({"mon-fri": ["10:00-16:00"]})
NOW = ("now.date", "now.time")
REPLY = ("chat.expected_reply",)
HERE = "2026-12-16T12:00"


def _reply(name: str, reply: str, now: str) -> Case:
    return Case(name=f"reply: {name}", tags=REPLY, opening=None, chat=CHAT, reply=reply, now=paris(now))


_OTHERS = (
    Case(name="at noon", tags=NOW, opening=None, now=paris("2026-12-01T12:00")),
    Case(name="at midnight", tags=NOW, opening=None, now=paris("2027-03-07T00:00")),
    Case(name="past one at night", tags=NOW, opening=None, now=paris("2027-08-15T01:05")),
    _reply("one minute", "PT1M", HERE),
    _reply("half an hour", "PT30M", HERE),
    _reply("more than an hour", "PT90M", HERE),
    _reply("more than a day", "PT25H", HERE),
    _reply("back within the half hour", "PT5M", "2026-12-16T09:35"),
    _reply("back within the hour", "PT5M", "2026-12-16T09:10"),
    _reply("back in some hours", "PT5M", "2026-12-16T07:30"),
    _reply("back later today", "PT5M", "2026-12-16T05:00"),
    _reply("back tomorrow", "PT5M", "2026-12-16T17:00"),
    _reply("back on Monday", "PT5M", "2026-12-18T17:00"),
    _reply("a week after that", "P7D", "2026-12-18T17:00"),
    Case(
        name="a reader from abroad",
        tags=("establishment.address", "establishment.address_lines", "establishment.country"),
        opening=None,
        now=paris(WEDNESDAY),
        reader="nl-NL",
    ),
)

CASES: tuple[Case, ...] = (*_WEEKS, *_DAYS, *_STATES, *_MOMENTS, *_COMING, *_OTHERS)
