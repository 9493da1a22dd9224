"""A house in which something of everything has happened: what every screen of the console is looked at with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from frontdesk_server.access import SignedIn, links, people, tokens
from frontdesk_server.publishing.drafts import Who, create, sets
from frontdesk_server.rights import EVERYTHING, Role
from frontdesk_server.store import Sought
from frontdesk_server.store.api_tokens import TokenScope
from frontdesk_server.store.audit import COMMAND_LINE
from tests.server.console.account_forms import connected
from tests.server.console.house import House
from tests.server.console.matter import ADA, MINIMES, PARIS, write
from tests.server.console.test_hours_screens import FIELDS, known
from tests.server.console.test_stuck import dead, parked

AUTHOR = Who(name="ada")
CHRISTMAS: dict[str, Any] = {
    "name": "Christmas",
    "establishments": "all",
    "welcome": {"fr": "Joyeux Noël ! {{ custom.parking }}", "en": "Merry Christmas! {{ custom.parking }}"},
    "absence": {"fr": "Nous sommes à table.", "en": "We are at the table."},
    "starters": [{"title": {"fr": "Où ?", "en": "Where?"}, "answer": {"fr": "Ici.", "en": "Here."}}],
}
LIVE: dict[str, Any] = CHRISTMAS | {"name": "Live", "establishments": [PARIS], "welcome": {"en": "Hello"}}
HALF: dict[str, Any] = CHRISTMAS | {"name": "Half", "welcome": {"en": "{{ nme }}"}, "absence": {}}


@dataclass(frozen=True)
class Matter:
    """What there is in the house, by the parameter of a screen's address that names it."""

    ids: dict[str, tuple[str, ...]]
    """By the beginning of the address and the parameter's name; the longest beginning counts."""
    queries: dict[str, tuple[str, ...]]
    """What follows the addresses that are asked something."""

    def paths(self, template: str) -> list[str]:
        """The addresses of a screen, with what there is in the place of its parameter."""
        found = re.search(r"\{(\w+)(?::\w+)?\}", template)
        values = self._values(template, found[1]) if found else ("",)
        asked = self.queries.get(template, ("",))
        filled = [template.replace(found[0], value) if found else template for value in values]
        return [path + query for path in filled for query in asked]

    def _values(self, template: str, name: str) -> tuple[str, ...]:
        keys = [key for key in self.ids if template.startswith(key.partition(" ")[0]) and key.endswith(f" {name}")]
        assert keys, f"say in lived_in_house what there is for {{{name}}} of {template}"
        return self.ids[max(keys, key=len)]


def lived_in(home: House) -> Matter:
    """Fill a house."""
    home.enter()
    somebody, link = joined(home)
    conversation, silent = heard(home)
    connected(home)
    sourced(home)
    live, draft, half, filed = published(home)
    schedule = scheduled(home)
    plan = planned(home, draft)
    ids = {
        "/link key": (link, "spent"),
        "/sets id": (draft, half, filed),
        "/sets/{id}/activate id": (draft, half),
        "/sets/{id}/deactivate id": (live,),
        "/sets/{id}/delete id": (draft, live),
        "/plans id": (plan,),
        "/releases number": ("1", "2"),
        "/establishments id": (PARIS,),
        "/hours id": (schedule,),
        "/conversations id": (conversation,),
        "/journal number": ("1", silent),
        "/accounts id": ("shop", "crm"),
        "/accounts/sources id": ("files", "till"),
        "/people id": (somebody,),
    }
    queries = {
        "/activate": (f"?activate={draft}&deactivate={live}",),
        "/plans/{id}/establishments": ("?of=gained",),
        "/plans/{id}/establishments.csv": ("?of=gained",),
        "/plans/{id}/missing": ("?tag=custom.parking",),
        "/plans/{id}/missing.csv": ("?tag=custom.parking",),
        "/establishments": ("", "?q=nowhere"),
        "/conversations": ("", "?q=nobody"),
        "/journal": ("", "?since=x"),
        "/figures/export": ("?table=days",),
        "/journal/why": ("", f"?place={PARIS}&when=2026-12-01T10:00", f"?place={PARIS}&when=2026-12-01T18:03"),
        "/accounts/new": ("?kind=webhook", "?kind=telegram", "?kind=google_business_messages", ""),
        "/accounts/sources/new": ("", "?kind=files"),
    }
    return Matter(ids=ids, queries=queries)


def sourced(home: House) -> None:
    """Two sources of the console, so that there is an order to change."""
    for id_ in ("till", "stock"):
        form = {"kind": "files", "id": id_, "path": f"{id_}.csv", "match": "code", "only": "phone", "ids": "4711: lyon"}
        assert home.post("/accounts/sources/new", form).status_code == 303


def joined(home: House) -> tuple[str, str]:
    """Somebody who has a link to come in by, and a token; their id and the link's key."""
    profile = people.Profile(name="Noa Martin", email="noa@colibri.example", role=Role.EDITOR, scope=EVERYTHING)
    noa = home.call(people.add, home.store, profile, COMMAND_LINE)
    me = SignedIn(id="odile", name="Odile", email="odile@colibri.example", role=Role.ADMINISTRATOR, scope=EVERYTHING)
    home.call(tokens.make, home.store, me, name="CRM", scopes=tuple(TokenScope))
    return noa.id, home.call(links.link_for, home.store, noa, COMMAND_LINE)


def heard(home: House) -> tuple[str, str]:
    """Contacts who wrote, one of them to nowhere, and what is stuck; a conversation, and a decision to be silent."""
    write(home, "Bonjour")
    write(home, "Encore moi")
    write(home, place="nowhere", contact="bob")
    silent = home.call(home.store.decisions.page, Sought())[0].number
    parked(home, MINIMES)
    dead(home)
    (line,) = [found for found in home.call(home.store.journal.conversations) if found.contact == ADA]
    return line.id, str(silent)


def published(home: House) -> tuple[str, str, str, str]:
    """A set that is live, a draft that could be, one that could not, and one that a file manages."""
    filed = home.call(sets, home.store, home.running.plan.host, [], AUTHOR)[0].id
    live, draft, half = (
        home.call(create, home.store, each, key=str(each["name"]), who=AUTHOR).id for each in (LIVE, CHRISTMAS, HALF)
    )
    page = home.get(f"/sets/{live}/activate").text
    form = dict(re.findall(r'<input type="hidden" name="(fingerprint|activate)" value="([^"]*)">', page))
    form["take"] = [value.replace("&#34;", '"') for value in re.findall(r'name="take" value="([^"]*)"', page)]
    answer = home.post(f"/sets/{live}/activate", form)
    assert answer.status_code == 303, answer.text
    return live, draft, half, filed


def scheduled(home: House) -> str:
    """A schedule that is a draft."""
    answer = home.post("/hours/new", FIELDS)
    assert answer.status_code == 303, answer.text
    return known(home)[0].id


def planned(home: House, draft: str) -> str:
    """A plan that has been worked out."""
    found = re.search(r"/console/plans/(\w+)", home.get(f"/sets/{draft}/activate").text)
    assert found, "the page of an activation leads to no list of its plan"
    return found[1]
