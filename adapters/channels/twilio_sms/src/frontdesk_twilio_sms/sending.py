"""From messages to calls of Twilio's API, and what its answers mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from frontdesk import (
    Basic,
    HttpCall,
    HttpReply,
    Message,
    Outcome,
    Receipt,
    read_object,
    reply_detail,
    retry_after,
    text_at,
)
from frontdesk_twilio_sms.addresses import callback
from frontdesk_twilio_sms.settings import TwilioSmsSettings

CODES: Final[Mapping[int, Outcome]] = {
    14107: Outcome.RETRY,  # too many messages to one number
    20003: Outcome.PAUSED,  # wrong SID or auth token, or no permission
    20005: Outcome.PAUSED,  # the account is not active
    20006: Outcome.PAUSED,  # access denied
    20404: Outcome.PAUSED,  # no such account, or no API of Twilio's at `api_url`: no message stands in the address
    20429: Outcome.RETRY,  # never processed, always safe to repeat, says Twilio
    20500: Outcome.RETRY,
    20503: Outcome.RETRY,
    21211: Outcome.FAILED,  # `To` is no number
    21212: Outcome.PAUSED,  # `From` is no number: the account's settings, not this message
    21265: Outcome.FAILED,  # `To` is a short code
    21408: Outcome.FAILED,  # the account may not send to that country
    21601: Outcome.PAUSED,  # `From` cannot send text messages
    21602: Outcome.FAILED,  # no body
    21603: Outcome.PAUSED,  # no `From`
    21606: Outcome.PAUSED,  # `From` is not the account's, or cannot send text messages
    21608: Outcome.FAILED,  # a trial account writes to verified numbers alone
    21609: Outcome.PAUSED,  # the StatusCallback is no address: `public_url`
    21610: Outcome.FAILED,  # the contact sent STOP: never again, until they send START
    21611: Outcome.RETRY,  # the number's queue holds ten hours of messages
    21612: Outcome.FAILED,  # no way from this number to that one
    21614: Outcome.FAILED,  # a landline
    21617: Outcome.FAILED,  # longer than 1600 characters
    21659: Outcome.PAUSED,  # `From` is no number of Twilio's
    21660: Outcome.PAUSED,  # `From` is another account's
    21701: Outcome.PAUSED,  # no such messaging service
    21703: Outcome.PAUSED,  # a messaging service without numbers
    21730: Outcome.RETRY,  # Twilio is under maintenance
    30001: Outcome.RETRY,  # queue overflow
    30002: Outcome.PAUSED,  # account suspended
    30003: Outcome.FAILED,  # unreachable handset
    30004: Outcome.FAILED,  # blocked by the contact
    30005: Outcome.FAILED,  # unknown handset
    30006: Outcome.FAILED,  # landline or unreachable carrier
    30007: Outcome.FAILED,  # filtered by the carrier
    30008: Outcome.RETRY,  # unknown, says Twilio, and that it may pass
    30034: Outcome.PAUSED,  # a US number that is registered for no campaign
    63038: Outcome.PAUSED,  # the account's daily limit
}
"""https://www.twilio.com/docs/api/errors. `PAUSED`: the account is refused, not the message."""
STATUSES: Final[Mapping[int, Outcome]] = {
    401: Outcome.PAUSED,
    403: Outcome.PAUSED,
    404: Outcome.PAUSED,
    408: Outcome.RETRY,
    429: Outcome.RETRY,
    500: Outcome.RETRY,
    502: Outcome.UNKNOWN,  # behind the gateway it may have been taken
    503: Outcome.RETRY,
    504: Outcome.UNKNOWN,
}
"""Where the answer names no code of Twilio's that we know."""


def compose(message: Message, settings: TwilioSmsSettings) -> HttpCall:
    """A text message from the number that was written to, else from the account's own."""
    root = str(settings.api_url).rstrip("/")
    return HttpCall(
        url=f"{root}/2010-04-01/Accounts/{settings.account_sid}/Messages.json",
        headers={"content-type": "application/x-www-form-urlencoded"},
        body=urlencode(_form(message, settings)).encode(),
        auth=Basic(user=settings.account_sid, ref=settings.auth_token),
    )


def _form(message: Message, settings: TwilioSmsSettings) -> Mapping[str, str]:
    told = {} if settings.public_url is None else {"StatusCallback": callback(settings.public_url, message.key)}
    return {"To": message.to, **_sender(message, settings), "Body": message.text, **told}


def _sender(message: Message, settings: TwilioSmsSettings) -> Mapping[str, str]:
    """A messaging service keeps to the number that a contact knows by itself."""
    if settings.by_service:
        return {"MessagingServiceSid": settings.sender}
    return {"From": message.reply_context.get("number") or settings.sender}


def read_reply(reply: HttpReply) -> Receipt:
    """The receipt of one attempt: by Twilio's code where there is one, else by status."""
    document = read_object(reply.body) or {}
    if 200 <= reply.status < 300:  # noqa: PLR2004 - HTTP
        return Receipt(outcome=Outcome.SENT, platform_id=text_at(document, "sid") or None)
    code = document.get("code")
    known = CODES.get(code) if isinstance(code, int) else None
    return Receipt(
        outcome=known or _outcome(reply.status), retry_after=retry_after(reply), detail=_detail(reply, document)
    )


def _outcome(status: int) -> Outcome:
    lost = Outcome.RETRY if status >= 500 else Outcome.FAILED  # noqa: PLR2004 - HTTP
    return STATUSES.get(status, lost)


def _detail(reply: HttpReply, document: Mapping[str, object]) -> str:
    code, words = document.get("code"), text_at(document, "message")
    return reply_detail(reply, code, words) if isinstance(code, int) and words else reply_detail(reply)
