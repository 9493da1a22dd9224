"""Who may post: `X-Twilio-Signature`, over the address and the sorted fields of the form.

Source: https://www.twilio.com/docs/usage/security#validating-requests
"""

from __future__ import annotations

import hmac
from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha1
from typing import Final
from urllib.parse import parse_qsl

from frontdesk import WebhookRequest, check_signature
from frontdesk_twilio_sms.addresses import signed

SIGNATURE: Final = "X-Twilio-Signature"
_MOST_FIELDS: Final = 500
Fields = Sequence[tuple[str, str]]


def read_form(body: bytes) -> Fields:
    """The fields of a form, in their order; none where it is no form."""
    try:
        return parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        return ()


def check(request: WebhookRequest, tokens: Sequence[bytes], public_url: str | None) -> None:
    """Raise `WebhookRejected` unless the account's auth token signed this form for this address."""
    fields = "".join(name + value for name, value in sorted(set(read_form(request.body))))
    signatures = [_sign(token, url + fields) for token in tokens for url in signed(request, public_url)]
    check_signature(request, SIGNATURE, _likeliest(request, signatures))


def _likeliest(request: WebhookRequest, signatures: Sequence[str]) -> Sequence[str]:
    """Of one token's signatures for several forms of an address, the one that was given; else the first."""
    given = request.headers.get(SIGNATURE.lower(), "").strip().encode("utf-8", "replace")
    matches = [signature for signature in signatures if hmac.compare_digest(given, signature.encode())]
    return (matches or signatures)[:1]


def _sign(token: bytes, text: str) -> str:
    """HMAC-SHA1, as Twilio has it: it is no collision that would help a forger here."""
    return b64encode(hmac.new(token, text.encode("utf-8", "replace"), sha1).digest()).decode()
