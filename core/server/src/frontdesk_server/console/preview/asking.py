"""What somebody wants to see in the preview: read from the form's own fields, `preview.*`, and completed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

from babel import Locale, UnknownLocaleError

from frontdesk.errors import ConfigError
from frontdesk.model import Account
from frontdesk.rules import Selection
from frontdesk.rules.texts import variants
from frontdesk_server.console.forms import Form
from frontdesk_server.console.visit import PREFIX, Visit
from frontdesk_server.console.words import N_, _, language_now
from frontdesk_server.publishing.audience import selection_of
from frontdesk_server.publishing.draft_books import Beside
from frontdesk_server.publishing.mending import TEXTS
from frontdesk_server.publishing.moments import NEXT_CLOSING, NEXT_OPENING, NOW
from frontdesk_server.publishing.preview import MOST_TAPS, Previewer
from frontdesk_server.store import Store, StoredEstablishment, Wanted

OWN: Final = "preview."
"""What the names of the preview's own fields start with: no message set has such a key."""
AT: Final = "at"
WHEN: Final[Mapping[str, str]] = {
    NOW: N_("Now"),
    NEXT_OPENING: N_("At the next opening"),
    NEXT_CLOSING: N_("At the next closing"),
    AT: N_("At another date and time"),
}
PLACES: Final = 20
"""Establishments that are offered at once; the others are found by searching."""
_FORM_ID: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,40}")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")
_BACK: Final = re.compile(r"/console/[A-Za-z0-9/_-]*")
_LONGEST: Final = 200

Options = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """The fields of the preview as they were sent; empty = not chosen."""

    form_id: str = "set"
    """The id of the form that the fields belong to."""
    establishment: str = ""
    search: str = ""
    account: str = ""
    locale: str = ""
    when: str = NOW
    at: str = ""
    taps: tuple[str, ...] = ()
    live_name: str = ""
    """The name under which the set is live."""
    back: str = f"{PREFIX}/sets"
    """Where the form is edited."""

    @property
    def instant(self) -> str:
        """What the preview is asked for."""
        return self.at if self.when == AT else self.when


def choices_from(form: Form) -> Choices:
    """What was chosen; what is forged counts as not chosen."""
    sent = {key: form.get(f"{OWN}{key}").strip()[:_LONGEST] for key in _TEXTS}
    again = f"{OWN}again" in form
    unchosen = sent["establishment"] == form.get(f"{OWN}default")  # shown by itself: the set may be another's by now
    taps = () if again else (*form.all(f"{OWN}taps[]"), *form.all(f"{OWN}tap"))
    return Choices(
        form_id=sent["form"] if _FORM_ID.fullmatch(sent["form"]) else "set",
        establishment="" if unchosen else sent["establishment"],
        search=sent["search"],
        account=sent["account"],
        locale=sent["locale"] if _LANGUAGE.fullmatch(sent["locale"]) else "",
        when=sent["when"] if sent["when"] in WHEN else NOW,
        at=sent["at"],
        taps=tuple(tap[:_LONGEST] for tap in taps[:MOST_TAPS]),
        live_name=form.get(f"{OWN}live"),
        back=sent["back"] if _BACK.fullmatch(sent["back"]) else f"{PREFIX}/sets",
    )


_TEXTS: Final = ("form", "establishment", "search", "account", "locale", "when", "at", "back")


# Completing it


async def place_of(visit: Visit, choices: Choices, draft: Mapping[str, object]) -> StoredEstablishment | None:
    """The establishment that is shown: the chosen one, else the first that the draft takes, else the first of all."""
    store = visit.desk.store
    chosen = await store.establishments.get(choices.establishment, visit.scope) if choices.establishment else None
    if chosen is not None and not chosen.retired and _readable(chosen):
        return chosen
    for selection in dict.fromkeys((_selection(draft), None)):
        lines = await store.establishments.find(Wanted(selection=selection), visit.scope, limit=PLACES)
        for line in lines:
            found = await store.establishments.get(line.id, visit.scope)
            if found is not None and _readable(found):
                return found
    return None


def _readable(found: StoredEstablishment) -> bool:
    try:
        return bool(found.establishment.id)
    except ConfigError:
        return False


def _selection(draft: Mapping[str, object]) -> Selection | None:
    return selection_of(draft)


async def place_options(
    visit: Visit, choices: Choices, draft: Mapping[str, object], shown: StoredEstablishment | None
) -> Options:
    """The establishments that may be chosen: those that the search finds, else those that the draft takes."""
    wanted = Wanted(search=choices.search, selection=_selection(draft) if not choices.search else None)
    lines = await visit.desk.store.establishments.find(wanted, visit.scope, limit=PLACES)
    found = {line.id: line.name for line in lines}
    first = {} if shown is None else {shown.id: shown.name}
    return list((first | found).items())


def account_options(visit: Visit, shown: StoredEstablishment | None) -> Mapping[str, Account]:
    """The accounts that serve the establishment; all of them where none does."""
    connections = visit.desk.connections
    accounts = {id_: connections.account(id_) for id_ in connections.accounts}  # with what their platforms show
    serving = {id_: one for id_, one in accounts.items() if shown is None or one.route.fixed in (None, shown.id)}
    return serving or accounts


def account_of(choices: Choices, accounts: Mapping[str, Account], draft: Mapping[str, object]) -> Account | None:
    """The chosen account, else the first one that the draft speaks on, else the first."""
    if choices.account in accounts:
        return accounts[choices.account]
    channels = draft.get("channels", "all")
    named = channels if isinstance(channels, list) else [channels]
    spoken = (
        one for one in accounts.values() if "all" in named or {one.channel, one.id} & {str(name) for name in named}
    )
    return next(spoken, next(iter(accounts.values()), None))


def locale_options(draft: Mapping[str, object], chosen: str) -> Options:
    """The languages of the draft's texts, and that the contact's is not known."""
    starters = draft.get("starters")
    texts = [draft.get(key) for key in TEXTS]
    texts += [raw.get("title") for raw in (starters if isinstance(starters, list) else ()) if isinstance(raw, Mapping)]
    found = [language for text in texts for language in variants(text)] + [chosen]
    languages = dict.fromkeys(language for language in found if _LANGUAGE.fullmatch(language))
    return [("", _("Not known")), *((language, language_name(language)) for language in languages)]


def language_name(code: str) -> str:
    """A language in the language that is spoken."""
    try:
        name = Locale.parse(code, sep="-" if "-" in code else "_").get_display_name(language_now())
    except (UnknownLocaleError, ValueError):
        return code
    return str(name or code)


# What is kept between two previews


@dataclass(slots=True)
class Kept:
    """Of one store: the previewer with its compiled books, and the release taken apart."""

    previewer: Previewer
    beside: Beside


_KEPT: WeakKeyDictionary[Store, Kept] = WeakKeyDictionary()


async def kept(visit: Visit) -> Kept:
    """What is kept; the release is read again when there is a newer one."""
    store = visit.desk.store
    number = await store.releases.newest_number()
    found = _KEPT.get(store)
    if found is None:
        found = _KEPT[store] = Kept(previewer=Previewer(visit.desk.host), beside=Beside(None))
    if found.beside.number != number:
        release = await store.releases.get(number)
        found.beside = Beside(release.document if release else None, number)
    return found


def carried(form: Form) -> Iterable[tuple[str, str]]:
    """The fields of the form that is edited, without the preview's own and its buttons."""
    for name, values in form.fields.items():
        if not name.startswith(OWN) and name != "do":
            yield from ((name, value) for value in values)
