"""The built-in conditions: hours, channel, language, establishment, contact, episode, page and machines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    RootModel,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from frontdesk.diagnostics import Diagnostic
from frontdesk.facts import SIDES, Facts
from frontdesk.hours import Answer
from frontdesk.model import Establishment
from frontdesk.rules.hours_ref import KIND
from frontdesk.rules.problems import found_word, suggest
from frontdesk.rules.readable import refusal, refusals
from frontdesk.rules.selection import Name, SelectionShape, long_form
from frontdesk.rules.words import OF_MACHINES
from frontdesk.templating.language import normal_language
from frontdesk.vocabulary import HOLDS, Condition, Verdict, fails


def _listed(value: object) -> object:
    return value if isinstance(value, list) else [value]


def _locale(text: str) -> str:
    if normal_language(text) is None:
        raise refusal("FD327", found=found_word(text))
    return text.replace("_", "-").casefold()


def _kind(text: str) -> str:
    if not KIND.fullmatch(text):
        raise refusal("FD186", found=found_word(text))
    return text


Side = Literal["inside", "outside", "unknown"]
Sides = Annotated[list[Side], BeforeValidator(_listed, json_schema_input_type=Side | list[Side]), Field(min_length=1)]
Text = Annotated[str, Field(min_length=1)]
Texts = Annotated[list[Text], BeforeValidator(_listed, json_schema_input_type=str | list[str]), Field(min_length=1)]
Names = Annotated[list[Name], BeforeValidator(_listed)]
Locale = Annotated[str, AfterValidator(_locale)]


class SideParams(RootModel[Sides]):
    """`inside`, `outside`, `unknown`, or a list of them."""


class TextsParams(RootModel[Texts]):
    """One text, or a list of them."""


def _side_verdict(wanted: list[Side], answer: Answer, **more: str) -> Verdict:
    side = SIDES[answer.state]
    if side in wanted:
        return HOLDS
    until = answer.until.isoformat() if answer.until else None
    return fails(actual=side, reason=answer.reason.value, until=until, **more)


class ChatHours(Condition[SideParams]):
    """Whether people answer the chat now, by the chat hours that the rule means."""

    name = "chat_hours"
    Params = SideParams

    def holds(self, params: SideParams, facts: Facts) -> Verdict:
        return _side_verdict(params.root, facts.chat_hours)


class OpeningHours(Condition[SideParams]):
    """Whether the establishment is open now."""

    name = "opening_hours"
    Params = SideParams

    def holds(self, params: SideParams, facts: Facts) -> Verdict:
        return _side_verdict(params.root, facts.opening_hours)


Kind = Annotated[str, AfterValidator(_kind)]


class HoursParams(BaseModel):
    """Which hours, and on which side of them the instant is."""

    model_config = ConfigDict(extra="forbid")

    kind: Kind = Field(description="opening, chat, or a kind that the sources name: delivery, phone")
    sides: Sides = Field(alias="is")


class HoursOfKind(Condition[HoursParams]):
    """Whether the hours of a kind (deliveries, telephone) are open now; unknown where there are none."""

    name = "hours"
    Params = HoursParams

    def holds(self, params: HoursParams, facts: Facts) -> Verdict:
        return _side_verdict(params.sides, facts.hours_of(params.kind), hours=params.kind)


class OnChannel(Condition[TextsParams]):
    """The kind of channel, or the id of an account."""

    name = "channel"
    Params = TextsParams

    def holds(self, params: TextsParams, facts: Facts) -> Verdict:
        account = facts.account
        if account.channel in params.root or account.id in params.root:
            return HOLDS
        return fails(actual=account.channel, account=account.id)


class LocaleParams(
    RootModel[
        Annotated[list[Locale], BeforeValidator(_listed, json_schema_input_type=str | list[str]), Field(min_length=1)]
    ]
):
    """One language, or a list of them."""


class InLocale(Condition[LocaleParams]):
    """The contact's language: exactly (`fr-CA`), or without its last parts (`fr`)."""

    name = "locale"
    Params = LocaleParams

    def holds(self, params: LocaleParams, facts: Facts) -> Verdict:
        actual = facts.contact.locale or facts.state.locale
        if actual is not None and not _names_of(actual).isdisjoint(params.root):
            return HOLDS
        return fails(actual=actual)


@lru_cache(maxsize=1024)
def _names_of(locale: str) -> frozenset[str]:
    """What a rule may call this locale: itself and each shorter form (`zh-hant-tw`, `zh-hant`, `zh`)."""
    parts = locale.replace("_", "-").casefold().split("-")
    return frozenset("-".join(parts[:length]) for length in range(1, len(parts) + 1))


def _known_field(name: str) -> str:
    if name in _FIELDS or name.removeprefix(_CUSTOM) not in (name, ""):
        return name
    id_, params = suggest("FD320", "FD319", name, (*_FIELDS, f"{_CUSTOM}*"))
    raise refusals([Diagnostic(id=id_, params=params)])


class EstablishmentParams(SelectionShape):
    """Which establishments: by id, by group, by the value of a field; some excepted."""

    ids: Names | None = None
    groups: Names | None = None
    excepted: Names = Field(default_factory=list, alias="except")
    fields: dict[Annotated[str, AfterValidator(_known_field)], Texts] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _short_forms(cls, value: object) -> object:
        return long_form([value] if isinstance(value, str) and value != "all" else value)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """The long form and the short ones, for editors."""
        texts = {"type": "array", "items": {"type": "string"}}
        return {"anyOf": [{"type": "string"}, texts, handler.resolve_ref_schema(handler(schema))]}


