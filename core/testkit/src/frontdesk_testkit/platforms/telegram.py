"""Telegram, from the documentation of its Bot API: https://core.telegram.org/bots/api ."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import ClassVar, Final, NoReturn

from pydantic import BaseModel, Field, ValidationError

from frontdesk_testkit.dialect import Dialect, PlatformReply, PlatformRequest, Posting, Refused, Sent
from frontdesk_testkit.turns import Answer, Turn

_METHOD: Final = re.compile(r"/bot([^/]*)/(\w+)")
_COMMAND: Final = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE: Final = re.compile(r"[a-z]{2}")
_MOST_TEXT, _MOST_BUTTONS, _MOST_DATA, _MOST_IN_ROW = 4096, 100, 64, 8
_MOST_COMMANDS, _MOST_COMMAND_WORDS, _MOST_DESCRIPTION = 100, 256, 512
_OWNER: Final = 900
"""The human of a Telegram Business account."""
_CONNECTION: Final = "bc-1"
_WORDS: Final[Mapping[int, str]] = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}
_STATUS: Final[Mapping[Answer, int]] = {Answer.TOO_MANY: 429, Answer.ERROR: 500, Answer.REFUSE: 403}


class _Button(BaseModel):
    text: str
    callback_data: str


class _Markup(BaseModel):
    inline_keyboard: list[list[_Button]]


class _SendMessage(BaseModel):
    chat_id: int
    text: str = ""
    business_connection_id: str = ""
    reply_markup: _Markup = Field(default_factory=lambda: _Markup(inline_keyboard=[]))


class _Command(BaseModel):
    command: str
    description: str


class TelegramDialect(Dialect):
    """The Bot API's server with one bot, and the people who write to it."""

    token: ClassVar[str] = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"  # noqa: S105 - the documentation's example
    secret: ClassVar[str] = "a-secret_Token"  # noqa: S105 - of a platform that is none

    def __init__(self) -> None:
        self.commands: dict[str, list[dict[str, str]]] = {}
        """By language; empty = for all who have none of their own."""
        self.descriptions: dict[str, str] = {}
        self.answered: list[str] = []
        """The taps that were answered."""
        self.in_business = False
        """Whether it may be connected to Telegram Business accounts."""

    def settings(self, root: str) -> Mapping[str, object]:
        """As the channel's README has them."""
        return {"token": "env:TELEGRAM_TOKEN", "secret_token": "env:TELEGRAM_SECRET", "api_url": root}

    def secrets(self, root: str) -> Mapping[str, bytes]:  # noqa: ARG002 - neither holds an address
        """What BotFather gave, and what setWebhook was told."""
        return {"env:TELEGRAM_TOKEN": self.token.encode(), "env:TELEGRAM_SECRET": self.secret.encode()}

    def contact(self, number: int) -> str:
        """People are numbers."""
        return str(5000 + number)

    # What is asked of it

    def serve(self, request: PlatformRequest) -> Sent | PlatformReply:
        """`/bot<token>/<method>`; an unknown token, as an unknown method, is 401 or 404."""
        asked = _METHOD.fullmatch(request.path)
        if asked is None or not asked[1]:
            _refuse(404)
        if asked[1] != self.token:
            _refuse(401)
        given = request.json() if request.body else {}
        if asked[2] == "sendMessage":
            return self._sent(given)
        methods: Mapping[str, Callable[[Mapping[str, object]], object]] = {
            "getMe": self._me,
            "answerCallbackQuery": self._answered,
            "getMyCommands": lambda it: self.commands.get(_language(it), []),
            "setMyCommands": self._set_commands,
            "deleteMyCommands": lambda it: self.commands.pop(_language(it), None) is not None or True,
            "getMyDescription": self._description,
            "setMyDescription": self._set_description,
        }
        if asked[2] not in methods:
            _refuse(404)
        if _language(given) and _LANGUAGE.fullmatch(_language(given)) is None:
            _refuse(400, "invalid language code specified")
        return _ok(methods[asked[2]](given))

    def _sent(self, given: Mapping[str, object]) -> Sent:
        try:
            asked = _SendMessage.model_validate(given)
        except ValidationError as error:
            _refuse(400, f"can't parse it: {error.error_count()} errors")
        buttons = [button for row in asked.reply_markup.inline_keyboard for button in row]
        _check_text(asked.text)
        _check_keyboard(asked.reply_markup.inline_keyboard)
        return Sent(
            key="",
            to=str(asked.chat_id),
            text=asked.text,
            suggestions=tuple(button.text for button in buttons),
            payloads=tuple(button.callback_data for button in buttons),
            signed=True,
            context={"business_connection_id": asked.business_connection_id} if asked.business_connection_id else {},
        )

    def _me(self, _given: Mapping[str, object]) -> object:
        bot = {"id": 110201543, "is_bot": True, "first_name": "Shop", "username": "shop_bot"}
        return bot | {"can_connect_to_business": self.in_business}

    def _answered(self, given: Mapping[str, object]) -> object:
        self.answered.append(str(given.get("callback_query_id", "")))
        return True

    def _set_commands(self, given: Mapping[str, object]) -> object:
        listed = given.get("commands")
        commands = [_Command.model_validate(item) for item in (listed if isinstance(listed, list) else [])]
        if len(commands) > _MOST_COMMANDS:
            _refuse(400, "BOT_COMMANDS_TOO_MUCH")
        for item in commands:
            if _COMMAND.fullmatch(item.command) is None:
                _refuse(400, "BOT_COMMAND_INVALID")
            if not 1 <= len(item.description) <= _MOST_COMMAND_WORDS:
                _refuse(400, "BOT_COMMAND_DESCRIPTION_INVALID")
        self.commands[_language(given)] = [item.model_dump() for item in commands]
        return True

    def _description(self, given: Mapping[str, object]) -> object:
        return {"description": self.descriptions.get(_language(given), self.descriptions.get("", ""))}

    def _set_description(self, given: Mapping[str, object]) -> object:
        words = str(given.get("description", ""))
        if len(words) > _MOST_DESCRIPTION:
            _refuse(400, "description is too long")
        self.descriptions.pop(_language(given), None)
        if words:
            self.descriptions[_language(given)] = words
        return True

    def accept(self, sent: Sent, platform_id: str) -> PlatformReply:
        """The message as it stands in the chat."""
        chat = {"id": int(sent.to), "type": "private"}
        return _ok({"message_id": _number(platform_id), "chat": chat, "date": 1, "text": sent.text})

    def refuse(self, turn: Turn) -> PlatformReply:
        """Busy, down, or blocked by the person."""
        status = turn.status or _STATUS[turn.answer]
        if turn.retry_after is not None:
            return _error(status, f"retry after {turn.retry_after}", retry_after=turn.retry_after)
        return _error(status, "bot was blocked by the user" if turn.answer is Answer.REFUSE else "")

    # What it tells

    def post(self, at: datetime, *events: Mapping[str, object]) -> Posting:
        """One update."""
        (update,) = events
        return self.sign(at, json.dumps(update, ensure_ascii=False).encode())

    def sign(self, at: datetime, body: bytes) -> Posting:  # noqa: ARG002 - it signs neither time nor body
        """Its secret is a constant header."""
        headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": self.secret}
        return Posting(body=body, headers=headers)

    def message(self, number: int, contact: str, text: str, at: datetime) -> Mapping[str, object]:
        """`Update.message` in a private chat."""
        said = {"message_id": number, "from": _user(contact), "chat": _chat(contact), "date": int(at.timestamp())}
        return {"update_id": number, "message": said | {"text": text}}

    def tap(self, number: int, contact: str, payload: str, title: str, at: datetime) -> Mapping[str, object]:
        """`Update.callback_query`, with the message that shows the button."""
        markup = {"inline_keyboard": [[{"text": title, "callback_data": payload}]]}
        shown = {"message_id": number, "chat": _chat(contact), "date": int(at.timestamp()), "reply_markup": markup}
        query = {"id": str(number), "from": _user(contact), "chat_instance": "1", "data": payload, "message": shown}
        return {"update_id": number, "callback_query": query}

    def opened(self, number: int, contact: str, at: datetime) -> Mapping[str, object]:
        """Start was pressed."""
        return self.message(number, contact, "/start", at)

    def operator(self, number: int, contact: str, text: str, at: datetime) -> Mapping[str, object]:
        """`Update.business_message`, where the owner of the account writes."""
        said = {"message_id": number, "from": _user(str(_OWNER)), "chat": _chat(contact), "date": int(at.timestamp())}
        return {"update_id": number, "business_message": said | {"text": text, "business_connection_id": _CONNECTION}}


