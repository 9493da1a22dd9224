"""Twilio's messaging, from https://www.twilio.com/docs: messaging/api/message-resource, usage/security, api/errors."""

from __future__ import annotations

import hmac
import json
import re
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from hashlib import md5, sha1
from typing import ClassVar, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from frontdesk_testkit.dialect import Dialect, PlatformReply, PlatformRequest, Posting, Refused, Sent
from frontdesk_testkit.turns import Answer, Turn

ACCOUNT: Final = "AC" + "0" * 31 + "1"
TOKEN: Final = b"fake-auth-token"
NUMBER: Final = "+33757000001"
SERVICE: Final = "MG" + "0" * 31 + "2"
"""A messaging service, whose only number is `NUMBER`."""
WEBHOOK: Final = "https://frontdesk.example/webhooks/sms"
"""What Twilio calls where nobody said otherwise."""
MOST_CHARACTERS: Final = 1600
_QUERY: Final = "(query)"
"""Of an event: what stands behind the address that it is told to."""
_PHONE: Final = re.compile(r"\+[0-9]{6,15}")
_STOPS: Final = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"})
_STARTS: Final = frozenset({"START", "UNSTOP", "YES"})
_TURNS: Final[Mapping[Answer, tuple[int, int, str]]] = {
    Answer.TOO_MANY: (429, 20429, "Too Many Requests"),
    Answer.ERROR: (503, 20503, "Service Unavailable"),
    Answer.REFUSE: (400, 21211, "Invalid 'To' Phone Number"),
}


