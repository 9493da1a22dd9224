"""The conversational settings of Google Business Messages: what a PATCH with a mask makes of an agent or a location.

https://developers.google.com/business-communications/business-messages/reference/business-communications/rest/v1/ConversationalSetting
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from frontdesk_testkit.dialect import Sent
from frontdesk_testkit.platforms._google_errors import fields_of, items_of, refuse, reply_of, text_of

AGENT: Final = "businessMessagesAgent"
_ENTRY: Final = ("welcomeMessage", "offlineMessage", "privacyPolicy", "conversationStarters")
_HELD: Final = ("conversationalSettings", "defaultLocale")


class Place:
    """An agent (its settings one level deeper) or a location, by its name."""

    def __init__(self, name: str, *, deep: bool) -> None:
        self.name = name
        self.deep = deep
        self.settings: dict[str, object] = {}
        """By locale."""
        self.default = ""

    def document(self) -> Mapping[str, object]:
        """As GET gives it."""
        held: dict[str, object] = {"conversationalSettings": dict(self.settings)}
        if self.default:
            held["defaultLocale"] = self.default
        return {"name": self.name, AGENT: held} if self.deep else {"name": self.name, **held}

    def patch(self, body: Mapping[str, object], mask: str) -> None:
        """What the mask names becomes as the body has it, or is taken away; all of it or nothing."""
        if not mask:
            raise refuse("INVALID_ARGUMENT", "update_mask is required")
        given = fields_of(body.get(AGENT), AGENT, _HELD) if self.deep else fields_of(dict(body), "location", _HELD)
        wanted, default = dict(self.settings), self.default
        for path in mask.split(","):
            field, _, locale = self._field(path).partition(".")
            if field == "defaultLocale" and not locale:
                default = text_of(given.get(field), field, 35)
            elif field == "conversationalSettings" and locale:
                _masked(wanted, given.get(field), locale)
            else:
                raise refuse("INVALID_ARGUMENT", f"Invalid field mask path {path!r}")
        if wanted and default not in wanted:
            raise refuse("INVALID_ARGUMENT", f"default_locale {default!r} has no conversational settings")
        self.settings, self.default = wanted, default

    def resolve(self, device: str) -> str:
        """The configured language that is nearest to a phone's, else the default; empty where there is none."""
        language = device.partition("-")[0]
        return next((name for name in (device, language) if name in self.settings), self.default)

    def greeting(self, contact: str, locale: str, *, staffed: bool) -> Sequence[Sent]:
        """What is shown to whoever opens a conversation: the welcome, or without anybody there the offline message.

        The starters stand under either: that they are left out under the offline message, Google's pages do not say.
        """
        entry = self.settings.get(locale)
        if not isinstance(entry, dict):
            return ()
        away = entry.get("offlineMessage") if not staffed else None
        shown = [reply_of(item["suggestion"], "", 35) for item in entry.get("conversationStarters", ())]
        said = Sent(
            key="",
            to=contact,
            text=(away or entry["welcomeMessage"])["text"],
            suggestions=tuple(title for title, _ in shown),
            payloads=tuple(payload for _, payload in shown),
        )
        return (said,)

    def _field(self, path: str) -> str:
        prefix = f"{AGENT}." if self.deep else ""
        if not path.startswith(prefix):
            raise refuse("INVALID_ARGUMENT", f"Invalid field mask path {path!r}")
        return path.removeprefix(prefix)


def _masked(wanted: dict[str, object], given: object, locale: str) -> None:
    entry = given.get(locale) if isinstance(given, dict) else None
    if entry is None:
        wanted.pop(locale, None)
    else:
        wanted[locale] = _checked(entry, f"conversational_settings[{locale}]")


def _checked(value: object, where: str) -> Mapping[str, object]:
    """Required: a welcome message and a privacy policy. At most 1000 characters, five starters of 35."""
    entry = fields_of(value, where, _ENTRY)
    welcome = fields_of(entry.get("welcomeMessage"), f"{where}.welcome_message", {"text"})
    text_of(welcome.get("text"), f"{where}.welcome_message.text", 1000)
    policy = fields_of(entry.get("privacyPolicy"), f"{where}.privacy_policy", {"url"})
    if not text_of(policy.get("url"), f"{where}.privacy_policy.url", 2048).startswith(("https://", "http://")):
        raise refuse("INVALID_ARGUMENT", f"{where}.privacy_policy.url is no URL")
    if "offlineMessage" in entry:
        offline = fields_of(entry["offlineMessage"], f"{where}.offline_message", {"text"})
        text_of(offline.get("text"), f"{where}.offline_message.text", 1000)
    for item in items_of(entry.get("conversationStarters"), f"{where}.conversation_starters", 5):
        held = fields_of(item, f"{where}.conversation_starters", {"suggestion"})
        reply_of(held.get("suggestion"), f"{where}.conversation_starters.suggestion", 35)
    return entry
