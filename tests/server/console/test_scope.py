"""A role with a scope sees and changes nothing outside it: tried on every address that console and REST have.

The lists of addresses are the applications' own. An address whose parameters this page does not know fails the test:
say in `OUTSIDE` what is outside for it.
"""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import frontdesk_server.console
from frontdesk_server.access import SignedIn, people, tokens
from frontdesk_server.api.rest import build_rest
from frontdesk_server.console.app import SCREENS
from frontdesk_server.rights import Role, Scope
from frontdesk_server.store import DraftKind, OutboxStatus, Sought
from frontdesk_server.store.api_tokens import TokenScope
from frontdesk_server.store.audit import Actor
from tests.server.console.house import House
from tests.server.console.matter import MINIMES, write

WITHIN = {"bakeries"}
SECRET = "whispered-outside"  # what a contact of an outside establishment wrote
CONTACT = "+33600000099"
SET, SCHEDULE = "Outside garages only", "Outside hours"
OTHER = "outsider@colibri.example"
BY_ITSELF = ("tally",)  # the roll-up follows what was decided before
MARKS = (MINIMES, "Les Minimes", "garages", SECRET, CONTACT, SET, OTHER, "Clinique Colibri", "clinique-carouge")
SOURCES = Path(frontdesk_server.console.__file__).parent
READ_FIELDS = re.compile(r"""(?:get|all)\("([a-z_.\[\]]+)"\)""")
OWN_FIELDS = ("do", "next", "language", "theme", "password", "current", "name", "email")


@dataclass(frozen=True)
class World:
    """A house, and what in it is outside."""

    house: House
    outside: dict[str, str]
    token: str

    def path(self, template: str) -> str:
        """The address with what is outside in the place of its parameters."""
        return re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: self._value(template, found[1]), template)

    def _value(self, template: str, name: str) -> str:
        keys = [key for key in self.outside if template.startswith(key.partition(" ")[0]) and key.endswith(f" {name}")]
        assert keys, f"say in test_scope what is outside for {{{name}}} of {template}"
        return self.outside[max(keys, key=len)]

    def kept(self) -> dict[str, list[tuple[object, ...]]]:
        """Every row of the database that is about something outside."""
        with sqlite3.connect(self.house.folder / "frontdesk.sqlite") as database:
            names = [row[0] for row in database.execute("select name from sqlite_master where type = 'table'")]
            plain = [name for name in names if name not in BY_ITSELF and not name.startswith("sqlite_")]
            rows = {name: database.execute(f'select * from "{name}"').fetchall() for name in plain}  # noqa: S608
        return {name: [row for row in found if any(map(_marked, row))] for name, found in rows.items()}


def _marked(value: object) -> bool:
    return isinstance(value, str) and any(mark in value for mark in MARKS)


@pytest.fixture(scope="module")
def world(shared: House) -> World:
    shared.enter()
    write(shared, SECRET, place=MINIMES, contact=CONTACT, account="website")
    shared.call(all_sent, shared)
    decision = shared.call(shared.store.decisions.page, Sought(establishment=MINIMES))[0]
    conversation = shared.call(shared.store.journal.conversations)[0]
    author = Actor(name="test")
    drafts = shared.store.drafts
    chosen = {"name": SET, "establishments": {"groups": ["garages"]}}
    shared.call(drafts.create, "1" * 32, chosen, kind=DraftKind.MESSAGE_SET, name=SET, author="test")
    weekly = {"weekly": {"mon": ["09:00-12:00"]}}
    shared.call(drafts.create, "2" * 32, weekly, kind=DraftKind.SCHEDULE, name=SCHEDULE, author="test")
    other = shared.call(people.add, shared.store, profile("Olga", OTHER, {"garages"}), author)
    me = shared.call(people.add, shared.store, profile("Ines", "ines@colibri.example", WITHIN), author)
    who = SignedIn(id=me.id, name=me.name, email=me.email, role=me.role, scope=me.scope)
    token = shared.call(tokens.make, shared.store, who, name="scope", scopes=tuple(TokenScope))
    assert token is not None
    return World(
        house=shared,
        outside={
            "/establishments id": MINIMES,
            "/establishments contact": CONTACT,
            "/conversations id": conversation.id,
            "/journal number": str(decision.number),
            "/journal key": "ab" * 16,
            "/decisions number": str(decision.number),
            "/sets id": "1" * 32,
            "/message-sets id": "1" * 32,
            "/hours id": "2" * 32,
            "/people id": other.id,
            "/link key": "no-such-link",
            "/releases number": "1",
            "/releases other": "2",
            "/dead-letters number": "1",
            "/waiting-messages key": "ab" * 16,
            "/plans id": "ab" * 16,
            "/accounts id": "crm",
            "/sources id": "files",
        },
        token=token,
    )