class OfEstablishment(Condition[EstablishmentParams]):
    """Which establishment is written to."""

    name = "establishment"
    Params = EstablishmentParams

    def holds(self, params: EstablishmentParams, facts: Facts) -> Verdict:
        establishment = facts.establishment
        if establishment.id in params.excepted:
            return fails(actual=establishment.id, excepted=True)
        if not _selected(params, establishment):
            return fails(actual=establishment.id, groups=", ".join(establishment.groups))
        for name, wanted in params.fields.items():
            actual = _field(establishment, name)
            if actual not in wanted:
                return fails(field=name, actual=actual)
        return HOLDS


def _selected(params: EstablishmentParams, establishment: Establishment) -> bool:
    if not params.ids and not params.groups:
        return True
    return establishment.id in (params.ids or ()) or not set(params.groups or ()).isdisjoint(establishment.groups)


def _field(establishment: Establishment, name: str) -> str | None:
    if name.startswith(_CUSTOM):
        return establishment.custom.get(name.removeprefix(_CUSTOM))
    return _FIELDS[name](establishment)


_CUSTOM = "custom."
_FIELDS: Mapping[str, Callable[[Establishment], str | None]] = {
    "name": lambda e: e.name,
    "brand": lambda e: e.brand,
    "code": lambda e: e.code,
    "locale": lambda e: e.locale,
    "timezone": lambda e: e.timezone,
    "city": lambda e: e.address.city,
    "postal_code": lambda e: e.address.postal_code,
    "region": lambda e: e.address.region,
    "country": lambda e: e.address.country,
}


class ContactParams(BaseModel):
    """What is known of the contact."""

    model_config = ConfigDict(extra="forbid")

    returning: bool | None = None
    excluded: bool | None = Field(default=None, description="without effect: no rule is looked at for such contacts")


class OfContact(Condition[ContactParams]):
    """Who writes: somebody who came before, somebody on the establishment's exclusion list."""

    name = "contact"
    Params = ContactParams

    def holds(self, params: ContactParams, facts: Facts) -> Verdict:
        returning = facts.state.contact_episodes > 1
        excluded = not facts.establishment.excluded_contacts.isdisjoint(facts.contact.names)
        if params.returning not in (None, returning):
            return fails(returning=returning)
        if params.excluded not in (None, excluded):
            return fails(excluded=excluded)
        return HOLDS


EpisodeStart = Literal["conversation_opened", "message_received", "starter_tapped"]


EpisodeStarts = Annotated[
    list[EpisodeStart],
    BeforeValidator(_listed, json_schema_input_type=EpisodeStart | list[EpisodeStart]),
    Field(min_length=1),
]


class EpisodeParams(BaseModel):
    """What has happened in this episode so far."""

    model_config = ConfigDict(extra="forbid")

    first_event: EpisodeStarts | None = None
    greeted: Literal["episode", "day", "contact"] | None = Field(
        default=None, description="a greeting was sent in this episode, on this day of the establishment, or ever"
    )
    absence_sent: Literal["closed_period"] | None = None
    notice_sent: bool | None = None


class OfEpisode(Condition[EpisodeParams]):
    """How the episode began, and what was already sent in it."""

    name = "episode"
    Params = EpisodeParams

    def holds(self, params: EpisodeParams, facts: Facts) -> Verdict:
        for name, test in _EPISODE_TESTS.items():
            wanted = getattr(params, name)
            if wanted is not None:
                verdict = test(wanted, facts)
                if not verdict.held:
                    return verdict
        return HOLDS


def _first_event(wanted: list[str], facts: Facts) -> Verdict:
    actual = facts.state.first_event
    return HOLDS if actual in wanted else fails(first_event=actual)


def _greeted(scope: str, facts: Facts) -> Verdict:
    return HOLDS if facts.greeted(scope) else fails(greeted=scope, actual=False)


def _absence_sent(_: str, facts: Facts) -> Verdict:
    since = facts.closed_since
    sent = facts.state.absence_period
    return HOLDS if sent is not None and sent == since else fails(absence_sent=sent, closed_since=since)


def _notice_sent(wanted: bool, facts: Facts) -> Verdict:  # noqa: FBT001 - a parameter of the rule language
    sent = facts.state.notice_episode == facts.state.episode != 0
    return HOLDS if sent is wanted else fails(notice_sent=sent)


_EPISODE_TESTS: Mapping[str, Callable[..., Verdict]] = {
    "first_event": _first_event,
    "greeted": _greeted,
    "absence_sent": _absence_sent,
    "notice_sent": _notice_sent,
}


class OnPage(Condition[TextsParams]):
    """The page the contact writes from: shell patterns over its path (`/contact*`) or its whole address."""

    name = "page"
    Params = TextsParams

    def holds(self, params: TextsParams, facts: Facts) -> Verdict:
        page = facts.event.attributes.get("page")
        if page is None:
            return fails(page=None)
        path = urlsplit(page).path or "/"
        if any(fnmatchcase(path if pattern.startswith("/") else page, pattern) for pattern in params.root):
            return HOLDS
        return fails(page=page)


class AutomaticParams(RootModel[bool]):
    """Whether a machine wrote it."""


class Automatic(Condition[AutomaticParams]):
    """Whether a machine wrote the message. Rules without this word never hear of such messages."""

    name = OF_MACHINES
    Params = AutomaticParams

    def holds(self, params: AutomaticParams, facts: Facts) -> Verdict:
        return HOLDS if params.root is (facts.machine is not None) else fails(automatic=not params.root)


CONDITIONS = (
    ChatHours(),
    OpeningHours(),
    HoursOfKind(),
    OnChannel(),
    InLocale(),
    OfEstablishment(),
    OfContact(),
    OfEpisode(),
    OnPage(),
    Automatic(),
)
