"""The preview as its templates show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from frontdesk.diagnostics import Diagnostic
from frontdesk.engine import explain
from frontdesk.model import Account, Message, Toggles, TraceLine
from frontdesk.rules.problems import parse_path
from frontdesk_server.console.forms import Trouble
from frontdesk_server.console.hours.explaining import named_schedules
from frontdesk_server.console.hours.telling import HoursTold, tell
from frontdesk_server.console.labels import channel_name
from frontdesk_server.console.preview.asking import (
    WHEN,
    Choices,
    Options,
    account_of,
    account_options,
    kept,
    language_name,
    locale_options,
    place_of,
    place_options,
)
from frontdesk_server.console.sets.judging import in_form
from frontdesk_server.console.sets.parts import TEXT_NAMES
from frontdesk_server.console.sets.set_form import form_of
from frontdesk_server.console.visit import Visit
from frontdesk_server.console.words import N_, _, language_now
from frontdesk_server.publishing.preview import Asked, Preview, Step
from frontdesk_server.store import StoredEstablishment

KIND_NAMES: Final[Mapping[str, str]] = {
    "privacy": N_("Privacy notice"),
    "welcome": N_("Welcome message"),
    "absence": N_("Absence message"),
    "answer": N_("Answer"),
    "message": N_("Message of a rule"),
    "operator": N_("Message of an operator"),
}


FIELD_NAMES: Final[Mapping[str, str]] = {
    **TEXT_NAMES,
    "name": N_("Name"),
    "establishments": N_("Establishments"),
    "channels": N_("Channels"),
    "from": N_("First day"),
    "until": N_("Last day"),
    "chat_hours": N_("Chat hours"),
    "policy": N_("Options"),
    "starters": N_("Questions"),
    "tags": N_("How tags are told"),
}
PART_NAMES: Final[Mapping[str, str]] = {"title": N_("Title"), "answer": N_("Answer")}


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewView:
    """All that the preview shows. Templates take it as `preview`."""

    choices: Choices
    accounts: Options = ()
    places: Options = ()
    locales: Options = ()
    account: Account | None = None
    place: StoredEstablishment | None = None
    shown: Preview | None = None
    """None: there is no establishment, or no account, to show it for."""
    hours: HoursTold | None = None
    trouble: Trouble = field(default_factory=Trouble)

    @property
    def form_id(self) -> str:
        """The id of the form that is previewed."""
        return self.choices.form_id

    @property
    def when_options(self) -> Options:
        """The instants that may be chosen."""
        return [(value, _(label)) for value, label in WHEN.items()]

    @property
    def seen(self) -> list[str]:
        """What is seen, in short: the establishment, the channel, the language and the instant."""
        place, account = self.place.name if self.place else "", self.account.id if self.account else ""
        language = dict(self.locales).get(self.choices.locale, "") if self.choices.locale else ""
        return [part for part in (place, account, language, _(WHEN[self.choices.when])) if part]

    @property
    def zone(self) -> str | None:
        """The establishment's own time zone."""
        found = self.place.record.get("timezone") if self.place else None
        return found if isinstance(found, str) else None

    @property
    def notes(self) -> list[str]:
        """What is said of the preview itself."""
        notes = self.shown.notes if self.shown else ()
        return [Trouble(diagnostics=(note,)).at(note.path) for note in notes]

    @property
    def faults(self) -> list[tuple[str, str, str]]:
        """What is wrong with the draft: the field, its name with the place within its text, and the words."""
        return [(one.path, _named(one), Trouble(diagnostics=(one,)).at(one.path)) for one in _faults(self.shown)]

    @property
    def taps(self) -> Sequence[str]:
        """The starters tapped so far that are still there."""
        known = {choice.id for step in self.steps for choice in step.choices}
        return [tap for tap in self.choices.taps if tap in known]

    @property
    def steps(self) -> Sequence[Step]:
        """The conversation."""
        return self.shown.steps if self.shown else ()

    @property
    def offering(self) -> int | None:
        """The step whose starters can be tapped: the last one that offered some."""
        return max((at for at, step in enumerate(self.steps) if step.offers), default=None)

    @staticmethod
    def kind(message: Message) -> str:
        """What a message is for."""
        return _(KIND_NAMES[message.kind.value])

    @staticmethod
    def why(step: Step) -> list[tuple[str, str]]:
        """The trace in words, each line with the form's field that it is about."""
        return [(line.path, explain(line, language_now())) for line in step.trace]

    @property
    def losses_before(self) -> list[str]:
        """Everything that the platform has no room for before the first message."""
        lost = self.shown.before.lost if self.shown and self.shown.before else ()
        return [explain(_named_channel(line), language_now()) for line in lost]

    @staticmethod
    def losses(step: Step) -> list[str]:
        """Everything that the channel cuts or degrades in this step."""
        named = (replace(message, channel=channel_name(message.channel)) for message in step.messages)
        return [text for message in named for text in message.losses(language_now())]


