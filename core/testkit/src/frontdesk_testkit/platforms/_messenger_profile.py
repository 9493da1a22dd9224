"""The Messenger Profile of a page or an Instagram account: what is written, checked, kept, and given back.

From https://developers.facebook.com/documentation/business-messaging/messenger-platform/reference/messenger-profile-api.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

_QUESTIONS, _QUESTION, _GREETING, _PAYLOAD = 4, 80, 160, 1000


class Invalid(ValueError):  # noqa: N818 - what happened
    """What is to be written breaks a rule of the platform."""


class MessengerProfile:
    """One profile. `platform` must be named in every call where it is given."""

    def __init__(self, *, fields: Iterable[str], platform: str | None = None) -> None:
        self.fields = tuple(fields)
        self.platform = platform
        self.kept: dict[str, object] = {}

    @property
    def start(self) -> str | None:
        """The payload of the Get Started button, if there is one."""
        button = self.kept.get("get_started")
        return str(button["payload"]) if isinstance(button, dict) else None

    def serve(self, method: str, asked: Mapping[str, object]) -> dict[str, object]:
        """One call, of its query and body together. Raises `Invalid`."""
        if self.platform is not None and asked.get("platform") != self.platform:
            raise Invalid(f"param platform must be {self.platform}")
        if method not in _METHODS:
            raise Invalid(f"Unsupported {method.lower()} request")
        return _METHODS[method](self, asked)

    def _read(self, asked: Mapping[str, object]) -> dict[str, object]:
        """Questions alone come as the data itself, as their page shows it; several fields below their names."""
        names = self._named(str(asked.get("fields", "")).split(","))
        breakers = self.kept.get("ice_breakers")
        if names == ["ice_breakers"] and isinstance(breakers, list) and "call_to_actions" in breakers[0]:
            return {"data": breakers}
        held = {name: self.kept[name] for name in names if name in self.kept}
        return {"data": [held] if held else []}

    def _write(self, asked: Mapping[str, object]) -> dict[str, object]:
        """All or nothing."""
        given = {name: value for name, value in asked.items() if name not in {"platform", "access_token"}}
        for name in self._named(given):
            _CHECKS[name](given[name])
        if not given:
            raise Invalid("Requires one of the params: " + ", ".join(self.fields))
        self.kept.update(given)
        return {"result": "success"}

    def _delete(self, asked: Mapping[str, object]) -> dict[str, object]:
        fields = asked.get("fields")
        if not isinstance(fields, list) or not fields:
            raise Invalid("The parameter fields is required")
        for name in self._named(fields):
            self.kept.pop(name, None)
        return {"result": "success"}

    def _named(self, names: Iterable[str]) -> list[str]:
        named = list(names)
        unknown = [name for name in named if name not in self.fields]
        if unknown:
            raise Invalid(f"Param fields[0] must be one of {self.fields}, not {unknown[0]!r}")
        return named


def _check_start(value: object) -> None:
    if not isinstance(value, dict) or not _fits(value.get("payload"), _PAYLOAD):
        raise Invalid("param get_started[payload] is required, of 1000 characters at most")


def _check_greeting(value: object) -> None:
    entries = _entries("greeting", value)
    if not all(_fits(entry.get("text"), _GREETING) for entry in entries):
        raise Invalid("Length of param greeting[text] must be less than or equal to 160")
    _check_default("greeting", entries)


def _check_breakers(value: object) -> None:
    """The flat form of old, or the form with locales: not both."""
    entries = _entries("ice_breakers", value)
    localised = ["call_to_actions" in entry for entry in entries]
    if any(localised) and not all(localised):
        raise Invalid("ice_breakers may not mix the two formats")
    if not any(localised):
        _check_questions(entries)
        return
    for entry in entries:
        empty = entry["call_to_actions"] == [] and entry.get("locale") != "default"  # nothing is shown in that locale
        _check_questions([] if empty else _entries("call_to_actions", entry["call_to_actions"]))
    _check_default("ice_breakers", entries)


def _check_questions(actions: list[dict[str, object]]) -> None:
    if len(actions) > _QUESTIONS:
        raise Invalid("param ice_breakers has too many elements.")
    if not all(_fits(one.get("question"), _QUESTION) and _fits(one.get("payload"), _PAYLOAD) for one in actions):
        raise Invalid("Length of param ice_breakers[question] must be less than or equal to 80")


def _check_default(name: str, entries: list[dict[str, object]]) -> None:
    locales = [str(entry.get("locale")) for entry in entries]
    if "default" not in locales:
        raise Invalid(f"You must set default locale for {name}")
    if len(set(locales)) != len(locales):
        raise Invalid(f"{name} has the same locale twice")


def _entries(name: str, value: object) -> list[dict[str, object]]:
    if not isinstance(value, list) or not value or not all(isinstance(entry, dict) for entry in value):
        raise Invalid(f"param {name} must be a non-empty array of objects")
    return value


def _fits(value: object, most: int) -> bool:
    return isinstance(value, str) and 0 < len(value) <= most


_CHECKS: Final[Mapping[str, Callable[[object], None]]] = {
    "get_started": _check_start,
    "greeting": _check_greeting,
    "ice_breakers": _check_breakers,
}
_METHODS: Final[Mapping[str, Callable[[MessengerProfile, Mapping[str, object]], dict[str, object]]]] = {
    "GET": MessengerProfile._read,  # noqa: SLF001 - the class's own table
    "POST": MessengerProfile._write,  # noqa: SLF001
    "DELETE": MessengerProfile._delete,  # noqa: SLF001
}
