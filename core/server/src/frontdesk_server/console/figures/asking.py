"""What figures are asked for: the query of a page, read with its mistakes kept for the fields."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlencode

from frontdesk.diagnostics import Diagnostic
from frontdesk_server.console.figures.labels import PERIODS
from frontdesk_server.console.forms import Trouble
from frontdesk_server.console.visit import Visit
from frontdesk_server.publishing.reporting import last_days, problems_of, today
from frontdesk_server.store.figures import Asked, Period

USUAL: Final = "28"
CHOSEN: Final = "chosen"
_KEYS: Final = ("set", "establishment", "group", "account")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What somebody asks: the fields as they were sent, and what they mean."""

    asked: Asked
    period: str
    since: str
    until: str
    trouble: Trouble

    @property
    def narrowed(self) -> dict[str, str]:
        """What the figures are narrowed to, by the field's name."""
        asked = self.asked
        values = {"set": asked.message_set, "establishment": asked.establishment}
        return {name: value for name, value in (values | self._more).items() if value}

    @property
    def _more(self) -> dict[str, str | None]:
        return {"group": self.asked.group, "account": self.asked.account}

    def link(self, path: str = "/console/figures", **changes: str) -> str:
        """The address of the same question with some fields changed; an empty one is left out."""
        period = {"period": self.period} | ({"since": self.since, "until": self.until} if self.period == CHOSEN else {})
        fields = {name: value for name, value in (period | self.narrowed | changes).items() if value}
        return f"{path}?{urlencode(fields)}"


async def question(visit: Visit) -> Question | None:
    """What a visit asks for; None = an establishment that this person does not see."""
    narrowed = {name: visit.query(name) or None for name in _KEYS}
    establishment = narrowed["establishment"]
    store = visit.desk.store
    if establishment is not None and await store.establishments.get(establishment, visit.scope) is None:
        return None
    now = await today(store, visit.scope, establishment)
    period = visit.query("period", USUAL)
    period = period if period in PERIODS else USUAL
    meant, wrong = _period(visit, period, now)
    asked = Asked(
        period=meant,
        scope=visit.scope,
        establishment=establishment,
        group=narrowed["group"],
        message_set=narrowed["set"],
        account=narrowed["account"],
    )
    since, until = (visit.query(name) or day.isoformat() for name, day in (("since", meant.since), ("until", now)))
    return Question(asked=asked, period=period, since=since, until=until, trouble=Trouble(diagnostics=tuple(wrong)))


def _period(visit: Visit, period: str, now: date) -> tuple[Period, list[Diagnostic]]:
    usual = last_days(int(USUAL), now)
    if period == "today":
        return last_days(1, now), []
    if period != CHOSEN:
        return last_days(int(period), now), []
    days = {name: _day(visit.query(name), name) for name in ("since", "until")}
    wrong = [found for found in days.values() if isinstance(found, Diagnostic)]
    since, until = days["since"], days["until"]
    if isinstance(since, Diagnostic) or isinstance(until, Diagnostic):
        return usual, wrong
    chosen = Period(since=since, until=until)
    wrong = problems_of(chosen)
    return usual if wrong else chosen, wrong


def _day(text: str, name: str) -> date | Diagnostic:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return Diagnostic(id="FD940", path=name, params={"found": text[:40]})
    if not date(2000, 1, 1) <= found <= date(2200, 1, 1):
        return Diagnostic(id="FD940", path=name, params={"found": text[:40]})
    return found
