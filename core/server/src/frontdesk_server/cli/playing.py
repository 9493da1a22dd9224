"""Playing the steps of a command line through `frontdesk.engine.Simulation`: the engine itself, with sends cut off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path
from typing import Final

from frontdesk.diagnostics import Diagnostic
from frontdesk.engine import Simulation, StepResult, offer
from frontdesk.errors import ConfigError
from frontdesk.host import Host
from frontdesk.model import Account, Contact, Establishment
from frontdesk.rules import Rulebook, compile_rulebook
from frontdesk_server.cli.instants import read_instant
from frontdesk_server.cli.output import progress
from frontdesk_server.cli.place import place_of
from frontdesk_server.clock import SystemClock
from frontdesk_server.project import Project, load_project
from frontdesk_server.publishing.checking import conflict_errors
from frontdesk_server.publishing.documents import read_document

VISITOR: Final = "visitor"

Step = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What a simulation did, step by step; `results` holds several where timers fired in between."""

    establishment: Establishment
    release: int
    steps: Sequence[Step]
    results: Sequence[Sequence[StepResult]]
    doubts: Sequence[Diagnostic] = ()
    """What would keep these sets from being released."""


def play(folder: Path, id: str, *, channel: str, locale: str | None, steps: Sequence[Step]) -> Played:  # noqa: A002
    """Play the steps. Raises `ConfigError` for a project, establishment, channel, instant or title that is none."""
    host = Host.load()
    project = load_project(folder, host)
    with progress("Reading establishments") as advance:
        establishment = place_of(project, id, advance)
    document = read_document(project)
    rulebook = compile_rulebook(document, host.vocabulary)
    account = _account(project, channel)
    conflicts = conflict_errors(document, rulebook, [establishment], [account])
    game = _Game(rulebook, establishment, account, locale)
    return Played(
        establishment=establishment,
        release=rulebook.release,
        steps=steps,
        results=[game.step(name, value) for name, value in _in_time(steps, establishment)],
        doubts=[replace(found, severity="warning") for found in conflicts],
    )


def _account(project: Project, channel: str) -> Account:
    account = project.account(channel)
    if account is None:
        known = sorted({spec.channel.kind for spec in project.accounts})
        raise ConfigError.of("FD714", channel=channel, known=", ".join(known) or "none")
    return account


def _in_time(steps: Sequence[Step], establishment: Establishment) -> list[tuple[str, str | datetime]]:
    """The steps with instants read; the first instant stands before everything, and something happens at least."""
    read = [(name, read_instant(value, establishment.timezone) if name == "at" else value) for name, value in steps]
    first = next((value for name, value in read if name == "at"), None)
    start = first or read_instant(SystemClock().now().isoformat(), establishment.timezone)
    _check_order(steps, read)
    happens = read if any(name != "at" for name, _ in read) else [*read, ("open", "")]
    return [("at", start), *happens]


def _check_order(steps: Sequence[Step], read: Sequence[tuple[str, str | datetime]]) -> None:
    """Raise `ConfigError` for an instant before the one that stands before it: no clock goes back."""
    instants = [(text, value) for (_, text), (_, value) in zip(steps, read, strict=True) if isinstance(value, datetime)]
    for (before, earlier), (text, later) in pairwise(instants):
        if later.astimezone(UTC) < earlier.astimezone(UTC):  # on one clock Python compares what it shows
            raise ConfigError.of("FD774", text=text, before=before)


class _Game:
    """The simulation, and the instant that the command line has reached."""

    def __init__(self, rulebook: Rulebook, establishment: Establishment, account: Account, locale: str | None) -> None:
        self._contact = Contact(address=VISITOR, locale=locale)
        self._simulation = Simulation(rulebook, establishment, account, contact=self._contact)
        self._now: datetime | None = None

    def step(self, name: str, value: str | datetime) -> list[StepResult]:
        """One step, and the timers that were due before it."""
        if isinstance(value, datetime):
            fired = [] if self._now is None else self._simulation.until(value)
            self._now = value
            return fired
        return [self._act(name, value, self._instant)]

    @property
    def _instant(self) -> datetime:
        if self._now is None:
            raise LookupError("no instant: `_in_time` puts one first")
        return self._now

    def _act(self, name: str, value: str, now: datetime) -> StepResult:
        if name == "open":
            return self._simulation.open(now, attributes=self._attributes)
        if name == "say":
            return self._simulation.say(now, value, attributes=self._attributes)
        return self._tap(value, now)

    def _tap(self, title: str, now: datetime) -> StepResult:
        """A tap. Raises `ConfigError` for a title that nobody was offered: here it is a slip of the pen."""
        result = self._simulation.tap(now, title)
        if any(line.id == "starter_unknown" for line in result.decision.trace):
            known = self._titles(now)
            near = get_close_matches(title, known, n=1, cutoff=0.0)
            raise ConfigError.of("FD716", title=title, nearest=near[0] if near else "", known=", ".join(known) or "-")
        return result

    @property
    def _attributes(self) -> Mapping[str, str]:
        """What a page says of itself."""
        establishment = self._simulation.establishment
        return {"establishment": establishment.id} if establishment else {}

    def _titles(self, now: datetime) -> list[str]:
        found = self._simulation
        if found.establishment is None:
            return []
        offered = offer(
            found.rulebook,
            found.establishment,
            account=found.account,
            toggles=found.toggles,
            locale=self._contact.locale,
            now=now,
        )
        return [starter.title for starter in offered.starters]