class TwilioSmsDialect(Dialect):
    """An account with one number. It remembers who sent STOP."""

    echoes: ClassVar[bool] = True

    def __init__(self) -> None:
        self.stopped: set[str] = set()

    @property
    def address(self) -> str:
        """The webhook, as it is entered at Twilio."""
        return self.webhook_url or WEBHOOK

    def settings(self, root: str) -> Mapping[str, object]:
        """As the adapter's page has it."""
        return {
            "account_sid": ACCOUNT,
            "auth_token": "env:TWILIO_AUTH_TOKEN",
            "sender": NUMBER,
            "public_url": self.address,
            "per_second": 100,
            "api_url": root,
        }

    def secrets(self, root: str) -> Mapping[str, bytes]:  # noqa: ARG002 - a token knows no address
        """The one token, which authenticates and signs."""
        return {"env:TWILIO_AUTH_TOKEN": TOKEN}

    # What is sent

    def serve(self, request: PlatformRequest) -> Sent | PlatformReply:
        """`POST .../Messages.json`."""
        if request.headers.get("authorization") != _basic():
            raise _refused(401, 20003, "Authenticate")
        if (request.method, request.path) != ("POST", f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"):
            raise _refused(404, 20404, f"The requested resource {request.path} was not found")
        form = dict(parse_qsl(request.body.decode(), keep_blank_values=True))
        self._check(form)
        callback = dict(parse_qsl(urlsplit(form.get("StatusCallback", "")).query))
        return Sent(
            key=callback.get("key", ""),
            to=form["To"],
            text=form["Body"],
            signed=True,
            context={"callback": form.get("StatusCallback", ""), "from": NUMBER},
        )

    def _check(self, form: Mapping[str, str]) -> None:
        to, body = form.get("To", ""), form.get("Body", "")
        if _PHONE.fullmatch(to) is None:
            raise _refused(400, 21211, f"Invalid 'To' Phone Number: {to}")
        _check_sender(form)
        if not body:
            raise _refused(400, 21602, "Message body is required.")
        if len(body) > MOST_CHARACTERS:
            raise _refused(400, 21617, "The concatenated message body exceeds the 1600 character limit")
        if not form.get("StatusCallback", "https://").startswith(("http://", "https://")):
            raise _refused(400, 21609, "The 'StatusCallback' URL is not a valid URL.")
        if to in self.stopped:
            raise _refused(400, 21610, "Attempt to send to unsubscribed recipient")

    def accept(self, sent: Sent, platform_id: str) -> PlatformReply:
        """The message as it stands in the queue."""
        document = {
            "sid": _sid(platform_id),
            "status": "queued",
            "to": sent.to,
            "body": sent.text,
            "num_segments": "1",
            "error_code": None,
            "error_message": None,
        }
        return PlatformReply(status=201, body=json.dumps(document).encode())

    def refuse(self, turn: Turn) -> PlatformReply:
        """By code and status, as the API does."""
        status, code, words = _TURNS[turn.answer]
        headers = {} if turn.retry_after is None else {"Retry-After": str(turn.retry_after)}
        return PlatformReply(
            status=turn.status or status, body=_error(turn.status or status, code, words), headers=headers
        )

    # What is told

    def contact(self, number: int) -> str:
        """A mobile number."""
        return f"+336390{number:05}"

    def post(self, at: datetime, *events: Mapping[str, object]) -> Posting:  # noqa: ARG002 - no time is signed
        """A form for each event."""
        (event,) = events
        form = {name: str(value) for name, value in event.items() if name != _QUERY}
        return self._signed(urlencode(form).encode(), form, str(event.get(_QUERY, "")))

    def sign(self, at: datetime, body: bytes) -> Posting:  # noqa: ARG002 - no time is signed
        """The fields of a form; what is none has none."""
        return self._signed(body, dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)), "")

    def _signed(self, body: bytes, form: Mapping[str, str], query: str) -> Posting:
        """Over the address and the sorted fields."""
        url = f"{self.address}{'&' if '?' in self.address else '?'}{query}" if query else self.address
        signed = url + "".join(name + form[name] for name in sorted(form))
        headers = {
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
            "X-Twilio-Signature": b64encode(hmac.new(TOKEN, signed.encode(), sha1).digest()).decode(),
            "I-Twilio-Idempotency-Token": _sid(signed)[2:],
        }
        return Posting(body=body, headers=headers, query=query)

    def message(self, number: int, contact: str, text: str, at: datetime) -> Mapping[str, object]:  # noqa: ARG002 - as above
        """An incoming message. STOP and START are heeded before anybody else hears of them."""
        word = text.strip().upper()
        if word in _STOPS:
            self.stopped.add(contact)
        elif word in _STARTS:
            self.stopped.discard(contact)
        return {
            "MessageSid": _sid(f"in-{number}"),
            "AccountSid": ACCOUNT,
            "From": contact,
            "To": NUMBER,
            "Body": text,
            "NumMedia": "0",
            "NumSegments": "1",
            "SmsStatus": "received",
            "FromCountry": "FR",
            "ApiVersion": "2010-04-01",
        }

    def echo(self, sent: Sent, platform_id: str, at: datetime) -> Mapping[str, object] | None:  # noqa: ARG002 - as above
        """The status callback, where one was asked for."""
        if not sent.context["callback"]:
            return None
        return {
            _QUERY: urlencode({"key": sent.key}),
            "MessageSid": _sid(platform_id),
            "MessageStatus": "delivered",
            "SmsStatus": "delivered",
            "AccountSid": ACCOUNT,
            "From": sent.context["from"],
            "To": sent.to,
            "ApiVersion": "2010-04-01",
        }


def _check_sender(form: Mapping[str, str]) -> None:
    """A number of the account's, or one of its messaging services, which chooses the number."""
    if "MessagingServiceSid" in form:
        if form["MessagingServiceSid"] != SERVICE:
            raise _refused(400, 21701, f"The Messaging Service with SID {form['MessagingServiceSid']} does not exist")
    elif not form.get("From"):
        raise _refused(400, 21603, "A 'From' phone number is required.")
    elif form["From"] != NUMBER:
        raise _refused(400, 21606, "The 'From' phone number provided is not a valid message-capable number")


def _basic() -> str:
    return "Basic " + b64encode(ACCOUNT.encode() + b":" + TOKEN).decode()


def _sid(name: str) -> str:
    """A message's SID: the same for the same name."""
    return "SM" + md5(name.encode(), usedforsecurity=False).hexdigest()


def _error(status: int, code: int, message: str) -> bytes:
    more = f"https://www.twilio.com/docs/errors/{code}"
    return json.dumps({"code": code, "message": message, "more_info": more, "status": status}).encode()


def _refused(status: int, code: int, message: str) -> Refused:
    return Refused(PlatformReply(status=status, body=_error(status, code, message)))
