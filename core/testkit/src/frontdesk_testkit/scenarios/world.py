"""The world of a scenario: its establishments, rules, toggles and conversations, as they are at the step at hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from frontdesk import (
    Account,
    ConfigError,
    Contact,
    Diagnostic,
    Establishment,
    EstablishmentRecord,
    Host,
    Route,
    Rulebook,
    Simulation,
    Toggles,
    Vocabulary,
    compile_rulebook,
    establishment_from,
    load_documents,
)
from frontdesk.rules import document_from_json
from frontdesk_testkit.scenarios.document import AccountPart, ContactPart, SetPart, TogglesPart
from frontdesk_testkit.scenarios.loading import Loaded


@cache
def installed() -> Vocabulary:
    """The words of every installed plugin, collected once."""
    return Host.load().vocabulary


class World:
    """Everything a step may change, and one simulation for each conversation."""

    def __init__(self, loaded: Loaded) -> None:
        scenario = loaded.scenario
        self._loaded = loaded
        self._release = 0
        self._records = {str(item.get("id")): dict(item) for item in scenario.establishments}
        self.establishments = {
            id_: self._establishment(record, "establishments", at)
            for at, (id_, record) in enumerate(self._records.items())
        }
        self.first = next(iter(self.establishments), None)
        self.account = _account(scenario.account, self.first)
        self.rulebook = self._rules(scenario.document, "document")
        self.toggles = dict.fromkeys(self.establishments, _toggles(scenario.toggles))
        self.max_event_age = scenario.max_event_age or timedelta(minutes=10)
        self._simulations: dict[tuple[str, str | None], Simulation] = {}

    def conversation(self, contact: Contact, attributes: Mapping[str, str]) -> Simulation:
        """The conversation of a contact with the establishment that the attributes lead to, in the world as it is."""
        found = self.account.route.resolve(attributes)
        establishment = self.establishments.get(found) if found is not None else None
        key = contact.address, establishment.id if establishment else None
        if key not in self._simulations:
            self._simulations[key] = Simulation(self.rulebook, establishment, self.account, contact=contact)
        simulation = self._simulations[key]
        simulation.rulebook = self.rulebook
        simulation.establishment = establishment
        simulation.contact = contact
        simulation.max_event_age = self.max_event_age
        simulation.toggles = self.toggles[establishment.id] if establishment else Toggles()
        return simulation

    def change(self, part: SetPart, step: int) -> None:
        """What a step with `set` does."""
        named = str((part.establishment or {}).get("id", self.first))
        if named not in self.establishments:
            known = ", ".join(repr(id_) for id_ in self.establishments) or "none"
            raise self._loaded.error("FD685", "steps", step, "set", establishment=named, known=known)
        if part.toggles is not None:
            self.toggles[named] = _toggles(part.toggles)
        if part.establishment is not None:
            self._records[named] |= part.establishment
            self.establishments[named] = self._establishment(
                self._records[named], "steps", step, "set", "establishment"
            )
        if part.document is not None:
            self.rulebook = self._rules(part.document, "steps", step, "set", "document")

    def instant(self, text: str, step: int) -> datetime:
        """The instant of `at`: on the first establishment's own clock, unless it has an offset."""
        try:
            at = datetime.fromisoformat(text)
        except ValueError as error:
            raise self._loaded.error("FD684", "steps", step, "at", value=text, why=str(error)) from error
        if at.tzinfo is None:
            zone = self.establishments[self.first].timezone if self.first else None
            at = at.replace(tzinfo=ZoneInfo(zone) if zone else UTC)
        return at.astimezone(UTC)

    def _establishment(self, record: Mapping[str, object], *place: str | int) -> Establishment:
        try:
            EstablishmentRecord.model_validate(record)
            return establishment_from(record)
        except ValidationError as error:
            raise ConfigError(*(self._wrong(item["loc"], item["msg"], place) for item in error.errors())) from error
        except ConfigError as error:
            raise ConfigError(*(self._loaded.placed(item, place) for item in error.diagnostics)) from error

    def _wrong(self, loc: tuple[str | int, ...], why: str, place: tuple[str | int, ...]) -> Diagnostic:
        field = ".".join(str(part) for part in loc)
        return self._loaded.placed(Diagnostic(id="FD682", params={"value": field, "why": why}), (*place, *loc))

    def _rules(self, document: Mapping[str, object] | None, *place: str | int) -> Rulebook:
        self._release += 1
        try:
            if document is None:
                paths = [self._loaded.folder / path for path in self._loaded.scenario.documents]
                read = load_documents((str(path), path.read_text(encoding="utf-8")) for path in paths)
            else:
                read = document_from_json({"frontdesk": 1, **document})
            return compile_rulebook(read, installed(), self._release)
        except ConfigError as error:
            raise ConfigError(*(self._loaded.placed(item, place) for item in error.diagnostics)) from error


def contact_of(part: ContactPart) -> Contact:
    """The contact, as events carry it."""
    return Contact(**part.model_dump())


def _account(part: AccountPart, first: str | None) -> Account:
    route = Route(default=first) if part.route is None else Route(**part.route.model_dump())
    return Account(
        id=part.id,
        channel=part.channel,
        capabilities=part.capabilities.capabilities(),
        route=route,
        addresses=frozenset(part.addresses),
    )


def _toggles(part: TogglesPart) -> Toggles:
    return Toggles(**part.model_dump())