async def all_sent(home: House) -> None:
    """Until nothing moves by itself any more."""
    for status in (OutboxStatus.PENDING, OutboxStatus.SENDING):
        while await home.store.outbox.rows(status):  # noqa: ASYNC110 - the sender has no bell for us
            await asyncio.sleep(0.01)


def profile(name: str, email: str, groups: set[str]) -> people.Profile:
    role = Role.ADMINISTRATOR
    return people.Profile(name=name, email=email, role=role, scope=Scope(groups=frozenset(groups)))


def fields() -> dict[str, str]:
    """Every field that some screen reads, with something outside in it: a form that somebody forged."""
    code = "".join(file.read_text() for file in SOURCES.rglob("*.py"))
    names = set(READ_FIELDS.findall(code)) - set(OWN_FIELDS)
    named = {"establishment", "place", "ids", "selected", "establishments.ids", "establishments.groups", "group"}
    return {name: "garages" if "group" in name else MINIMES for name in names | named}


# The console


@pytest.mark.parametrize("path", sorted({screen.path for screen in SCREENS if "GET" in screen.methods}))
def test_a_screen_shows_nothing_from_outside(world: World, path: str) -> None:
    world.house.enter(Role.ADMINISTRATOR, groups=WITHIN, name="Ines")
    if path in LIVE:
        return
    answer = world.house.get(world.path(path), **QUERIES.get(path, {}))
    if path in FILTERED:
        assert answer.status_code == 200, answer.text
    elif "{" in path or path in FOR_ALL:
        assert answer.status_code == 404, answer.text
    else:
        assert answer.status_code in (200, 303), answer.text
    seen = [mark for mark in MARKS if mark in without_the_asked(answer.text, world.path(path))]
    assert seen == []


@pytest.mark.parametrize("path", sorted({screen.path for screen in SCREENS if "POST" in screen.methods}))
def test_a_form_changes_nothing_outside(world: World, path: str) -> None:
    world.house.enter(Role.ADMINISTRATOR, groups=WITHIN, name="Ines")
    before = world.kept()
    answer = world.house.post(world.path(path), fields())
    assert answer.status_code < 500, answer.text
    if "{" in path and path not in (*ALIKE, *FILTERED):
        assert answer.status_code == 404, answer.text
    assert world.kept() == before


QUERIES = {"/figures/export": {"table": "days"}}
FILTERED = ("/releases/{number}", "/releases/{number}/restore")
"""They tell, and make drafts of, what is within of a release."""
FOR_ALL = ("/accounts/new", "/accounts/sources/new", "/activate")
"""Only for who sees everything; the last one asks for nothing."""
ALIKE = ("/link/{key}", "/sets/{id}/delete")
"""They answer alike for what is outside, what is gone and what never was: a deletion that is repeated has happened."""
LIVE = ("/journal/live",)
"""Endless answers: their tests are with their rooms."""


def without_the_asked(text: str, path: str) -> str:
    """A page without the address that was asked for, which it may repeat."""
    return text.replace(path, "")


# REST


def operations() -> Iterator[tuple[str, str]]:
    """Every method and path of the REST interface."""
    for path, methods in build_rest(None, None).openapi()["paths"].items():
        yield from ((method.upper(), path) for method in methods)


@pytest.mark.parametrize(("method", "path"), sorted(set(operations())))
def test_rest_tells_and_changes_nothing_outside(world: World, method: str, path: str) -> None:
    before = world.kept()
    where = f"/api/v1{world.path(path)}"
    headers = {"authorization": f"Bearer {world.token}"}
    answer = world.house.client.request(method, where, headers=headers, json={} if method != "GET" else None)
    assert answer.status_code < 500, answer.text
    seen = [mark for mark in MARKS if mark in answer.text.replace(MINIMES, "" if MINIMES in where else MINIMES)]
    assert seen == []
    if "{" in path and method == "GET":
        assert answer.status_code == (403 if path.startswith(("/accounts", "/sources")) else 404), answer.text
    assert world.kept() == before