def _user(contact: str) -> Mapping[str, object]:
    return {"id": int(contact), "is_bot": False, "first_name": "Ana", "language_code": "fr"}


def _chat(contact: str) -> Mapping[str, object]:
    return {"id": int(contact), "type": "private", "first_name": "Ana"}


def _check_text(text: str) -> None:
    if not text.strip():
        _refuse(400, "message text is empty")
    if len(text) > _MOST_TEXT:
        _refuse(400, "message is too long")


def _check_keyboard(rows: list[list[_Button]]) -> None:
    if sum(len(row) for row in rows) > _MOST_BUTTONS or any(len(row) > _MOST_IN_ROW for row in rows):
        _refuse(400, "reply markup is too long")
    for button in (button for row in rows for button in row):
        if not 1 <= len(button.callback_data.encode()) <= _MOST_DATA:
            _refuse(400, "BUTTON_DATA_INVALID")
        if not button.text.strip():
            _refuse(400, "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")


def _language(given: Mapping[str, object]) -> str:
    return str(given.get("language_code", ""))


def _number(platform_id: str) -> int:
    return int("0" + "".join(filter(str.isdigit, platform_id)))


def _ok(result: object) -> PlatformReply:
    return PlatformReply(body=json.dumps({"ok": True, "result": result}, ensure_ascii=False).encode())


def _error(status: int, words: str = "", **parameters: int) -> PlatformReply:
    description = f"{_WORDS.get(status, 'Error')}: {words}" if words else _WORDS.get(status, "Error")
    document = {"ok": False, "error_code": status, "description": description}
    headers = {"Retry-After": str(parameters["retry_after"])} if "retry_after" in parameters else {}
    body = json.dumps(document | ({"parameters": parameters} if parameters else {})).encode()
    return PlatformReply(status=status, body=body, headers=headers)


def _refuse(status: int, words: str = "") -> NoReturn:
    raise Refused(_error(status, words))
