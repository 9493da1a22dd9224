"""What Google shows before any message: welcome, offline message and starters, for each language.

An agent has them, and a location may have its own, which then replace the agent's in Maps and in the place sheet. They
are read as a whole and written language by language, in one call.

- https://developers.google.com/business-communications/business-messages/reference/business-communications/rest/v1/ConversationalSetting
- https://developers.google.com/business-communications/business-messages/reference/business-communications/rest/v1/brands.agents/patch
- https://developers.google.com/business-communications/business-messages/reference/business-communications/rest/v1/brands.locations/patch
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import urlencode

from frontdesk import (
    Difference,
    ForeignAutomation,
    GoogleServiceAccount,
    HttpCall,
    HttpReply,
    Profile,
    ProfilePlan,
    ProfileTexts,
    read_object,
)
from frontdesk_google.business_messages.sending import suggestion
from frontdesk_google.business_messages.settings import BusinessMessagesSettings
from frontdesk_google.reading import Payload, part, parts, text, word
from frontdesk_google.replies import detail

SCOPE: Final = "https://www.googleapis.com/auth/businesscommunications"
_AGENT: Final = "businessMessagesAgent"
_OK: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One language of the settings, as far as it matters."""

    greeting: str = ""
    absence: str = ""
    privacy: str = ""
    starters: tuple[tuple[str, str], ...] = ()
    """What is shown, and what a tap brings back."""

    @property
    def titles(self) -> str:
        """In words for people."""
        return " | ".join(title for title, _ in self.starters)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What an agent or a location shows."""

    entries: Mapping[str, Entry]
    default: str


NOTHING: Final = Entry()


def read(settings: BusinessMessagesSettings) -> Sequence[HttpCall]:
    """The place that is written to; for a location also its agent, whose texts show where it has none of its own."""
    return [_call(settings, "GET", name) for name in _names(settings)]


def plan(settings: BusinessMessagesSettings, wanted: Profile, found: Sequence[HttpReply]) -> ProfilePlan:
    """One PATCH of the languages that differ, and what was seen."""
    refused = next((reply for reply in found if _document(reply) is None), None)
    if refused is not None or len(found) != len(_names(settings)):
        return ProfilePlan(problem=detail(refused) if refused is not None else "no answer")
    shown = [_shown(reply) for reply in found]
    mine = {texts.locale: _entry(texts, settings) for texts in wanted.texts if texts.greeting}
    call = _mended(settings, mine, shown[0])
    return ProfilePlan(
        calls=() if call is None else (call,),
        differences=tuple(_differences(settings, wanted, shown[0])),
        foreign_automations=() if mine else tuple(_foreign(shown[1:])),
    )


def _names(settings: BusinessMessagesSettings) -> Sequence[str]:
    return [settings.agent] if settings.location is None else [settings.location, settings.agent]


# Reading


def _document(reply: HttpReply) -> Payload | None:
    document = read_object(reply.body) if reply.status == _OK else None
    return document if document is not None and word(document.get("name")) else None


def _shown(reply: HttpReply) -> Shown:
    """An agent keeps them one level deeper than a location does."""
    document = _document(reply) or {}
    held = part(document.get(_AGENT)) if "/agents/" in word(document.get("name")) else document
    entries = {locale: _read_entry(part(item)) for locale, item in part(held.get("conversationalSettings")).items()}
    return Shown(entries=entries, default=word(held.get("defaultLocale")))


def _read_entry(item: Payload) -> Entry:
    return Entry(
        greeting=text(part(item.get("welcomeMessage")).get("text")),
        absence=text(part(item.get("offlineMessage")).get("text")),
        privacy=word(part(item.get("privacyPolicy")).get("url")),
        starters=tuple(_read_starter(part(starter)) for starter in parts(item.get("conversationStarters"))),
    )


def _read_starter(item: Payload) -> tuple[str, str]:
    """A reply, or somebody else's action: opening a page."""
    offered = part(item.get("suggestion"))
    shown = part(offered.get("reply")) or part(offered.get("action"))
    return word(shown.get("text")), word(shown.get("postbackData"))


