"""What needs attention: each thing in a sentence, with the place where somebody can act."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Literal, NamedTuple
from urllib.parse import quote

from frontdesk.diagnostics import Diagnostic, describe
from frontdesk_server.console.accounts.holding import Held, held_accounts
from frontdesk_server.console.accounts.showing import ShownProfile, profiles_of
from frontdesk_server.console.visit import Visit
from frontdesk_server.console.words import _, ago, language_now, moment, ngettext, number
from frontdesk_server.publishing.drafts import Who, sets
from frontdesk_server.rights import Role
from frontdesk_server.runtime.admission import FAILURES
from frontdesk_server.store.profiles import ProfileState
from frontdesk_server.store.values import AccountNote

Kind = Literal["danger", "warning"]


class Matter(NamedTuple):
    """Something that needs attention. `url` is empty where this person can do nothing about it."""

    kind: Kind
    title: str
    text: str
    url: str = ""
    action: str = ""


async def matters(visit: Visit) -> list[Matter]:
    """Everything that needs attention within what this person sees, what stops messages first."""
    found = [matter async for matter in _all(visit)]
    return sorted(found, key=lambda matter: matter.kind != "danger")


async def _all(visit: Visit) -> AsyncIterator[Matter]:
    store = visit.desk.store
    if visit.scope.everything:
        async for matter in _of_the_house(visit):
            yield matter
    for parked in await store.attention.parked(visit.scope):
        yield _parked(visit, parked.account, parked.number)
    for stale in await store.attention.stale(visit.scope):
        yield Matter(
            "warning",
            _("The source %(source)s cannot be read") % {"source": stale.source},
            ngettext(
                "%(num)s establishment is as it was %(since)s.",
                "%(num)s establishments are as they were %(since)s.",
                stale.number,
            )
            % {"num": number(stale.number), "since": ago(stale.since, store.clock.now())},
            *_act(visit, Role.ADMINISTRATOR, "/console/accounts", _("See the sources")),
        )
    async for matter in _meeting(visit):
        yield matter


async def _of_the_house(visit: Visit) -> AsyncIterator[Matter]:
    """What concerns the whole organisation."""
    store = visit.desk.store
    for account, held in (await held_accounts(visit.desk)).items():
        yield _held(visit, account, held)
    for account, profile in (await profiles_of(visit.desk)).items():
        for matter in _showing(visit, account, profile):
            yield matter
    for note in (await store.outbox.notes()).values():
        for matter in _failing(visit, note):
            yield matter
    undecided = await store.attention.undecided()
    if undecided:
        yield _undecided(visit, undecided)


def _failing(visit: Visit, note: AccountNote) -> Iterator[Matter]:
    """An account that fails, or whose platform asked to wait."""
    now = visit.desk.clock.now()
    act = _act(visit, Role.ADMINISTRATOR, f"/console/accounts/{quote(note.account)}", _("See the account"))
    if note.failures >= FAILURES:
        title = _("The account %(account)s is down") % {"account": note.account}
        text = _("%(num)s sends in a row have failed. It is tried again every 30 seconds; messages wait until then.")
        yield Matter("danger", title, text % {"num": number(note.failures)}, *act)
    elif note.failures:
        title = _("The account %(account)s has trouble") % {"account": note.account}
        text = ngettext(
            "The last send has failed. It is tried again.",
            "The last %(num)s sends have failed. They are tried again.",
            note.failures,
        )
        yield Matter("warning", title, text % {"num": number(note.failures)}, *act)
    elif note.not_before is not None and note.not_before > now:
        title = _("The account %(account)s pauses") % {"account": note.account}
        text = _("Its platform asked to wait until %(until)s.") % {"until": moment(note.not_before)}
        yield Matter("warning", title, text, *act)


def _showing(visit: Visit, account: str, profile: ShownProfile) -> Iterator[Matter]:
    """A platform that greets beside us, or that does not show what it should before the first message."""
    url = f"/console/accounts/{quote(account)}#profile"
    act = _act(visit, Role.ADMINISTRATOR, url, _("See the account"))
    for warning in profile.alarms:
        yield Matter("warning", _("Two answer on the account %(account)s") % {"account": account}, warning, *act)
    if profile.kept.state is ProfileState.FAILED:
        title = _("What the platform of %(account)s shows cannot be read or written") % {"account": account}
        yield Matter("warning", title, profile.kept.problem, *act)
    elif profile.kept.state is ProfileState.DIFFERS:
        title = _("The platform of %(account)s does not show what it should") % {"account": account}
        yield Matter("warning", title, _("Before the first message, contacts see something else than is set."), *act)


def _held(visit: Visit, account: str, held: Held) -> Matter:
    """An account that its platform refuses."""
    title = _("The account %(account)s is on hold") % {"account": account}
    text = _("Nothing is sent on it since %(since)s; messages wait. %(reason)s")
    told = text % {"since": moment(held.since), "reason": held.reason}
    url = f"/console/accounts/{quote(account)}"
    return Matter("danger", title, told, *_act(visit, Role.ADMINISTRATOR, url, _("See the account")))


def _undecided(visit: Visit, count: int) -> Matter:
    text = ngettext(
        "An event could not be decided: its contact got no answer.",
        "%(num)s events could not be decided: their contacts got no answer.",
        count,
    )
    act = _act(visit, Role.PUBLISHER, "/console/journal/stuck", _("See what is stuck"))
    return Matter("danger", _("Events without a decision"), text % {"num": number(count)}, *act)


def _parked(visit: Visit, account: str, count: int) -> Matter:
    text = ngettext(
        "A message of the account %(account)s may have arrived or not: say whether it is to be sent again.",
        "%(num)s messages of the account %(account)s may have arrived or not: say whether they are to be sent again.",
        count,
    )
    act = _act(visit, Role.PUBLISHER, "/console/journal/stuck", _("See what is stuck"))
    told = text % {"num": number(count), "account": account}
    return Matter("warning", _("Messages wait for a decision"), told, *act)


async def _meeting(visit: Visit) -> AsyncIterator[Matter]:
    """Active sets that meet, where this person sees one of them; each meeting is told once."""
    desk = visit.desk
    accounts = list(desk.connections.accounts.values())
    who = Who(name=visit.person.name, scope=visit.scope, id=visit.person.id)
    told: set[str] = set()
    for line in await sets(desk.store, desk.host, accounts, who):
        for alarm in line.warnings:
            words = _sentence(alarm)
            if words not in told:
                told.add(words)
                yield Matter(
                    "warning",
                    _("Two message sets meet"),
                    words,
                    f"/console/sets/{line.id}",
                    _("See the message set"),
                )


def _sentence(alarm: Diagnostic) -> str:
    """What is wrong and how to mend it, without its id and place."""
    placeless = Diagnostic(id=alarm.id, params=alarm.params, severity=alarm.severity)
    return describe(placeless, language_now()).partition(" ")[2]


def _act(visit: Visit, needed: Role, url: str, action: str) -> tuple[str, str]:
    """Where to act, for who may."""
    return (url, action) if visit.person.may(needed) else ("", "")
