"""Four establishments, sets to write for them, and what is live: the small world of these tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from frontdesk import Account, Capabilities, Carrier, CarrierStyle, Host, Limit
from frontdesk_server.publishing.drafts import Who, create, sets
from frontdesk_server.publishing.intent import Intent
from frontdesk_server.publishing.live import live_of
from frontdesk_server.publishing.planning import Plan, plan
from frontdesk_server.rights import Scope
from frontdesk_server.store import Store

ADA = Who(name="ada")
BOB = Who(name="bob")
NORTH = Who(name="norma", scope=Scope(groups=frozenset({"north"})))

SITE = Account(id="site", channel="web", capabilities=Capabilities(text=Limit(most=4096)))
PAGE = Account(
    id="page",
    channel="messenger",
    capabilities=Capabilities(
        text=Limit(most=2000), carriers=(Carrier(style=CarrierStyle.BUTTONS, count=1, title=Limit(most=20)),)
    ),
)


def place(id_: str, *groups: str, **more: object) -> dict[str, object]:
    return {"id": id_, "name": f"Shop {id_}", "groups": list(groups), **more}


PLACES = [
    place("a", "north", phone="+33123456789"),
    place("b", "north", "big"),
    place("c", "south", phone="+33198765432"),
    place("d", "south", "big"),
]


def message(name: str, establishments: object, **more: object) -> dict[str, object]:
    return {"name": name, "establishments": establishments, "welcome": {"en": "Hi"}, "absence": {"en": "Away"}, **more}


def starter(title: str, answer: str = "so") -> dict[str, object]:
    return {"title": {"en": title}, "answer": {"en": answer}}


async def settled(store: Store, *live: Mapping[str, object], files: Mapping[str, str] | None = None) -> None:
    """The four establishments, and a release of these sets."""
    await store.establishments.sync("file", PLACES, complete=True)
    content = {"frontdesk": 1, "message_sets": list(live), "files": dict(files or {})}
    await store.releases.add(content, author="ops")


async def drafted(store: Store, document: Mapping[str, object], who: Who = ADA) -> str:
    """The id of a new draft."""
    return (await create(store, document, key=str(document.get("name")), who=who)).id


async def id_of(store: Store, host: Host, name: str) -> str:
    """The id of the set of that name."""
    [found] = [line for line in await sets(store, host, [], ADA) if line.name == name]
    return found.id


async def planned(
    store: Store, host: Host, intent: Intent, who: Who = ADA, accounts: Sequence[Account] = (SITE,)
) -> Plan:
    """The plan of an intent, whose sets are there."""
    found = await plan(store, host, accounts, intent, who)
    assert found is not None
    return found


async def live_names(store: Store) -> list[str]:
    return list(live_of(await store.releases.newest()).sets)