def _named_channel(line: TraceLine) -> TraceLine:
    kind = line.params.get("channel")
    return replace(line, params={**line.params, "channel": channel_name(str(kind))}) if kind else line


def _faults(shown: Preview | None) -> Sequence[Diagnostic]:
    return shown.faults if shown is not None else ()


def _named(fault: Diagnostic) -> str:
    """What a field is called, with the place within its text."""
    name = field_name(fault.path)
    if fault.line is None:
        return name
    place = _("line {line}, character {column}").format(line=fault.line, column=fault.column or 1)
    return f"{name} ({place})"


def field_name(path: str) -> str:
    """A field of a set in words: `Question 1, answer, French`; what has no name of its own goes by its path."""
    head, *rest = parse_path(path) or ("",)
    if head == "tags":
        return _(FIELD_NAMES[str(head)])
    if head == "starters" and rest:
        parts = [_("Question %(number)s") % {"number": int(rest[0]) + 1}] if isinstance(rest[0], int) else []
        rest = rest[1:]
    else:
        parts = [_(FIELD_NAMES[str(head)])] if head in FIELD_NAMES else [path]
    for step in map(str, rest if parts != [path] else ()):
        parts.append(_(PART_NAMES[step]) if step in PART_NAMES else language_name(step))
    return ", ".join(parts)


async def view_of(visit: Visit, draft: Mapping[str, object], choices: Choices | None = None) -> PreviewView:
    """The preview of a draft, valid or not; without choices of what is seen first."""
    wanted = choices or Choices()
    place = await place_of(visit, wanted, draft)
    accounts = account_options(visit, place)
    account = account_of(wanted, accounts, draft)
    view = PreviewView(
        choices=wanted,
        accounts=[(id_, f"{id_} ({channel_name(one.channel)})") for id_, one in accounts.items()],
        places=await place_options(visit, wanted, draft, place),
        locales=locale_options(draft, wanted.locale),
        account=account,
        place=place,
    )
    if place is None or account is None:
        return view
    found = await _shown(visit, draft, wanted, place, account)
    shown = replace(found, faults=tuple(in_form(found.faults, form_of(draft, language=visit.language))))
    schedule = shown.hours.schedule
    country = place.establishment.address.country
    told = tell(schedule, shown.at, country=country) if schedule is not None else None
    return replace(view, shown=shown, hours=told, trouble=Trouble(diagnostics=shown.faults))


async def _shown(
    visit: Visit, draft: Mapping[str, object], choices: Choices, place: StoredEstablishment, account: Account
) -> Preview:
    toggles = await visit.desk.store.toggles.of([place.id])
    found = await kept(visit)
    asked = Asked(
        draft=draft,
        establishment=place.establishment,
        account=account,
        live_name=choices.live_name or None,
        toggles=toggles.get(place.id, Toggles()),
        locale=choices.locale or None,
        when=choices.instant,
        schedules=await named_schedules(visit),
        taps=choices.taps,
    )
    return found.previewer.show(asked, found.beside, visit.desk.clock.now())
