"""The bot's profile: starters as commands, the welcome as description, in each language that is looked after.

Telegram shows a person the entry of their own language, else the one without a language: the default texts stand there,
and an entry in the default's own language would only be a second copy. It lists no languages, so those of the settings
are looked at too: what is no longer wanted is found there and taken away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from frontdesk import Difference, ForeignAutomation, HttpReply, Profile, ProfilePlan, ProfileTexts, read_object
from frontdesk_telegram.commands import command_of
from frontdesk_telegram.replies import words
from frontdesk_telegram.sending import call
from frontdesk_telegram.settings import TelegramSettings

Commands = tuple[tuple[str, str], ...]
"""Name and description of each."""
_BUSINESS: Final = "Telegram Business may send one of its own; a bot cannot see it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One method that reads a part of the profile."""

    method: Literal["getMe", "getMyCommands", "getMyDescription"]
    language: str = ""

    @property
    def document(self) -> Mapping[str, object]:
        """Its parameters."""
        return {"language_code": self.language} if self.language else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One call that mends one difference."""

    method: str
    document: Mapping[str, object]
    difference: Difference


def readings(settings: TelegramSettings, wanted: Profile) -> tuple[Reading, ...]:
    """What is read, in order; the answers come in the same."""
    languages = ("", *sorted({*settings.languages, *_texts(wanted)} - {""}))
    commands = [Reading(method="getMyCommands", language=it) for it in languages if settings.commands]
    descriptions = [Reading(method="getMyDescription", language=it) for it in languages if settings.description]
    return (Reading(method="getMe"), *commands, *descriptions)


def plan(settings: TelegramSettings, wanted: Profile, found: Sequence[HttpReply]) -> ProfilePlan:
    """The calls that mend what is not as wanted; none at all where one of the answers is no answer."""
    asked = readings(settings, wanted)
    results: dict[Reading, object] = {}
    for reading, reply in zip(asked, found, strict=False):
        document = read_object(reply.body) or {}
        if document.get("ok") is not True:
            return ProfilePlan(problem=f"{reading.method}: {words(reply, document)}")
        results[reading] = document.get("result")
    if len(results) != len(asked):
        return ProfilePlan(problem=f"{len(found)} answers to {len(asked)} questions")
    changes = tuple(_changes(wanted, results))
    return ProfilePlan(
        calls=tuple(call(settings, change.method, change.document) for change in changes),
        differences=tuple(change.difference for change in changes),
        foreign_automations=_automations(results[asked[0]]),
    )


def _changes(wanted: Profile, results: Mapping[Reading, object]) -> Iterator[Change]:
    texts = _texts(wanted)
    for reading, result in results.items():
        mine = texts.get(reading.language)
        if reading.method == "getMyCommands":
            yield from _of_commands(reading, mine, _found_commands(result))
        elif reading.method == "getMyDescription":
            fallback = _found_description(results[Reading(method="getMyDescription")])
            yield from _of_description(reading, mine, _found_description(result), fallback)


def _of_commands(reading: Reading, texts: ProfileTexts | None, found: Commands) -> Iterator[Change]:
    """`setMyCommands` replaces them all; `deleteMyCommands` where none are wanted."""
    wanted = _wanted_commands(texts)
    if wanted == found:
        return
    entries = [{"command": name, "description": words} for name, words in wanted]
    difference = Difference(
        field="commands", locale=_locale(reading, texts), wanted=_titles(wanted), found=_titles(found)
    )
    if entries:
        yield Change(method="setMyCommands", document={"commands": entries, **reading.document}, difference=difference)
    else:
        yield Change(method="deleteMyCommands", document=reading.document, difference=difference)


def _of_description(reading: Reading, texts: ProfileTexts | None, found: str, fallback: str) -> Iterator[Change]:
    """Where a language has none of its own, Telegram may answer with the default's: that is none."""
    wanted = (texts.greeting or "") if texts is not None else ""
    inherited = reading.language and not wanted and found == fallback
    if inherited or wanted.strip() == found.strip():
        return
    difference = Difference(field="greeting", locale=_locale(reading, texts), wanted=wanted, found=found)
    yield Change(method="setMyDescription", document={"description": wanted, **reading.document}, difference=difference)


def _texts(wanted: Profile) -> Mapping[str, ProfileTexts]:
    """The texts by Telegram's language; empty = the default's. Of two variants of a language the first is shown."""
    if wanted.default is None:
        return {}
    own = _language(wanted.default.locale)
    texts = {"": wanted.default}
    for item in wanted.texts[1:]:
        language = _language(item.locale)
        if language and language != own:
            texts.setdefault(language, item)
    return texts


def _language(locale: str) -> str:
    """Its two-letter code (ISO 639-1); empty for a language that has none, which Telegram cannot keep."""
    language = locale.replace("_", "-").partition("-")[0].lower()
    return language if len(language) == 2 and language.isascii() else ""  # noqa: PLR2004 - ISO 639-1


def _wanted_commands(texts: ProfileTexts | None) -> Commands:
    entries = [command_of(starter) for starter in (texts.starters if texts is not None else ())]
    named = {entry["command"]: entry["description"] for entry in reversed(entries) if entry is not None}
    return tuple(reversed(named.items()))


def _found_commands(result: object) -> Commands:
    entries = result if isinstance(result, list) else []
    pairs = [(entry.get("command"), entry.get("description")) for entry in entries if isinstance(entry, Mapping)]
    return tuple((str(name), " ".join(str(words).split())) for name, words in pairs)


def _found_description(result: object) -> str:
    description = result.get("description") if isinstance(result, Mapping) else None
    return description if isinstance(description, str) else ""


def _automations(me: object) -> tuple[ForeignAutomation, ...]:
    """`getMe` tells whether the bot may be connected to Telegram Business accounts.

    Their greeting and away messages are shown by no method of the Bot API.
    """
    if not (isinstance(me, Mapping) and me.get("can_connect_to_business") is True):
        return ()
    kinds: tuple[Literal["greeting", "absence"], ...] = ("greeting", "absence")
    return tuple(ForeignAutomation(kind=kind, text=_BUSINESS, enabled=None) for kind in kinds)


def _titles(commands: Commands) -> str:
    return " | ".join(f"/{name} {words}" for name, words in commands)


def _locale(reading: Reading, texts: ProfileTexts | None) -> str | None:
    return texts.locale if texts is not None else reading.language or None