# Writing


def _entry(texts: ProfileTexts, settings: BusinessMessagesSettings) -> Entry:
    offered = (part(suggestion(starter)["reply"]) for starter in texts.starters)
    return Entry(
        greeting=texts.greeting or "",
        absence=texts.absence or "",
        privacy=str(settings.privacy_url) if texts.greeting else "",
        starters=tuple((word(item["text"]), word(item["postbackData"])) for item in offered),
    )


def _mended(settings: BusinessMessagesSettings, mine: Mapping[str, Entry], shown: Shown) -> HttpCall | None:
    """The mask names what changes; a language that it names and the body does not is taken away."""
    changed = [locale for locale in {**mine, **shown.entries} if mine.get(locale) != shown.entries.get(locale)]
    default = next(iter(mine), shown.default)
    fields = [f"conversationalSettings.{locale}" for locale in changed]
    fields += ["defaultLocale"] if default != shown.default else []
    if not fields:
        return None
    body: dict[str, object] = {
        "conversationalSettings": {locale: _written(mine[locale]) for locale in changed if locale in mine}
    }
    if default != shown.default:
        body["defaultLocale"] = default
    of_agent = settings.location is None
    mask = ",".join(f"{_AGENT}.{field}" if of_agent else field for field in fields)
    return _call(settings, "PATCH", _names(settings)[0], {_AGENT: body} if of_agent else body, mask)


def _written(entry: Entry) -> Mapping[str, object]:
    written: dict[str, object] = {
        "welcomeMessage": {"text": entry.greeting},
        "privacyPolicy": {"url": entry.privacy},
        "conversationStarters": [
            {"suggestion": {"reply": {"text": title, "postbackData": payload}}} for title, payload in entry.starters
        ],
    }
    return {**written, "offlineMessage": {"text": entry.absence}} if entry.absence else written


def _call(
    settings: BusinessMessagesSettings,
    method: str,
    name: str,
    body: Mapping[str, object] | None = None,
    mask: str = "",
) -> HttpCall:
    query = f"?{urlencode({'updateMask': mask}, safe=',')}" if mask else ""
    return HttpCall(
        url=f"{str(settings.management_url).rstrip('/')}/v1/{name}{query}",
        method=method,
        headers={"content-type": "application/json"} if body is not None else {},
        body=b"" if body is None else json.dumps(body, ensure_ascii=False).encode(),
        auth=GoogleServiceAccount(ref=settings.service_account, scopes=(SCOPE,)),
    )


# Telling


def _differences(settings: BusinessMessagesSettings, wanted: Profile, shown: Shown) -> Iterator[Difference]:
    """Also for a language that cannot be written: Google takes no starters without a welcome message."""
    entries = {texts.locale: _entry(texts, settings) for texts in wanted.texts}
    for locale in {**entries, **shown.entries}:
        mine, there = entries.get(locale, NOTHING), shown.entries.get(locale, NOTHING)
        for field, want, have in _compared(mine, there):
            yield Difference(field=field, locale=locale, wanted=want, found=have)


def _compared(mine: Entry, there: Entry) -> Iterator[tuple[Literal["starters", "greeting", "absence"], str, str]]:
    """The privacy policy is shown with the greeting, and goes with it."""
    if (mine.greeting, mine.privacy) != (there.greeting, there.privacy):
        same = mine.greeting == there.greeting
        yield "greeting", mine.privacy if same else mine.greeting, there.privacy if same else there.greeting
    if mine.absence != there.absence:
        yield "absence", mine.absence, there.absence
    if mine.starters != there.starters:
        yield "starters", mine.titles, there.titles


def _foreign(agents: Sequence[Shown]) -> Iterator[ForeignAutomation]:
    """What shows through from the agent where its location has nothing of its own."""
    for agent in agents:
        entry = agent.entries.get(agent.default, NOTHING)
        told = (("greeting", entry.greeting), ("absence", entry.absence), ("starters", entry.titles))
        yield from (ForeignAutomation(kind=kind, text=said) for kind, said in told if said)  # type: ignore[arg-type]
