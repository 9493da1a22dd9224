"""What the Cloud API refuses: the form and the limits of messages and of conversational components.

From Meta's OpenAPI document v23.0 (github.com/facebook/openapi), but for the length of a text, which only the page
https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/text-messages tells.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, NoReturn

from frontdesk_testkit.dialect import PlatformReply, Refused

_EMOJI: Final = re.compile(r"[\u20e3\u231a-\u23ff\u2600-\u27bf\u2b05-\u2b55\ufe0f\U0001f000-\U0001faff]")
"""What is an emoji, or makes one of a digit or a sign (the key cap, the variation selector)."""
_COMMAND: Final = re.compile(r"[A-Za-z0-9_]{1,32}")


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphError:
    """An error as the Graph API words it."""

    code: int
    message: str
    details: str = ""
    subcode: int | None = None

    def reply(self, status: int, headers: Mapping[str, str] | None = None) -> PlatformReply:
        """The answer that tells of it."""
        error: dict[str, object] = {"message": self.message, "type": "OAuthException", "code": self.code}
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        if self.details:
            error["error_data"] = {"messaging_product": "whatsapp", "details": self.details}
        body = json.dumps({"error": error | {"fbtrace_id": "A4O5a8RAgePwbcGSu"}}).encode()
        return PlatformReply(status=status, body=body, headers=headers or {})


@dataclass(frozen=True, slots=True, kw_only=True)
class SentMessage:
    """A message that was let through."""

    to: str
    recipient: str
    key: str
    text: str
    titles: tuple[str, ...] = ()
    payloads: tuple[str, ...] = ()
    listed: bool = False


def message_of(document: Mapping[str, object]) -> SentMessage:
    """Read a message, or refuse it."""
    if document.get("messaging_product") != "whatsapp":
        _refuse(100, "Invalid parameter", "The parameter messaging_product is required.")
    to, recipient = _optional(document, "to"), _optional(document, "recipient")
    if not (to or recipient):
        _refuse(131008, "Required parameter is missing", "One of to and recipient is required.")
    if document.get("recipient_type", "individual") != "individual":
        _refuse(131009, "Parameter value is not valid", "recipient_type is not individual.")
    key = _optional(document, "biz_opaque_callback_data")
    if len(key) > 512:  # noqa: PLR2004 - spec
        _refuse(131009, "Parameter value is not valid", "biz_opaque_callback_data is longer than 512.")
    read = _TYPES.get(str(document.get("type", "text")))
    if read is None:
        _refuse(131051, "Unsupported message type", "")
    return read(document, to, recipient, key)


def automation_of(document: Mapping[str, object]) -> dict[str, object]:
    """Read a change of the conversational components, or refuse it. What it does not name stays."""
    for prompt in _all_texts(document.get("prompts", []), "prompts", most=4):
        _length(prompt, "prompt", 80)
        if _EMOJI.search(prompt):
            _refuse(100, "Invalid parameter", "Emojis are not supported in prompts.")
    for command in _all(document.get("commands", []), "commands", most=30):
        if not _COMMAND.fullmatch(_text(command, "command_name", 32)):
            _refuse(100, "Invalid parameter", "A command is of letters, digits and underscores.")
        _text(command, "command_description", 256)
    if not isinstance(document.get("enable_welcome_message", False), bool):
        _refuse(100, "Invalid parameter", "enable_welcome_message is true or false.")
    kept = ("enable_welcome_message", "prompts", "commands")
    return {name: document[name] for name in kept if name in document}


def _plain(document: Mapping[str, object], to: str, recipient: str, key: str) -> SentMessage:
    text = _text(_object(document, "text"), "body", 4096)
    return SentMessage(to=to, recipient=recipient, key=key, text=text)


def _interactive(document: Mapping[str, object], to: str, recipient: str, key: str) -> SentMessage:
    interactive = _object(document, "interactive")
    text = _text(_object(interactive, "body"), "text", 1024)
    listed = interactive.get("type") == "list"
    if not listed and interactive.get("type") != "button":
        _refuse(131009, "Parameter value is not valid", "interactive.type is neither button nor list.")
    _check_frame(interactive)
    action = _object(interactive, "action")
    titles, payloads = _rows(action) if listed else _buttons(action)
    return SentMessage(to=to, recipient=recipient, key=key, text=text, titles=titles, payloads=payloads, listed=listed)


def _check_frame(interactive: Mapping[str, object]) -> None:
    """What may stand over and under the body: a header, of text or else of a picture, and a footer."""
    if "header" in interactive and _object(interactive, "header").get("type") == "text":
        _text(_object(interactive, "header"), "text", 60)
    if "footer" in interactive:
        _text(_object(interactive, "footer"), "text", 60)


def _buttons(action: Mapping[str, object]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    buttons = _all(action.get("buttons"), "buttons", least=1, most=3)
    if any(button.get("type") != "reply" for button in buttons):
        _refuse(131009, "Parameter value is not valid", "buttons: the type of each is reply.")
    replies = [_object(button, "reply") for button in buttons]
    titles = tuple(_text(reply, "title", 20) for reply in replies)
    payloads = tuple(_text(reply, "id", 256) for reply in replies)
    _unique(titles, "Button titles")
    _unique(payloads, "Button ids")
    return titles, payloads


def _rows(action: Mapping[str, object]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    _text(action, "button", 20)
    sections = _all(action.get("sections"), "sections", least=1, most=10)
    for section in sections:
        if len(sections) > 1 or "title" in section:
            _text(section, "title", 24)
    rows = [row for section in sections for row in _all(section.get("rows"), "rows", least=1, most=10)]
    if len(rows) > 10:  # noqa: PLR2004 - over all sections, says the page
        _refuse(131009, "Parameter value is not valid", "Total row count exceed max allowed count: 10")
    for row in rows:
        if "description" in row:
            _text(row, "description", 72)
    payloads = tuple(_text(row, "id", 200) for row in rows)
    _unique(payloads, "Row ids")
    return tuple(_text(row, "title", 24) for row in rows), payloads


_TYPES: Final[Mapping[str, Callable[[Mapping[str, object], str, str, str], SentMessage]]] = {
    "text": _plain,
    "interactive": _interactive,
}


def _object(document: Mapping[str, object], name: str) -> Mapping[str, object]:
    value = document.get(name)
    if not isinstance(value, dict):
        _refuse(131008, "Required parameter is missing", f"{name} is required.")
    return value


def _all(value: object, name: str, *, least: int = 0, most: int) -> list[Mapping[str, object]]:
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        _refuse(131008, "Required parameter is missing", f"{name} is required.")
    if not least <= len(value) <= most:
        _refuse(131009, "Parameter value is not valid", f"{name}: between {least} and {most} are allowed.")
    return value


def _all_texts(value: object, name: str, *, most: int) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value) or len(value) > most:
        _refuse(100, "Invalid parameter", f"{name}: at most {most} texts.")
    return value


def _text(document: Mapping[str, object], name: str, most: int) -> str:
    value = document.get(name)
    if not isinstance(value, str):
        _refuse(131008, "Required parameter is missing", f"{name} is required.")
    _length(value, name, most)
    return value


def _optional(document: Mapping[str, object], name: str) -> str:
    value = document.get(name, "")
    if not isinstance(value, str):
        _refuse(131009, "Parameter value is not valid", f"{name} is no text.")
    return value


def _length(value: str, name: str, most: int) -> None:
    if not 1 <= len(value) <= most:
        _refuse(131009, "Parameter value is not valid", f"{name}: length {len(value)}, between 1 and {most} allowed.")


def _unique(values: tuple[str, ...], name: str) -> None:
    if len(set(values)) < len(values):
        _refuse(131009, "Parameter value is not valid", f"{name} are not unique.")


def _refuse(code: int, words: str, details: str) -> NoReturn:
    raise Refused(GraphError(code=code, message=f"(#{code}) {words}", details=details).reply(400))
