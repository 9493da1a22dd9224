"""What the editor offers to choose from: channels, languages, and how often a set speaks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from babel import Locale, UnknownLocaleError

from frontdesk.templating import Dash
from frontdesk_server.console.desk import Desk
from frontdesk_server.console.sets.manner_words import DASHES
from frontdesk_server.console.sets.set_form import SetForm
from frontdesk_server.console.words import N_, _, language_now

OFFERED: Final = (
    *("ar", "bg", "ca", "cs", "da", "de", "el", "en", "es", "et", "eu", "fi", "fr", "ga", "he", "hr", "hu", "it", "ja"),
    *("ko", "lb", "lt", "lv", "mt", "nb", "nl", "pl", "pt", "ro", "ru", "sk", "sl", "sr", "sv", "tr", "uk", "vi", "zh"),
)
"""Languages that can be added with one click; others come with documents."""
CHANNEL_NAMES: Final[Mapping[str, str]] = {
    "web": N_("Chat on the website"),
    "webhook": N_("Webhook"),
    "whatsapp": "WhatsApp",
    "messenger": "Messenger",
    "instagram": "Instagram",
    "google": "Google",
    "telegram": "Telegram",
}


class Option(NamedTuple):
    """One choice: the value that is sent, its label, and a word of explanation."""

    value: str
    label: str
    help: str = ""


def channel_options(desk: Desk, form: SetForm) -> list[Option]:
    """The accounts that are configured, each channel of several accounts, and what the set names besides."""
    accounts = desk.project.accounts
    kinds = [spec.channel.kind for spec in accounts]
    several = [kind for kind in dict.fromkeys(kinds) if kinds.count(kind) > 1]
    found = [Option(kind, _("%(channel)s, every account") % {"channel": channel_name(kind)}) for kind in several]
    found += [Option(spec.id, spec.id, channel_name(spec.channel.kind)) for spec in accounts]
    known = {option.value for option in found}
    return found + [_other(value, kinds) for value in form.channels or () if value not in known]


def _other(value: str, kinds: list[str]) -> Option:
    if value in kinds:
        return Option(value, _("%(channel)s, every account") % {"channel": channel_name(value)})
    return Option(value, value, _("not set up on this server"))


def channel_name(kind: str) -> str:
    """A kind of channel as operators call it."""
    return _(CHANNEL_NAMES[kind]) if kind in CHANNEL_NAMES else kind


def language_name(code: str) -> str:
    """A language in its own words: `Français`."""
    return _named(code, code)


def languages_to_add(form: SetForm) -> list[Option]:
    """The languages that the set does not have yet, by their names in the language that is spoken."""
    found = [Option(code, _named(code, language_now())) for code in OFFERED if code not in form.languages]
    return sorted(found, key=lambda option: option.label)


def _named(code: str, within: str) -> str:
    try:
        name = Locale.parse(code.replace("-", "_")).get_display_name(within.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        name = None
    return f"{name[0].upper()}{name[1:]}" if name else code


def greet_options() -> Iterator[Option]:
    """How often the start of a conversation is greeted."""
    yield Option("episode", _("In each conversation"), _("A conversation ends after a long silence; see below."))
    yield Option("day", _("Once a day"))
    yield Option("contact", _("Once only, ever"))


def absence_options() -> Iterator[Option]:
    """How often the absence message is sent."""
    yield Option("start", _("At the start of a conversation only"))
    yield Option(
        "each_closed_period", _("Also once in each closed period"), _("For conversations that go on overnight.")
    )


def dash_options() -> Iterator[Option]:
    """What stands between the ends of a range."""
    yield Option(Dash.HYPHEN, _(DASHES[Dash.HYPHEN]))
    yield Option(Dash.EN, _(DASHES[Dash.EN]), _("In SMS there are hyphens always."))
